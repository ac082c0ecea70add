import './segments.css'

type Props<T extends string> = Readonly<{
  label: string
  name: string
  options: readonly Readonly<{ value: T; title: string; about?: string }>[]
  picked: T
  onPick: (value: T) => void
}>

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, name, options, picked, onPick }: Props<T>) {
  return (
    <fieldset className="segments" aria-label={label} data-testid={`choice-${name}`}>
      {options.map(({ value, title, about }) => (
        <label key={value} className="segment" title={about}>
          <input type="radio" name={name} value={value} checked={value === picked} onChange={() => onPick(value)} />
          {title}
        </label>
      ))}
    </fieldset>
  )
}
