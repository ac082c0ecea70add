import './facts.css'

/** Short facts in a line, dots between them and none left hanging where the line breaks. */
export function Facts({ facts }: { facts: readonly string[] }) {
  return (
    <span className="facts">
      {facts.map((fact) => (
        <span key={fact}>{fact} </span>
      ))}
    </span>
  )
}
