import { Button, ProgressBar, Select, Spinner } from '@fluentui/react-components'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed'
import { LockOpenRegular } from '@fluentui/react-icons/svg/lock-open'
import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import type { Month, TargetSheet, TargetSheetRow } from '../../api/types'
import { useSearchText } from '../../app/search'
import { addMonths, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { useLoaded } from '../../ui/state'
import { About } from '../report/about'
import { PageHead } from '../report/page-head'
import '../report/report-page.css'
import { TargetFiles } from './target-files'
import { divisionsOf } from './target-proposal'
import { TargetProposalDialog } from './target-proposal-dialog'
import { targetProposalTexts } from './target-proposal-texts'
import { useLock, useSaveTargets, useTargets, useTargetVersions } from './targets-queries'
import { belowOf, cellKey, changesOf, type Edits, fromTargetsSearch, type Kind, kinds, metrics, opensByObject, type TargetsState, toTargetsSearch, without } from './targets-state'
import './targets.css'
import { targetsTexts } from './targets-texts'

/** The targets of months, typed in where the viewer may set them. */
export function TargetsPage() {
  const text = useTexts(targetsTexts)
  const [search, changeSearch] = useSearchText()
  const state = fromTargetsSearch(search)
  const change = useCallback((next: Partial<TargetsState>) => changeSearch((old) => toTargetsSearch({ ...fromTargetsSearch(old), ...next }, old)), [changeSearch])
  const query = useTargets(state.kind, state.metric, state.from)
  const targets = useLoaded(query)
  const first = targets.kind === 'ready' ? (targets.value.months[0]?.month ?? null) : null
  const byObject = state.byObject ?? (targets.kind === 'ready' && opensByObject(targets.value))
  const [isDividing, setIsDividing] = useState(false)
  const division = useTexts(targetProposalTexts)
  return (
    <>
      <PageHead title={text.title} about={<About question={text.question} />}>
        {targets.kind === 'ready' && targets.value.rows.some((row) => row.scope !== null && divisionsOf(targets.value, row).length > 0) && (
          <Button appearance="subtle" data-testid="targets-divide" title={division.about} onClick={() => setIsDividing(true)}>{division.open}</Button>
        )}
        {targets.kind === 'ready' && targets.value.rows.some((row) => row.mayEdit) && <TargetFiles sheet={targets.value} />}
      </PageHead>
      <div className="filters" role="group" aria-label={text.title}>
        <Segments label={text.metric} name="target-metric" picked={state.metric} onPick={(metric) => change({ metric })} options={metrics.filter((metric) => metric === state.metric || (targets.kind === 'ready' && targets.value.metrics.includes(metric))).map((value) => ({ value, title: text.metrics[value] }))} />
        <Select aria-label={text.kind} value={state.kind} onChange={(_, { value }) => change({ kind: value as Kind })}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>{text.kinds[kind]}</option>
          ))}
        </Select>
        <Segments label={text.by} name="target-rows" picked={byObject ? 'objects' : 'people'} onPick={(by) => change({ byObject: by === 'objects' })} options={[{ value: 'people', title: text.people }, { value: 'objects', title: text.objects }]} />
        <span className="period">
          <Button appearance="subtle" icon={<ChevronLeftRegular />} disabled={first === null} aria-label={text.earlier} title={text.earlier} onClick={() => first !== null && change({ from: addMonths(first, -3) })} />
          <Button appearance="subtle" disabled={state.from === null} onClick={() => change({ from: null })}>{text.now}</Button>
          <Button appearance="subtle" icon={<ChevronRightRegular />} disabled={first === null} aria-label={text.later} title={text.later} onClick={() => first !== null && change({ from: addMonths(first, 3) })} />
        </span>
      </div>
      <div className="thin-bar">{targets.kind === 'ready' && targets.isOutdated && <ProgressBar thickness="medium" />}</div>
      {targets.kind === 'loading' && <Spinner className="targets-wait" />}
      {targets.kind === 'failed' && <Failure error={targets.error} retry={() => void query.refetch()} />}
      {targets.kind === 'ready' && <Sheet key={`${targets.value.kind}|${targets.value.metric}`} sheet={targets.value} byObject={byObject} />}
      {isDividing && targets.kind === 'ready' && <TargetProposalDialog sheet={targets.value} onClose={() => setIsDividing(false)} />}
    </>
  )
}

type Cell = Readonly<{ scope: string; month: Month; version: number; name: string }>

/** What was typed and not saved, by kind and metric: a look at another page does not lose it. */
const drafts = new Map<string, Edits>()

