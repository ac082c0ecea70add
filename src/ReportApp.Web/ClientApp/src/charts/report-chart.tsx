import type { CellKey, ReportAnswer } from '../api/types'
import { rowTitleIn } from '../features/report/row-titles'
import { totalColumn } from '../grid/grid-model'
import { useSpeech, useTexts } from '../i18n/language'
import { chartItems } from './chart-model'
import './report-chart.css'

const texts = {
  ru: { others: 'Прочие', fromBefore: 'из предыдущего' },
  en: { others: 'Others', fromBefore: 'from the step before' },
}

/** A funnel or ranked bars of the table beside it; a bar opens the same list as its cell. */
export function ReportChart({ answer, onOpen }: { answer: ReportAnswer; onOpen: (cell: CellKey) => void }) {
  const { format, say, language } = useSpeech()
  const text = useTexts(texts)
  const { chart } = answer
  const items = chartItems(answer)
  const measure = answer.measures.find((other) => other.name === chart?.measure)
  if (chart === null || measure === undefined || items.length === 0) return null
  const short = (value: number) => (measure.unit === 'money' ? format.compactMoney(value, answer.currency) : format.full(value, measure.unit, answer.currency))

  return (
    <section className="chart" data-kind={chart.kind} data-testid="report-chart" aria-label={`${say(answer.title)}: ${say(measure.title)}`}>
      <h2 className="chart-title">
        {say(measure.title)} <span className="quiet">{format.period(answer.period)}</span>
      </h2>
      <ol className="chart-bars">
        {items.map(({ row, value, size, next, conversion }) => {
          const name = row === null ? text.others : rowTitleIn(answer, row.key, row.title, language)
          const full = format.full(value, measure.unit, answer.currency)
          const content = (
            <>
              <span className="chart-name">{name}</span>
              <span className="chart-track" aria-hidden>
                <span
                  className="chart-bar"
                  style={chart.kind === 'funnel' ? { clipPath: trapezoid(size, next) } : { width: `${seen(size, 0.005) * 100}%` }}
                />
              </span>
              <span className="chart-value numbers">{short(value)}</span>
              {chart.kind === 'funnel' && (
                <span className="chart-conversion numbers" title={text.fromBefore}>
                  {conversion === null ? '' : format.percent(conversion / 100)}
                </span>
              )}
            </>
          )
          return (
            <li key={row?.key ?? 'others'}>
              {row === null ? (
                <span className="chart-row">{content}</span>
              ) : (
                <button
                  type="button"
                  className="plain-button chart-row"
                  title={`${name}: ${full}`}
                  onClick={() => onOpen({ row: row.key, column: totalColumn, measure: measure.name })}
                >
                  {content}
                </button>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** Something is never too thin to be seen, and nothing is not drawn. */
const seen = (size: number, least: number) => (size === 0 ? 0 : Math.max(size, least))

/** From this step's width down to the next one's, around the middle. */
function trapezoid(size: number, next: number): string {
  if (size === 0) return 'inset(100%)'
  const inset = (width: number) => (1 - seen(width, 0.015)) * 50
  return `polygon(${inset(size)}% 0, ${100 - inset(size)}% 0, ${100 - inset(next)}% 100%, ${inset(next)}% 100%)`
}
