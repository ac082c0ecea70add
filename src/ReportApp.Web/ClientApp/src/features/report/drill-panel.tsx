import { Button, Checkbox, Input, Tab, TabList, useRestoreFocusTarget } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { SearchRegular } from '@fluentui/react-icons/svg/search'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { lazy, memo, type PointerEvent, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { openRecord } from '../../app/host-frame/bridge'
import { safeStorage } from '../../app/safe-storage'
import { useDrill, useEntryOf } from '../../api/queries'
import type { DealSources, DrillAnswer, DrillList, DrillPart, DrillRequest, DrillRow, MeasureUnit, ReportAnswer } from '../../api/types'
import { totalColumn } from '../../grid/grid-model'
import { isMonth } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { isEstimate, sourceName } from '../../i18n/sources'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { mostInBulk } from '../plan/bulk'
import { WriteState } from '../plan/write-state'
import './drill-panel.css'
import { columnTitle, forms, rowTitleIn } from './row-titles'
import { reportTexts } from './texts'

const BulkDialog = lazy(async () => ({ default: (await import('../plan/bulk-dialog')).BulkDialog }))
const PlanEditor = lazy(async () => ({ default: (await import('../plan/plan-editor')).PlanEditor }))

const widthKey = 'drill-width'
const sourcesKey = 'drill-sources'
const [narrowest, widest] = [400, 720]
/** A shorter list is read, not searched. */
const searchedFrom = 8

type Props = Readonly<{ answer: ReportAnswer; request: DrillRequest; onPart: (part: DrillPart) => void; onClose: () => void }>

/** The records behind one cell. Its head proves that they are the cell. */
export function DrillPanel({ answer, request, onPart, onClose }: Props) {
  const { format, say, language } = useSpeech()
  const text = useTexts(reportTexts)
  const query = useDrill(answer.reportId, request)
  const drill = loaded(query)
  const [edited, setEdited] = useState<string | null>(null)
  const [bulk, setBulk] = useState<readonly string[] | null>(null)
  const panel = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(() => Number(safeStorage.get(widthKey)) || 480)
  const cellKey = `${request.row} ${request.column} ${request.measure}`

  useEffect(() => panel.current?.focus({ preventScroll: true }), [cellKey])

  const resize = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const right = panel.current?.getBoundingClientRect().right ?? 0
    const next = Math.round(Math.min(Math.max(right - event.clientX, narrowest), widest))
    setWidth(next)
    safeStorage.set(widthKey, String(next))
  }

  const row = [...answer.rows, answer.totals].find((other) => other.key === request.row)
  const parent = answer.rows.find((other) => other.key === row?.parent)
  const name = rowTitleIn(answer, request.row, row?.title ?? (drill.kind === 'ready' ? drill.value.rowTitle : null), language)
  const measure = answer.measures.find((other) => other.name === request.measure)
  const measureTitle = measure ? say(measure.title) : (text.notices[request.measure] ?? request.measure)
  const title = [parent ? rowTitleIn(answer, parent.key, parent.title, language) : null, name].filter((part) => part !== null).join(', ')
  const when = answer.isByMonth && request.column === totalColumn ? text.wholePeriod.toLowerCase() : columnTitle(answer, request.column, format, language)
  /** Lists are called by what they differ in: the period, the measure, or the row. */
  const listTitle = (list: DrillList, all: readonly DrillList[]): string => {
    if (list.part === 'current' || list.part === 'previous') return format.period(list.part === 'current' ? answer.period : (answer.previous ?? answer.period))
    const own = answer.measures.find((other) => other.name === list.measure)
    if (own !== undefined && all.some((other) => other.measure !== list.measure)) return say(own.title)
    // The share of the whole in itself: both lists are of one row.
    if ((list.part === 'numerator' || list.part === 'denominator') && all.every((other) => other.row === list.row)) return text.drill.shares[list.part]
    const where = [...answer.rows, answer.totals].find((other) => other.key === list.row)
    return rowTitleIn(answer, list.row, where?.title ?? null, language)
  }
  const counts = drill.kind === 'ready' ? { 'data-count': drill.value.count, 'data-sum': drill.value.sum } : {}

  return (
    <aside
      ref={panel}
      className="drill"
      data-testid="drill-panel"
      data-row={request.row}
      data-col={request.column}
      data-measure={request.measure}
      {...counts}
      style={{ ['--drill-width' as string]: `${width}px` }}
      tabIndex={-1}
      aria-label={`${title}, ${measureTitle}, ${when}`}
      aria-busy={drill.kind === 'loading'}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && edited === null && bulk === null) onClose()
      }}
    >
      <div
        className="drill-edge"
        aria-hidden
        title={text.drill.resize}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={resize}
      />
      <header className="drill-head">
        <div className="drill-title">
          <span className="quiet">
            {title} · {when}
          </span>
          <h2>{measureTitle}</h2>
        </div>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={text.drill.close} onClick={onClose} />
        {drill.kind === 'ready' && drill.value.parts.length > 0 && (
          <TabList size="small" className="drill-parts" aria-label={text.drill.lists} selectedValue={drill.value.part ?? undefined} onTabSelect={(_, { value }) => onPart(value as DrillPart)}>
            {drill.value.parts.map((list) => (
              <Tab key={list.part} value={list.part} data-part={list.part}>
                {listTitle(list, drill.value.parts)}
              </Tab>
            ))}
          </TabList>
        )}
        {drill.kind === 'ready' && <Proof drill={drill.value} cell={valueOf(answer, drill.value)} />}
      </header>
      {drill.kind === 'loading' && (
        <div className="drill-list" aria-hidden>
          {Array.from({ length: 6 }, (_, index) => (
            <div key={index} className="drill-row">
              <div className="skeleton" style={{ height: 52 }} />
            </div>
          ))}
        </div>
      )}
      {drill.kind === 'failed' && <Failure error={drill.error} retry={() => void query.refetch()} />}
      {drill.kind === 'ready' && <Records key={cellKey} drill={drill.value} onPlan={setEdited} onBulk={setBulk} />}
      {bulk !== null && (
        <Suspense>
          <BulkDialog dealIds={bulk} month={isMonth(request.column) ? request.column : answer.today.slice(0, 7)} thisMonth={answer.today.slice(0, 7)} onClose={() => setBulk(null)} />
        </Suspense>
      )}
      {edited !== null && (
        <Suspense>
          <PlanEditor dealId={edited} onClose={() => setEdited(null)} />
        </Suspense>
      )}
    </aside>
  )
}