function Sheet({ sheet, byObject }: { sheet: TargetSheet; byObject: boolean }) {
  const { format, language } = useSpeech()
  const text = useTexts(targetsTexts)
  const draft = `${sheet.kind}|${sheet.metric}`
  const [edits, setEdits] = useState<Edits>(drafts.get(draft) ?? {})
  const [at, setAt] = useState<Cell | null>(null)
  const save = useSaveTargets()
  const lock = useLock()
  const { changes, faults } = changesOf(sheet, edits, language)
  const rows = sheet.rows.filter(({ group }) => group === 'company' || group === 'other' || (group === 'objects') === byObject)
  const show = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 2)
  const edit = (change: (now: Edits) => Edits) => {
    const next = change(drafts.get(draft) ?? {})
    drafts.set(draft, next)
    setEdits(next)
  }
  const type: RowProps['onType'] = (scope, month, text, version) => {
    save.reset()
    edit((now) => ({ ...now, [cellKey(scope, month)]: { text, version } }))
  }
  const store = () => save.mutate({ kind: sheet.kind, metric: sheet.metric, changes }, { onSuccess: () => edit((now) => without(now, edits, changes)) })
  const named = (row: TargetSheetRow) => row.title ?? text.company
  const refused = save.error instanceof ApiError ? (save.error.problem.errors ?? []) : []
  const why = refused[0] && text.reasons[refused[0].reason]
  const box = useRef<HTMLDivElement>(null)
  // Where all that is in sight is empty, what has a plan is brought there.
  useLayoutEffect(() => {
    const place = box.current
    const first = place?.querySelector<HTMLElement>('tr[data-planned]')
    const above = [...(place?.querySelectorAll<HTMLElement>('thead, tr[data-company]') ?? [])].reduce((sum, { offsetHeight }) => sum + offsetHeight, 0)
    if (place && first && first.offsetTop + first.offsetHeight > place.clientHeight) place.scrollTop = first.offsetTop - above - first.offsetHeight
  }, [byObject])
  if (rows.length === 0) return <Notice title={text.empty.title} detail={text.empty.detail} />
  return (
    <main className="targets" data-testid="targets" data-metric={sheet.metric}>
      <div ref={box} className="targets-scroll" tabIndex={0} role="group" aria-label={text.title}>
        <table className="targets-table">
          <thead>
            <tr>
              <th scope="col">{sheet.metric === 'receipts' || sheet.metric === 'value' ? format.currencySymbol(sheet.currency) : text.metrics[sheet.metric as 'units' | 'm2']}</th>
              {sheet.months.map(({ month, lockedBy, lockedAt }) => {
                const state = lockedBy === null ? '' : text.locked(lockedBy, lockedAt === null ? '' : format.instant(lockedAt, new Date()))
                const act = lockedBy === null ? text.lock : text.open
                return (
                  <th key={month} scope="col">
                    <span className="targets-month" data-locked={lockedBy !== null || undefined} title={state}>
                      {format.month(month)}
                      {sheet.mayLock ? (
                        <Button appearance="subtle" size="small" icon={lockedBy === null ? <LockOpenRegular /> : <LockClosedRegular />} disabled={lock.isPending} aria-pressed={lockedBy !== null} aria-label={`${act}: ${format.month(month)}`} title={`${act}. ${state}`} onClick={() => lock.mutate({ month, isLocked: lockedBy === null })} />
                      ) : (
                        lockedBy !== null && <LockClosedRegular aria-label={state} />
                      )}
                    </span>
                  </th>
                )
              })}
              <th scope="col" className="targets-total">{text.total}</th>
            </tr>
          </thead>
          <tbody onKeyDown={moveWithArrows}>
            {rows.map((row, index) => (
              <Row key={row.key} row={row} heading={row.group !== rows[index - 1]?.group ? text.groups[row.group as keyof typeof text.groups] : ''} sheet={sheet} edits={edits} faults={faults} name={named(row)} show={show} onType={type} onFocus={setAt} />
            ))}
          </tbody>
        </table>
      </div>
      <footer className="targets-foot">
        <Versions sheet={sheet} cell={at} show={show} />
        {save.error !== null && <span className="targets-wrong" role="alert">{why === undefined ? problemText(save.error, language) : `${problemText(save.error, language)} (${why})`}</span>}
        {lock.error !== null && <span className="targets-wrong" role="alert">{problemText(lock.error, language)}</span>}
        {faults.size > 0 && <span className="targets-wrong" role="alert">{text.wrong}</span>}
        {(changes.length > 0 || faults.size > 0) && (
          <>
            {changes.length > 0 && <span>{format.plural(changes.length, ...text.changed)}</span>}
            <Button disabled={save.isPending} onClick={() => (save.reset(), edit(() => ({})))}>{text.forget}</Button>
            <Button appearance="primary" data-testid="targets-save" disabled={save.isPending || faults.size > 0 || changes.length === 0} onClick={store}>{save.isPending ? text.saving : text.save}</Button>
          </>
        )}
      </footer>
    </main>
  )
}

