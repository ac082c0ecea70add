import { Button, mergeClasses } from '@fluentui/react-components'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import type { ComponentProps, Ref } from 'react'

type Props = Readonly<{ caption: string; value: string; isSet: boolean; clearLabel?: string; onClear?: () => void; ref?: Ref<HTMLButtonElement> }> &
  Omit<ComponentProps<'button'>, 'value' | 'ref'> &
  Readonly<{ 'data-testid'?: string }>

/** Caption, value, and a cross when it is not the default. */
export function FilterChip({ caption, value, isSet, clearLabel, onClear, ref, className, ...trigger }: Props) {
  return (
    <span className="chip" data-set={isSet}>
      <button {...trigger} ref={ref} type="button" className={mergeClasses('plain-button', 'chip-open', className)}>
        <span className="chip-caption">{caption}</span>
        <span className="chip-value">{value}</span>
        <ChevronDownRegular aria-hidden />
      </button>
      {isSet && onClear && (
        <Button size="small" appearance="transparent" className="chip-clear" icon={<DismissRegular />} aria-label={clearLabel ?? ''} onClick={onClear} />
      )}
    </span>
  )
}
