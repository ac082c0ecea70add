import { Button, ProgressBar, Switch, Tab, TabList } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useSearchText } from '../../app/search'
import { useBoard, useFilters } from '../../api/queries'
import type { BoardAnswer, BoardNumbers, BoardRequest, BoardRow } from '../../api/types'
import { addMonths, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { useLoaded } from '../../ui/state'
import { About } from '../report/about'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import '../report/report-page.css'
import { reportTexts } from '../report/texts'
import { TreeFilter } from '../report/tree-filter'
import { underHeadings } from '../report/tree-pick'
import { BoardDealList } from './board-deals'
import './board.css'
import { type BoardState, boardRequest, fromBoardSearch, toBoardSearch, withOpen } from './board-state'
import { FavouriteStar } from '../report/favourite-star'
import { boardReport } from '../catalogue/own-screens'
import { boardTexts } from './board-texts'
import { peopleReport } from './bulk'
import { PlanNote } from './plan-note'
import { planNoteTexts } from './plan-note-texts'
import { Promises } from './promises'
import { proposalTexts } from './proposal-texts'
import { rebalanceTexts } from './rebalance-texts'

const PlanEditor = lazy(async () => ({ default: (await import('./plan-editor')).PlanEditor }))
const RebalanceDialog = lazy(async () => ({ default: (await import('./rebalance-dialog')).RebalanceDialog }))
const ProposalDialog = lazy(async () => ({ default: (await import('./proposal-dialog')).ProposalDialog }))
const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog')).BulkDialog }))

const monthsShown = 3

/** From which deals each manager's plan of a month will be made, and what is not covered. */
export function BoardPage() {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  const preparing = useTexts(reportTexts).preparing
  const [search, changeSearch] = useSearchText()
  const state = fromBoardSearch(search)
  const change = useCallback(
    (next: (state: BoardState) => BoardState, how?: 'push' | 'replace') => changeSearch((old) => toBoardSearch(next(fromBoardSearch(old)), old), how),
    [changeSearch],
  )
  const query = useBoard(boardRequest(state))
  const board = useLoaded(query)
  const [edited, setEdited] = useState<string | null>(null)
  const [bulk, setBulk] = useState<readonly string[] | null>(null)
  const [proposed, setProposed] = useState<Proposed | null>(null)
  const [rebalanced, setRebalanced] = useState<Proposed | null>(null)
  const whole = board.kind === 'ready' && mayPropose(board.value) ? { row: 'total', name: format.month(board.value.month), target: board.value.plan?.of === 'managers' ? board.value.plan.amount : null } : null
  const isNarrowed = state.managers.length + state.departments.length > 0

  return (
    <>
      <PageHead
        title={text.title}
        about={
          <>
            <About question={text.question} />
            <FavouriteStar reportId={boardReport.id} />
          </>
        }
      >
        {board.kind === 'ready' && <FreshnessChip freshness={board.value.freshness} />}
      </PageHead>
      <Filters
        state={state}
        today={board.kind === 'ready' ? board.value.today : null}
        lockedMonths={board.kind === 'ready' ? board.value.lockedMonths : []}
        change={change}
        onPropose={whole && (() => setProposed(whole))}
        onRebalance={whole !== null && whole.target !== null ? () => setRebalanced(whole) : null}
      />
      <div className="thin-bar">{board.kind === 'ready' && board.isOutdated && board.error === null && <ProgressBar thickness="medium" aria-label={text.month} />}</div>
      {board.kind === 'ready' && board.error !== null && <FailureLine error={board.error} retry={() => void query.refetch()} />}
      <main className="board" data-testid="plan-board" data-dimmed={board.kind === 'ready' && board.isOutdated}>
        {board.kind === 'failed' && <Failure error={board.error} retry={() => void query.refetch()} />}
        {board.kind === 'loading' && <Skeleton />}
        {board.kind === 'ready' && board.value.freshness.state === 'preparing' && <Notice role="status" title={preparing.title} detail={preparing.detail} />}
        {board.kind === 'ready' && board.value.freshness.state !== 'preparing' && (
          <>
            <Summary answer={board.value} request={{ ...boardRequest(state), month: board.value.month }} />
            <Closed answer={board.value} />
            {board.value.rows.length === 0 ? (
              <Notice title={text.emptyTitle} detail={text.emptyHint}>
                {isNarrowed && <Button onClick={() => change((now) => ({ ...now, managers: [], departments: [] }))}>{text.reset}</Button>}
              </Notice>
            ) : (
              <>
              <div className="board-row board-captions quiet" aria-hidden>
                <span />
                <span />
                <span className="board-number">{text.fact}</span>
                <span className="board-number">{text.plan}</span>
                <span className="board-number">{text.gap}</span>
              </div>
                <ul className="board-rows">
                {board.value.rows.map((row) => (
                  <Row key={row.key} row={row} answer={board.value} state={state} onToggle={() => change((now) => withOpen(now, row.key), 'replace')} onPlan={setEdited} onBulk={setBulk} onPropose={setProposed} onRebalance={setRebalanced} />
                ))}
              </ul>
              </>
            )}
          </>
        )}
      </main>
      <Suspense>
        {edited !== null && <PlanEditor dealId={edited} {...(board.kind === 'ready' && !isOver(board.value) ? { month: board.value.month } : {})} onClose={() => setEdited(null)} />}
        {bulk !== null && board.kind === 'ready' && (
          <BulkDialog dealIds={bulk} month={board.value.month} thisMonth={board.value.today.slice(0, 7)} lockedMonths={board.value.lockedMonths} onClose={() => setBulk(null)} />
        )}
        {proposed !== null && board.kind === 'ready' && (
          <ProposalDialog {...proposed} request={{ ...boardRequest(state), month: board.value.month }} thisMonth={board.value.today.slice(0, 7)} onClose={() => setProposed(null)} />
        )}
        {rebalanced !== null && board.kind === 'ready' && (
          <RebalanceDialog row={rebalanced.row} name={rebalanced.name} request={{ ...boardRequest(state), month: board.value.month }} thisMonth={board.value.today.slice(0, 7)} onClose={() => setRebalanced(null)} />
        )}
      </Suspense>
    </>
  )
}

/** Whose plan is put forward; the target is what stands there now. */
type Proposed = Readonly<{ row: string; name: string; target: number | null }>

const isOver = (answer: BoardAnswer) => answer.month < answer.today.slice(0, 7)
const isLocked = (answer: BoardAnswer) => answer.lockedMonths.includes(answer.month)

/** Of months that are over or locked nothing can be planned any more. */
const mayPropose = (answer: BoardAnswer) => answer.freshness.state !== 'preparing' && !isOver(answer) && !isLocked(answer)

/** Why the month takes no plans, before anybody tries. */
function Closed({ answer }: { answer: BoardAnswer }) {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  if (!isOver(answer) && !isLocked(answer)) return null
  const month = format.month(answer.month)
  return (
    <p className="board-locked" role="status" data-testid="board-locked">
      <LockClosedRegular aria-hidden />
      <strong>{isOver(answer) ? text.overTitle(month) : text.lockedTitle(month)}</strong>
      <span>{isOver(answer) ? text.over : <>{text.locked} <Link to="/targets">{text.toTargets}</Link></>}</span>
    </p>
  )
}

type FiltersProps = Readonly<{ state: BoardState; today: string | null; lockedMonths: readonly string[]; change: (next: (state: BoardState) => BoardState) => void; onPropose: (() => void) | null; onRebalance: (() => void) | null }>

function Filters({ state, today, lockedMonths, change, onPropose, onRebalance }: FiltersProps) {
  const { format } = useSpeech()
  const proposal = useTexts(proposalTexts)
  const rebalance = useTexts(rebalanceTexts)
  const text = useTexts(boardTexts)
  const lists = useFilters(peopleReport).data ?? []
  const departments = lists.find((list) => list.dimension === 'department')
  const managers = lists.find((list) => list.dimension === 'manager')
  const current = today?.slice(0, 7) ?? null
  const months = current === null ? [] : Array.from({ length: monthsShown }, (_, index) => addMonths(current, index))
  if (state.month !== null && current !== null && !months.includes(state.month)) months.unshift(state.month)
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      {current !== null && (
        <TabList
          size="small"
          className="board-months"
          data-testid="board-month"
          aria-label={text.month}
          selectedValue={state.month ?? current}
          onTabSelect={(_, { value }) => change((now) => ({ ...now, month: value === current ? null : String(value) }))}
        >
          {months.map((month) => (
            <Tab key={month} value={month} data-month={month} {...(lockedMonths.includes(month) ? { icon: <LockClosedRegular />, title: text.lockedTitle(format.month(month)) } : {})}>
              {format.month(month)}
            </Tab>
          ))}
        </TabList>
      )}
      {departments && <TreeFilter list={departments} picked={state.departments} onPick={(values) => change((now) => ({ ...now, departments: values }))} />}
      {managers && (
        <TreeFilter list={underHeadings(managers, departments)} picked={state.managers} onPick={(values) => change((now) => ({ ...now, managers: values }))} />
      )}
      <Switch className="board-unplanned" label={text.unplanned} checked={state.unplanned} onChange={(_, { checked }) => change((now) => ({ ...now, unplanned: checked }))} />
      {state.managers.length + state.departments.length > 0 && (
        <Button size="small" appearance="transparent" icon={<ArrowResetRegular />} onClick={() => change((now) => ({ ...now, managers: [], departments: [] }))}>
          {text.reset}
        </Button>
      )}
      {(onPropose ?? onRebalance) !== null && (
        <div className="board-propose">
          {onRebalance !== null && (
            <Button data-testid="rebalance-all" size="small" onClick={onRebalance}>
              {rebalance.rebalance}
            </Button>
          )}
          {onPropose !== null && (
            <Button data-testid="propose-all" size="small" onClick={onPropose}>
              {proposal.propose}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function Summary({ answer, request }: { answer: BoardAnswer; request: BoardRequest }) {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  const notes = useTexts(planNoteTexts)
  const { numbers, promises } = answer.total
  const tile = (caption: string, value: number | null, tone?: 'short', mark?: 'fact' | 'committed' | 'draft') => (
    <div className="kpi">
      <span className="kpi-caption" data-mark={mark}>
        {caption}
      </span>
      <span className="kpi-value" data-tone={tone} title={value === null ? undefined : format.money(value, answer.currency)}>
        {value === null ? undefinedMark : format.compactMoney(value, answer.currency)}
      </span>
    </div>
  )
  return (
    <section className="kpis board-summary" aria-label={format.month(answer.month)} {...dataOf(numbers)} data-month={answer.month} data-testid="board-total">
      <div className="board-tiles">
        {tile(answer.plan === null ? text.plan : notes.captions[answer.plan.of], numbers.plan)}
        {tile(text.fact, numbers.fact, undefined, 'fact')}
        {tile(text.committed, numbers.committed, undefined, 'committed')}
      </div>
      <div className="board-tiles">
        {numbers.gap !== null && (
          <div className="kpi">
            <span className="kpi-caption">{text.gap}</span>
            <span className="kpi-value" data-tone={numbers.gap > 0 ? 'short' : undefined} title={format.signed(format.money(-numbers.gap, answer.currency))}>
              {format.signed(format.compactMoney(-numbers.gap, answer.currency))}
            </span>
          </div>
        )}
        <div className="kpi">
          <span className="kpi-caption">{text.filled}</span>
          <span className="kpi-value">
            {numbers.filledShare === null ? undefinedMark : format.percent(numbers.filledShare / 100, 0)}
            {numbers.weightedShare !== null && (
              <span className="kpi-caption">
                {text.weighted.toLowerCase()} {format.percent(numbers.weightedShare / 100, 0)}
              </span>
            )}
          </span>
        </div>
        {numbers.draft > 0 && tile(text.draft, numbers.draft, undefined, 'draft')}
        {numbers.failed > 0 && tile(text.failed, numbers.failed, 'short')}
        {promises !== null && (
          <div className="kpi">
            <span className="kpi-caption">{text.promises}</span>
            <span className="kpi-value"><Promises row="total" promises={promises} request={request} /></span>
          </div>
        )}
      </div>
      {answer.plan !== null && <PlanNote title={notes.plan(format.month(answer.month))} plan={answer.plan} metric="receipts" month={answer.month} money={(value) => format.compactMoney(value, answer.currency)} />}
    </section>
  )
}

type RowProps = Readonly<{
  row: BoardRow
  answer: BoardAnswer
  state: BoardState
  onToggle: () => void
  onPlan: (dealId: string) => void
  onBulk: (dealIds: readonly string[]) => void
  onPropose: (what: Proposed) => void
  onRebalance: (what: Proposed) => void
}>

function Row({ row, answer, state, onToggle, onPlan, onBulk, onPropose, onRebalance }: RowProps) {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  const report = useTexts(reportTexts)
  const { numbers } = row
  const isGroup = answer.rows.some((other) => other.parent === row.key)
  // Somebody who sees one person's plan came for its deals.
  const isAlone = answer.rows.filter((other) => other.key.startsWith('manager:')).length === 1 && row.key.startsWith('manager:')
  const isOpen = !isGroup && isAlone !== state.open.includes(row.key)
  const title = row.title ?? (row.key === 'inactive' ? report.inactiveTeam : row.key === 'team:none' ? report.noTeam : report.nobody)
  const money = (value: number) => format.compactMoney(value, answer.currency)
  const gap = numbers.gap
  const own = { row: row.key, name: title, target: numbers.plan }
  const inner = (
    <>
      <span className="board-name">
        {!isGroup && (isOpen ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />)}
        <span>{title}</span>
        {!isGroup && <span className="quiet board-count">{format.number(row.planned)} / {format.number(row.deals)}</span>}
      </span>
      <PlanBar numbers={numbers} label={barLabel(numbers)} />
      <span className="numbers board-number" title={text.fact}>
        {money(numbers.fact)}
      </span>
      <span className="numbers board-number board-plan quiet" title={text.plan}>
        {numbers.plan === null ? text.noPlan : money(numbers.plan)}
      </span>
      <span className="numbers board-number board-gap" data-tone={gap === null ? undefined : gap > 0 ? 'short' : 'good'} title={gap === null ? undefined : format.signed(format.money(-gap, answer.currency))}>
        {gap === null ? undefinedMark : format.signed(money(-gap))}
      </span>
    </>
  )
  return (
    <li className="board-item" data-level={row.level}>
      {isGroup ? (
        <div className="board-row board-group" data-testid="board-row" data-row={row.key} {...dataOf(numbers)}>
          {inner}
        </div>
      ) : (
        <button type="button" className="plain-button board-row" data-testid="board-row" data-row={row.key} {...dataOf(numbers)} aria-expanded={isOpen} onClick={onToggle}>
          {inner}
        </button>
      )}
      {isOpen && <BoardDealList row={row} request={boardRequest(state)} currency={answer.currency} onlyUnplanned={state.unplanned} month={isOver(answer) || isLocked(answer) ? null : answer.month} onPlan={onPlan} onBulk={onBulk} onPropose={mayPropose(answer) && row.key.startsWith('manager:') ? () => onPropose(own) : null} onRebalance={mayPropose(answer) && row.key.startsWith('manager:') && numbers.plan !== null ? () => onRebalance(own) : null} />}
    </li>
  )

  function barLabel({ plan, fact, committed, draft }: BoardNumbers): string {
    return [`${text.plan} ${plan === null ? text.noPlan : money(plan)}`, `${text.fact} ${money(fact)}`, `${text.committed} ${money(committed)}`, ...(draft > 0 ? [`${text.draft} ${money(draft)}`] : [])].join(', ')
  }
}

const dataOf = (numbers: BoardNumbers) => ({
  'data-plan': numbers.plan ?? '',
  'data-fact': numbers.fact,
  'data-committed': numbers.committed,
  'data-draft': numbers.draft,
  'data-gap': numbers.gap ?? '',
})

/** Received, promised and drafted on a track as long as the plan, or as all of them together. */
function PlanBar({ numbers, label }: { numbers: BoardNumbers; label: string }) {
  const parts = [
    ['fact', numbers.fact],
    ['committed', numbers.committed],
    ['draft', numbers.draft],
  ] as const
  const shown = parts.map(([kind, value]) => [kind, Math.max(value, 0)] as const)
  const whole = Math.max(numbers.plan ?? 0, shown.reduce((sum, [, value]) => sum + value, 0))
  const at = (value: number) => (whole === 0 ? 0 : (value / whole) * 100)
  let x = 0
  return (
    <svg className="plan-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      <rect className="plan-bar-track" width={100} height={10} />
      {shown.map(([kind, value]) => {
        const from = x
        x += at(value)
        return <rect key={kind} className={`plan-bar-${kind}`} x={from} width={at(value)} height={10} />
      })}
      {numbers.plan !== null && at(numbers.plan) < 99.5 && <rect className="plan-bar-tick" x={at(numbers.plan)} width={0.6} height={10} />}
    </svg>
  )
}

/** The real layout, empty. */
function Skeleton() {
  return (
    <div className="report-skeleton" aria-hidden>
      <div className="skeleton" style={{ height: 56 }} />
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="skeleton" style={{ height: 40 }} />
      ))}
    </div>
  )
}