/** What the open list must come to: its own cell, or of two lists that of the part, where it stands in the table. */
function valueOf(answer: ReportAnswer, { row, column, measure, part, parts, listed }: DrillAnswer) {
  const list = parts.find((other) => other.part === part)
  if (list !== undefined) {
    const own = [...answer.rows, answer.totals].find((other) => other.key === list.row)
    const at = part === 'previous' ? 'previous' : part === 'current' ? totalColumn : column
    return own?.cells.find((cell) => cell.column === at && cell.measure === listed.name) ?? null
  }
  const found = [...answer.rows, answer.totals].find((other) => other.key === row)
  const notice = answer.notices.find(({ drill }) => drill !== null && drill.row === row && drill.column === column && drill.measure === measure)
  if (notice !== undefined) return { value: notice.amount, count: notice.count }
  return found?.cells.find((cell) => cell.column === column && cell.measure === measure) ?? null
}

/** What the list is a list of. */
function whatOf({ rows }: DrillAnswer): 'deal' | 'lead' | 'target' | 'row' {
  return (['target', 'lead', 'deal'] as const).find((kind) => rows.length > 0 && rows.every((row) => row.kind === kind)) ?? 'row'
}

function Proof({ drill, cell }: { drill: DrillAnswer; cell: { value: number | null; count: number } | null }) {
  const { format, language } = useSpeech()
  const text = useTexts(reportTexts).drill
  const { unit } = drill.listed
  const isPlace = drill.measure !== drill.listed.name && drill.part === null
  const matches = cell !== null && (cell.value === null || isPlace || cell.value === drill.sum) && cell.count === drill.count
  const what = whatOf(drill)
  return (
    <p className="drill-proof">
      {unit === 'count' ? (
        <strong className="numbers">{format.plural(drill.count, ...forms(what, language))}</strong>
      ) : (
        <>
          <strong className="numbers">{format.full(drill.sum, unit, drill.currency)}</strong>
          <span className="quiet">= {format.plural(drill.count, ...forms(what, language))}</span>
        </>
      )}
      {cell !== null && (
        <span className="drill-match" data-matches={matches}>
          {matches ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
          {matches ? text.matches : text.differs}
        </span>
      )}
    </p>
  )
}

type RecordsProps = Readonly<{ drill: DrillAnswer; onPlan: (dealId: string) => void; onBulk: (dealIds: readonly string[]) => void }>

function Records({ drill, onPlan, onBulk }: RecordsProps) {
  const { format, say, language } = useSpeech()
  const text = useTexts(reportTexts).drill
  const [search, setSearch] = useState('')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [showsSources, setShowsSources] = useState(safeStorage.get(sourcesKey) === 'yes')
  const showSources = (isShown: boolean) => {
    setShowsSources(isShown)
    safeStorage.set(sourcesKey, isShown ? 'yes' : 'no')
  }
  const pick = useCallback((id: string, isPicked: boolean) => setPicked((now) => new Set(isPicked ? [...now, id] : [...now].filter((other) => other !== id))), [])
  const shown = useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase('ru')
    if (wanted === '') return drill.rows
    return drill.rows.filter((row) =>
      [row.title, row.hostId, row.managerName, row.object, row.source, row.stage].some((part) => part?.toLocaleLowerCase('ru').includes(wanted)),
    )
  }, [drill.rows, search])

  const deals = shown.filter((row) => row.kind === 'deal' && !row.isLost)
  const chosen = deals.filter((row) => picked.has(row.hostId)).map((row) => row.hostId)
  if (drill.rows.length === 0) return <Notice title={text.emptyFor[drill.measure] ?? text.emptyTitle} detail={text.emptyHint} />
  return (
    <>
      {drill.rows.length >= searchedFrom && (
        <div className="drill-tools">
          <Input
            type="search"
            size="small"
            contentBefore={<SearchRegular />}
            placeholder={text.find}
            aria-label={text.find}
            value={search}
            onChange={(_, { value }) => setSearch(value)}
          />
          {drill.truncated && <span className="quiet">{text.truncated(format.plural(drill.rows.length, ...forms('row', language)))}</span>}
        </div>
      )}
      {deals.length > 0 && (
        <div className="drill-bulk">
          {deals.length > 1 && (
            <Checkbox
              label={text.selectAll}
              checked={chosen.length === 0 ? false : chosen.length >= Math.min(deals.length, mostInBulk) ? true : 'mixed'}
              onChange={(_, { checked }) => setPicked(new Set(checked === true ? deals.slice(0, mostInBulk).map((row) => row.hostId) : []))}
            />
          )}
          <Checkbox data-testid="drill-sources" label={text.sources} checked={showsSources} onChange={(_, { checked }) => showSources(checked === true)} />
          {chosen.length > 0 && (
            <Button data-testid="bulk-open" size="small" appearance="primary" disabled={chosen.length > mostInBulk} onClick={() => onBulk(chosen)}>
              {text.plan} · {format.number(chosen.length)}
            </Button>
          )}
        </div>
      )}
      <div className="drill-list">
        {shown.map((row) => (
          <DrillItem key={`${row.kind} ${row.hostId}`} row={row} unit={drill.listed.unit} currency={drill.currency} showsSources={showsSources} isPicked={picked.has(row.hostId)} onPick={pick} onPlan={onPlan} />
        ))}
        {shown.length === 0 && <p className="quiet drill-none">{text.noneFound}</p>}
      </div>
      {shown.length < drill.rows.length && (
        <p className="drill-found quiet" role="status">
          {text.found} {format.number(shown.length)} {text.of} {format.number(drill.rows.length)}
          {drill.listed.unit === 'money' && <span className="numbers">{format.money(sumOf(shown), drill.currency)}</span>}
        </p>
      )}
      <footer className="drill-foot">
        <strong>{drill.listed.unit === 'days' ? (say(drill.listed.title)) : text.total}</strong>
        <strong className="numbers">
          {drill.listed.unit === 'count' ? format.plural(drill.count, ...forms(whatOf(drill), language)) : format.full(drill.sum, drill.listed.unit, drill.currency)}
        </strong>
      </footer>
    </>
  )
}

