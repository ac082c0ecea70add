import type { KeyboardEvent } from 'react'
import type { FunnelMonth, FunnelNeed, FunnelRow } from '../../api/types'
import { digitsOf } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { useEdges } from '../../ui/edges'
import { nextCell } from '../../ui/grid-keys'
import { hasOwnTarget, type OpenedStep, type Step, steps } from './funnel-state'
import { type FunnelTexts, funnelTexts } from './texts'

type Props = Readonly<{ month: FunnelMonth; opened: OpenedStep | null; titleOf: (row: FunnelRow) => string; onOpen: (opened: OpenedStep) => void }>

/** Managers down, steps across: the whole is a funnel above them. Arrows move, Enter opens. */
export function FunnelTable({ month, opened, titleOf, onOpen }: Props) {
  const { format } = useSpeech()
  const text = useTexts(funnelTexts)
  const { box, hasBefore, hasMore, look } = useEdges()
  const rows = [month.total, ...month.rows]
  const shown = steps.filter((step) => !month.unknown.includes(step))
  const widest = Math.max(1, ...month.total.steps.map(({ need }) => need ?? 0))
  return (
    <div className="edges funnel-frame" data-before={hasBefore} data-more={hasMore}>
      <div ref={box} className="funnel-scroll" onScroll={look}>
        <table className="funnel-table" role="grid" aria-label={text.title} aria-rowcount={rows.length + 1} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col">{text.manager}</th>
              {shown.map((step) => (
                <th key={step} scope="col" title={text.about[step]}>
                  {text.steps[step]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} data-testid="funnel-row" data-row={row.key} data-total={row === month.total} data-group={row !== month.total && row.level === 0 && !row.key.startsWith('manager:')}>
                <th scope="row" data-level={row.level}>
                  <span className="funnel-name" title={titleOf(row)}>
                    {titleOf(row)}
                  </span>
                  <span className="funnel-about quiet">
                    {[
                      row.sales === null ? text.noPlan : text.sales(format.plural(row.sales, ...text.contracts)),
                      ...(row.workingDays === null ? [] : [format.plural(row.workingDays, ...text.workdays)]),
                    ].join(' · ')}
                  </span>
                </th>
                {shown.map((step) => {
                  const need = row.steps.find((own) => own.step === step)
                  return (
                    <td key={step} role="gridcell">
                      {need !== undefined && (
                        <button
                          type="button"
                          className="plain-button funnel-cell"
                          data-testid="funnel-cell"
                          data-row={row.key}
                          data-step={step}
                          data-need={need.need ?? ''}
                          data-per-day={need.perDay ?? ''}
                          data-ratio={need.perSale ?? ''}
                          data-source={need.source ?? ''}
                          data-need-source={need.needSource ?? ''}
                          disabled={!opens(row)}
                          aria-pressed={opened?.row === row.key && opened.step === step}
                          aria-label={[titleOf(row), text.steps[step], ...wordsOf(need, text, format.number)].join(', ')}
                          onClick={() => onOpen({ row: row.key, step, part: 'numerator' })}
                        >
                          {row === month.total && need.need !== null && <span className="funnel-bar" style={{ ['--part' as string]: `${(need.need / widest) * 100}%` }} aria-hidden />}
                          <strong className="numbers">{need.need === null ? '—' : format.number(need.need)}</strong>
                          {wordsOf({ ...need, need: null }, text, format.number).map((words) => (
                            <span key={words} className="quiet numbers">
                              {words}
                            </span>
                          ))}
                        </button>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-testid=funnel-cell]') : null
    const people = rows.filter(opens)
    const next = cell === null ? undefined : nextCell(event, [people.findIndex(({ key }) => key === cell.dataset['row']), shown.findIndex((own) => own === cell.dataset['step'])], [people.length, shown.length])
    if (next === undefined) return
    event.preventDefault()
    const [row, column] = [people[next[0]], shown[next[1]]]
    if (row !== undefined && column !== undefined) focusStep({ row: row.key, step: column })
  }
}

/** A sum of people has no ratio of its own. */
export const opens = ({ key }: FunnelRow): boolean => key.startsWith('manager:')

/** How many, how many a day, by which ratio and whence it is. */
function wordsOf({ step, need, perDay, perSale, source, needSource, byNorm }: FunnelNeed, text: FunnelTexts, number: (value: number, digits: 0 | 1 | 2) => string): readonly string[] {
  return [
    ...(need === null ? [] : [number(need, 0)]),
    ...(perDay === null ? [] : [text.perDay(number(perDay, digitsOf(perDay)))]),
    ...(needSource !== 'target' || !hasOwnTarget(step) ? [] : [byNorm === null ? text.saved : text.savedBeside(number(byNorm, 0))]),
    ...(perSale === null || source === 'target' ? [] : [text.perSale(number(perSale, digitsOf(perSale)))]),
    ...(source === null || source === 'target' ? [] : [text.sources[source]]),
  ]
}

export function focusStep({ row, step }: Readonly<{ row: string; step: Step }>): void {
  document.querySelector<HTMLElement>(`[data-testid=funnel-cell][data-row="${CSS.escape(row)}"][data-step=${step}]`)?.focus()
}
