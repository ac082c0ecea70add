import { Checkbox, Spinner } from '@fluentui/react-components'
import { Fragment } from 'react'
import type { ForecastRow, Month, ScenarioView } from '../../api/types'
import { measureOf, scaleOf } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { FailureLine } from '../../ui/failure'
import { comparableOf, comparedLevers, type ComparedMonth, comparedMonths, comparedOf, comparedTotal, mostCompared, withCompared } from './compare-model'
import { compareTexts } from './compare-texts'
import { toneOf } from './forecast-model'
import { useOutcome } from './forecast-queries'
import type { ChangeForecast, ForecastState } from './forecast-state'
import { useForecastTexts, useScenarioTexts } from './metric'
import { type ScenarioName, scenarioRequest, underScenario } from './scenario-model'

type Props = Readonly<{
  row: ForecastRow
  name: string
  unit: string
  saved: readonly ScenarioView[]
  state: ForecastState
  change: ChangeForecast
  onOpen: (month: Month) => void
}>

/** The forecast by month with up to three scenarios beside it. */
export function CompareView({ row, name, unit, saved, state, change, onOpen }: Props) {
  const text = useTexts(compareTexts)
  const { names } = useScenarioTexts()
  const picked = comparedOf(state, saved)
  const titleOf = (scenario: ScenarioName) => (typeof scenario === 'number' ? saved.find(({ id }) => id === scenario)?.name ?? names.own : names[scenario])
  const requests = picked.map((scenario) => comparedLevers(state, scenario, saved)).map((levers) => (levers === null ? null : scenarioRequest(levers, state)))
  const outcomes = [useOutcome(requests[0] ?? null), useOutcome(requests[1] ?? null), useOutcome(requests[2] ?? null)].slice(0, picked.length)
  const failed = outcomes.find(({ error }) => error !== null)
  const months = comparedMonths(row, outcomes.map(({ data, isPlaceholderData }) => (data === undefined || isPlaceholderData ? null : underScenario(row, data))))
  return (
    <section className="compare" data-testid="compare" aria-label={`${text.title}: ${name}`} aria-busy={months === null}>
      <fieldset className="compare-pick">
        <legend className="quiet">{text.pick}</legend>
        {comparableOf(state, saved).map((scenario) => (
          <Checkbox
            key={scenario}
            label={titleOf(scenario)}
            data-testid="compare-pick"
            data-scenario={scenario}
            checked={picked.includes(scenario)}
            disabled={picked.length >= mostCompared && !picked.includes(scenario)}
            onChange={() => change((now) => withCompared(now, scenario, saved), 'replace')}
          />
        ))}
      </fieldset>
      {failed !== undefined && <FailureLine error={failed.error} retry={() => void failed.refetch()} />}
      {picked.length === 0 ? (
        <p className="quiet">{text.nothing}</p>
      ) : months === null ? (
        failed === undefined && <Spinner label={text.computing} labelPosition="below" />
      ) : (
        <CompareTable months={months} titles={picked.map(titleOf)} name={name} unit={unit} onOpen={onOpen} />
      )}
      <p className="quiet">{text.note}</p>
    </section>
  )
}

type TableProps = Readonly<{ months: readonly ComparedMonth[]; titles: readonly string[]; name: string; unit: string; onOpen: (month: Month) => void }>

function CompareTable({ months, titles, name, unit, onOpen }: TableProps) {
  const { format } = useSpeech()
  const text = useTexts(compareTexts)
  const forecast = useForecastTexts()
  const total = comparedTotal(months)
  const scale = scaleOf(unit, [total.base, ...months.flatMap(({ base, beside }) => [base, ...beside.map(({ value }) => value)])])
  const beside = (of: Omit<ComparedMonth, 'month'>) =>
    of.beside.map(({ value, delta }, index) => (
      <Fragment key={titles[index]}>
        <td className="compare-begin" data-testid="compare-cell" data-value={value} title={format.money(value, unit)}>
          {format.inTable(value, measureOf(unit), scale)}
        </td>
        <td data-testid="compare-delta" data-value={delta} data-tone={toneOf(delta)} title={format.signed(format.money(delta, unit))}>
          {format.signed(format.inTable(delta, measureOf(unit), scale))}
        </td>
      </Fragment>
    ))
  return (
    <div className="compare-scroll">
      <table className="forecast-table compare-table" aria-label={`${name}. ${text.title}`}>
        <thead>
          <tr>
            <th scope="col">
              {forecast.month}
              <span className="quiet">{format.unit(scale, unit)}</span>
            </th>
            <th scope="col">{text.base}</th>
            {titles.map((title) => (
              <Fragment key={title}>
                <th scope="col" className="compare-begin" title={title}>
                  {title}
                </th>
                <th scope="col" title={text.deltaOf(title)} aria-label={text.deltaOf(title)}>
                  {text.delta}
                </th>
              </Fragment>
            ))}
          </tr>
        </thead>
        <tbody>
          {months.map((month) => (
            <tr key={month.month} data-testid="compare-month" data-month={month.month}>
              <th scope="row">{format.month(month.month)}</th>
              <td data-testid="compare-base" data-value={month.base}>
                <button
                  type="button"
                  className="plain-button forecast-number"
                  title={format.money(month.base, unit)}
                  aria-label={forecast.openDeals(`${name}, ${format.month(month.month)}`, format.money(month.base, unit))}
                  onClick={() => onOpen(month.month)}
                >
                  {format.inTable(month.base, measureOf(unit), scale)}
                </button>
              </td>
              {beside(month)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr data-testid="compare-total">
            <th scope="row">{text.total}</th>
            <td data-value={total.base} title={format.money(total.base, unit)}>
              {format.inTable(total.base, measureOf(unit), scale)}
            </td>
            {beside(total)}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
