import type { KnownMetric, ReconciledRecord } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { isEstimate, sourceName } from '../../i18n/sources'
import { reconciliationTexts } from './texts'

/** Payments or contracts behind a number, each with the way to its deal. */
export function RecordsTable({ records, metric, shown }: { records: readonly ReconciledRecord[]; metric: KnownMetric; shown: (value: number) => string }) {
  const { format, language } = useSpeech()
  const text = useTexts(reconciliationTexts)
  return (
    <div className="reconciliation-scroll">
      <table className="reconciliation-table" data-testid="reconciled-records">
        <thead>
          <tr>
            <th scope="col">{text.record}</th>
            <th scope="col">{text.object}</th>
            <th scope="col">{text.day}</th>
            <th scope="col">{text.otherDay}</th>
            <th scope="col" className="numbers">
              {text.metrics[metric]}
            </th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={`${record.kind} ${record.id}`} data-testid="reconciled-record" data-host-id={record.dealId ?? record.id} data-value={record.value}>
              <td>
                {record.hostUrl === null ? (
                  (record.title ?? text.noDeal)
                ) : (
                  <a href={record.hostUrl} target="_blank" rel="noreferrer">
                    {record.title ?? (record.dealId === null ? text.noDeal : `#${record.dealId}`)}
                  </a>
                )}
                {record.manager !== null && <small className="quiet">{record.manager}</small>}
              </td>
              <td>{record.object ?? text.none}</td>
              <td>
                {record.day === null ? text.noDay : format.day(record.day)}
                {isEstimate(record.daySource) && <small className="quiet">{text.estimated(sourceName(record.daySource ?? '', language))}</small>}
              </td>
              <td>{record.otherDay === null ? undefinedMark : format.day(record.otherDay)}</td>
              <td className="numbers">{shown(record.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