/** In hundredths, so that nothing is lost on the way. */
const sumOf = (rows: readonly DrillRow[]) => rows.reduce((sum, row) => sum + Math.round(row.value * 100), 0) / 100

/** Whence the facts of a deal came: all of it where somebody asked for it, else that there are estimates among them. */
function Sources({ sources, isWhole }: { sources: DealSources; isWhole: boolean }) {
  const { language } = useSpeech()
  const text = useTexts(reportTexts).drill
  const known = Object.entries(sources).filter((pair): pair is [string, string] => pair[1] !== null)
  const words = known.map(([role, source]) => `${text.roles[role] ?? role}: ${sourceName(source, language)}${isEstimate(source) ? ` (${text.estimate})` : ''}`).join(' · ')
  if (isWhole) return <span className="drill-sources">{words}</span>
  // Before the contract nobody is its seller yet.
  return sources.contractDate !== null && known.some(([, source]) => isEstimate(source)) ? (
    <span className="drill-sources" title={words}>
      {text.estimate}
    </span>
  ) : null
}

type ItemProps = Readonly<{
  row: DrillRow
  unit: MeasureUnit
  currency: string
  showsSources: boolean
  isPicked: boolean
  onPick: (dealId: string, isPicked: boolean) => void
  onPlan: (dealId: string) => void
}>

