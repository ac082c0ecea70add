import { Button } from '@fluentui/react-components'
import type { ForecastRow, ScenarioOutcome, ScenarioView } from '../../api/types'
import { useSpeech } from '../../i18n/language'
import { FailureLine } from '../../ui/failure'
import { useLoaded } from '../../ui/state'
import { useOutcome, useScenarios } from './forecast-queries'
import type { ChangeForecast, ForecastState } from './forecast-state'
import { useScenarioTexts } from './metric'
import { MovedDeals } from './moved-deals'
import { fateOf, type Levers, leversOf, type ScenarioChoice, type ScenarioName, scenarioRequest, withLevers } from './scenario-model'
import { ScenarioStrip } from './scenario-strip'

/** The chosen scenario, with all that is known of it. */
export type Scenario = Readonly<{
  all: readonly ScenarioView[]
  choice: ScenarioChoice | null
  saved: ScenarioView | null
  /** Null: none is chosen, or nobody knows it. */
  levers: Levers | null
  name: string | null
  /** Nobody knows the chosen one any more, and its levers do not stand in the address either. */
  isGone: boolean
  /** There is a forecast that it can change. */
  hasForecast: boolean
  outcome: ScenarioOutcome | null
  isComputing: boolean
  error: unknown
  retry: () => void
}>

export function useScenario(state: ForecastState, hasForecast: boolean): Scenario {
  const text = useScenarioTexts()
  const list = useScenarios()
  const { scenario: choice } = state
  const all = list.data ?? []
  const levers = choice === null ? null : leversOf(choice, all)
  const query = useOutcome(levers !== null && hasForecast ? scenarioRequest(levers, state) : null)
  const outcome = useLoaded(query)
  const isShown = levers !== null && hasForecast
  const saved = all.find(({ id }) => id === choice?.name) ?? null
  const isSaved = typeof choice?.name === 'number'
  return {
    all,
    choice,
    saved,
    levers,
    name: levers === null || choice === null ? null : typeof choice.name === 'number' ? saved?.name ?? text.names.own : text.names[choice.name],
    isGone: isSaved && list.isSuccess && levers === null,
    hasForecast,
    // What an earlier scenario came to must not stay under the name of this one.
    outcome: isShown && outcome.kind === 'ready' && !(outcome.isOutdated && outcome.error !== null) ? outcome.value : null,
    isComputing: isShown && (outcome.kind === 'loading' || (outcome.kind === 'ready' && outcome.isOutdated && outcome.error === null)),
    error: isShown && outcome.kind !== 'loading' ? outcome.error : isSaved ? list.error : null,
    retry: () => void (isShown ? query.refetch() : list.refetch()),
  }
}

export function withScenario(state: ForecastState, name: ScenarioName | null): ForecastState {
  return { ...state, scenario: name === null ? null : { name, changed: null } }
}

type HeadProps = Readonly<{ scenario: Scenario; rows: readonly ForecastRow[]; change: ChangeForecast }>

/** Under which scenario the numbers below stand, or why they do not. */
export function ScenarioHead({ scenario, rows, change }: HeadProps) {
  const text = useScenarioTexts()
  const { all, choice, name, levers, saved } = scenario
  const choose = (next: ScenarioName | null) => change((now) => withScenario(now, next))
  if (choice === null) return null
  return (
    <>
      {scenario.isGone && (
        <p className="scenario-gone" role="status" data-testid="scenario-gone">
          {text.gone}
          <Button size="small" onClick={() => choose(null)}>
            {text.backToBase}
          </Button>
        </p>
      )}
      {levers !== null && !scenario.hasForecast && (
        <p className="scenario-gone" role="status">
          {text.noForecast}
        </p>
      )}
      {scenario.error !== null && <FailureLine error={scenario.error} retry={scenario.retry} />}
      {levers !== null && name !== null && (
        <ScenarioStrip
          key={choice.name}
          choice={choice}
          name={name}
          levers={levers}
          saved={saved}
          rows={rows}
          onEdit={(edit) => change((now) => withLevers(now, all, edit), 'replace')}
          onChoose={choose}
        />
      )}
    </>
  )
}

/** The deals that the scenario moves most, of whatever row. */
export function Movers({ outcome, levers }: { outcome: ScenarioOutcome; levers: Levers }) {
  const { format } = useSpeech()
  const text = useScenarioTexts()
  return (
    <section className="movers" data-testid="movers">
      <h3>{text.movers}</h3>
      <p className="quiet">{outcome.movers.length === 0 ? text.noMovers : text.moversAbout}</p>
      {outcome.movers.length > 0 && (
        <MovedDeals
          deals={outcome.movers}
          unit={outcome.unit}
          label={text.movers}
          before={text.before}
          after={text.after}
          beside={(dealId) => {
            const fate = fateOf(levers, dealId)
            return fate !== null && <span className="moved-fate">{fate === 'lost' ? text.fates.lost : text.fates.wonIn(format.month(fate))}</span>
          }}
        />
      )}
    </section>
  )
}