type RowProps = Readonly<{
  row: TargetSheetRow; heading: string; sheet: TargetSheet; edits: Edits; faults: ReadonlySet<string>; name: string; show: (value: number) => string
  onType: (scope: string, month: Month, text: string, version: number) => void; onFocus: (cell: Cell) => void
}>

function Row({ row, heading, sheet, edits, faults, name, show, onType, onFocus }: RowProps) {
  const { format, language } = useSpeech()
  const text = useTexts(targetsTexts)
  const known = row.cells.map(({ value }) => value).filter((value) => value !== null)
  return (
    <>
      {heading !== '' && (
        <tr>
          <th className="targets-head" scope="colgroup" colSpan={sheet.months.length + 2}>{heading}</th>
        </tr>
      )}
      <tr data-level={row.level} data-group={row.level === 0 || undefined} data-company={row.group === 'company' || undefined} data-planned={(row.group !== 'company' && known.length > 0) || undefined}>
        <th scope="row" title={name}>{name}</th>
        {row.cells.map((cell, index) => {
          const { month, lockedBy } = sheet.months[index]!
          const key = cellKey(row.scope ?? '', month)
          const below = belowOf(sheet, row, index, edits, language)
          const shown = cell.value === null ? '' : show(cell.value)
          const focus = () => row.scope !== null && onFocus({ scope: row.scope, month, version: cell.version, name: `${name}, ${format.month(month)}` })
          const edit = edits[key]
          return (
            <td key={month}>
              {row.scope === null || !row.mayEdit || lockedBy !== null ? (
                <span className="targets-fixed" {...(row.scope === null || cell.version === 0 ? {} : { tabIndex: 0, onFocus: focus })}>{row.scope === null ? '' : shown === '' ? undefinedMark : shown}</span>
              ) : (
                <input
                  className="targets-cell"
                  inputMode="decimal"
                  autoComplete="off"
                  aria-label={`${name}, ${format.month(month)}`}
                  aria-invalid={faults.has(key)}
                  data-changed={edit !== undefined || undefined}
                  data-cell={key}
                  value={edit?.text ?? shown}
                  placeholder={undefinedMark}
                  onFocus={(event) => {
                    event.target.select()
                    focus()
                  }}
                  onChange={(event) => onType(row.scope!, month, event.target.value, cell.version)}
                />
              )}
              {edit !== undefined && edit.version !== cell.version && <span className="targets-below targets-wrong">{text.meanwhile(shown === '' ? undefinedMark : shown)}</span>}
              {below !== null && below !== cell.value && <span className="targets-below" title={text.belowAbout}>{`${text.below}: ${show(below)}`}</span>}
            </td>
          )
        })}
        <td className="targets-total">{known.length === 0 ? undefinedMark : show(known.reduce((sum, value) => sum + value, 0))}</td>
      </tr>
    </>
  )
}

/** Who set the number under the cursor, and what it was before. */
function Versions({ sheet, cell, show }: { sheet: TargetSheet; cell: Cell | null; show: (value: number) => string }) {
  const { format } = useSpeech()
  const text = useTexts(targetsTexts)
  const versions = useTargetVersions(sheet.kind as Kind, sheet.metric as TargetsState['metric'], cell).data ?? []
  if (cell === null) return <span className="quiet" />
  const told = cell.version === 0 ? text.none : versions.map(({ value, author, at }) => `${value === null ? text.removed : show(value)} — ${author}, ${format.instant(at, new Date())}`).join(' · ')
  return <span className="quiet" title={told} data-testid="target-versions">{`${cell.name}: ${told}`}</span>
}

/** Up, down and Enter go to the same month of the next row, as in a table of numbers. */
function moveWithArrows(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0
  if (step === 0 || !(event.target instanceof HTMLInputElement)) return
  const month = event.target.dataset['cell']?.split('|').at(-1) ?? ''
  const column = [...event.currentTarget.querySelectorAll<HTMLInputElement>(`input[data-cell$="|${month}"]`)]
  const next = column[column.indexOf(event.target) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