const DrillItem = memo(function DrillItem({ row, unit, currency, showsSources, isPicked, onPick, onPlan }: ItemProps) {
  const { format, language } = useSpeech()
  const text = useTexts(reportTexts).drill
  const [isOpen, setOpen] = useState(false)
  // The editor gives the focus back to where it was opened; else Escape would no longer reach this panel.
  const focusTarget = useRestoreFocusTarget()
  const isDeal = row.kind === 'deal'
  const isLead = row.kind === 'lead'
  const entry = useEntryOf(row.hostId)
  // A plan that was just saved stands in the CRM before the next sync brings it into the list.
  const plan = isDeal && entry?.write.state === 'confirmed' ? entry.values : row.plan
  const title = row.title ?? (isDeal || isLead ? `${isDeal ? text.deal : text.lead} № ${row.hostId}` : row.kind === 'target' ? text.target : text.unassigned)
  // A plan target is one month and has nothing below it.
  const hasLines = row.lines.length > 0 && row.kind !== 'target'
  const ofMonth = row.kind === 'target' ? row.lines[0]?.day?.slice(0, 7) : undefined
  const facts = [
    ofMonth === undefined ? null : format.month(ofMonth),
    ...(isDeal ? [row.object ?? text.noObject, row.managerName ?? text.noManager] : []),
    ...(isLead ? [row.source ?? text.noSource, row.managerName ?? text.noManager] : []),
    !isLead || row.createdOn === null ? null : `${text.created}\u00a0${format.day(row.createdOn)}`,
    row.dealAmount === null || unit === 'count' || row.dealAmount === row.value ? null : `${text.contract}\u00a0${format.compactMoney(row.dealAmount, currency)}`,
    row.probability === null ? null : `${text.probability}\u00a0${format.percent(row.probability, 0)}`,
    row.closedOn === null ? null : `${text.closed}\u00a0${format.day(row.closedOn)}`,
    row.closedOn !== null || row.expectedClose === null ? null : `${text.closes}\u00a0${format.day(row.expectedClose)}`,
  ].filter((part) => part !== null)

  return (
    <article className="drill-row" data-testid="drill-row" data-kind={row.kind} data-host-id={row.hostId} data-value={row.value}>
      <div className="drill-main">
        {isDeal && !row.isLost && <Checkbox className="drill-pick" aria-label={`${text.select}: ${title}`} checked={isPicked} onChange={(_, { checked }) => onPick(row.hostId, checked === true)} />}
        {row.hostUrl === null ? (
          <span className="drill-name">{title}</span>
        ) : (
          <button type="button" className="plain-button link drill-name" title={text.openInCrm} onClick={() => void openRecord(row.hostUrl ?? '')}>
            {title}
          </button>
        )}
        {unit === 'count' ? (
          row.dealAmount !== null && <span className="numbers drill-value">{format.money(row.dealAmount, currency)}</span>
        ) : (
          <span className="numbers drill-value">{format.full(row.value, unit, currency)}</span>
        )}
      </div>
      <div className="drill-facts">
        {row.stage !== null && <span className="drill-stage">{row.stage}</span>}
        <span>{facts.join(' · ')}</span>
        {row.sources !== null && <Sources sources={row.sources} isWhole={showsSources} />}
      </div>
      {((isDeal && !row.isLost) || plan !== null || hasLines) && (
        <div className="drill-actions">
          {hasLines && (
            <button type="button" className="plain-button drill-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
              {format.plural(row.lines.length, ...forms('payment', language))}
              {!isOpen && row.lines.length === 1 && row.lines[0]?.day && ` · ${format.day(row.lines[0].day)}`}
            </button>
          )}
          {plan !== null && plan.status !== 'cancelled' && (
            <span className="drill-plan">
              {text.planned}: {format.month(plan.month)}, {format.compactMoney(plan.amount.amount, plan.amount.currency)}
            </span>
          )}
          {isDeal && !row.isLost && (
            <Button size="small" className="drill-to-plan" {...focusTarget} onClick={() => onPlan(row.hostId)}>
              {plan !== null && plan.status !== 'cancelled' ? text.changePlan : text.plan}
            </Button>
          )}
        </div>
      )}
      {isOpen && (
        <ul className="drill-lines">
          {row.lines.map((line) => (
            <li key={line.hostId}>
              <span className="numbers">{line.day === null ? text.undated : format.day(line.day)}</span>
              <span className="quiet">{line.kind}</span>
              <span className="numbers">{format.money(line.value, currency)}</span>
            </li>
          ))}
        </ul>
      )}
      {isDeal && entry !== null && <WriteState entry={entry} />}
    </article>
  )
})
