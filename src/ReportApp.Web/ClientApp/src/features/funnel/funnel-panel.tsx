import { Button } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { FunnelMonth, FunnelMonthRequest, FunnelRow } from '../../api/types'
import { searchKey } from '../../app/search'
import { digitsOf } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { loaded } from '../../ui/state'
import { Record } from '../day/day-panel'
import { type Metric, toTargetsSearch } from '../plan/targets-state'
import '../report/drill-panel.css'
import { useFunnelRecords } from './funnel-queries'
import { hasOwnTarget, type OpenedStep, type Part, parts } from './funnel-state'
import { funnelTexts } from './texts'

type Props = Readonly<{ month: FunnelMonth; row: FunnelRow; name: string; opened: OpenedStep; request: FunnelMonthRequest; onPart: (part: Part) => void; onClose: () => void }>

/** How the need of a step follows from the plan, and the records behind its ratio. */
export function FunnelPanel({ month, row, name, opened, request, onPart, onClose }: Props) {
  const { format } = useSpeech()
  const text = useTexts(funnelTexts)
  const { step, part } = opened
  const need = row.steps.find((own) => own.step === step)
  const source = need?.source ?? null
  const isLearnt = source === 'history' || source === 'department' || source === 'company'
  const asked = { row: row.key, step, ...request }
  const [steps, sales] = [useFunnelRecords({ ...asked, part: 'numerator' }, isLearnt), useFunnelRecords({ ...asked, part: 'denominator' }, isLearnt)]
  const query = part === 'numerator' ? steps : sales
  const list = loaded(query)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus({ preventScroll: true }), [row.key, step])
  const ratio = need?.perSale == null ? null : format.number(need.perSale, digitsOf(need.perSale))

  return (
    <aside
      ref={panel}
      className="drill"
      data-testid="drill-panel"
      data-row={row.key}
      data-measure={step}
      data-list={part}
      {...(isLearnt && list.kind === 'ready' ? { 'data-count': list.value.count } : {})}
      tabIndex={-1}
      aria-label={`${name}, ${text.steps[step]}, ${format.month(month.month)}`}
      aria-busy={isLearnt && list.kind === 'loading'}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className="drill-head">
        <div className="drill-title">
          <span className="quiet" title={name}>
            {name} · {format.month(month.month)}
          </span>
          <h2>{text.steps[step]}</h2>
        </div>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={text.close} onClick={onClose} />
      </header>
      <div className="funnel-ratio">
        <p>
          <span className="quiet">{text.need}</span>{' '}
          <strong className="numbers">
            {need?.needSource === 'target' && hasOwnTarget(step) ? text.needSaved(format.number(need.need ?? 0)) : row.sales === null ? text.noPlan : need?.need == null || ratio === null ? text.noRatio : text.needBecause(format.plural(row.sales, ...text.contracts), ratio, format.number(need.need))}
          </strong>
        </p>
        {need?.needSource === 'target' && hasOwnTarget(step) && (
          <p>
            {need.byNorm !== null && <span className="quiet">{text.byNorm(format.number(need.byNorm))}</span>}{' '}
            <Link className="link" to="/targets" search={{ [searchKey]: toTargetsSearch({ metric: step as Metric, kind: 'sales', from: month.month, byObject: false }).toString() } as never}>
              {text.toTargets}
            </Link>
          </p>
        )}
        {ratio !== null && source !== null && (
          <p>
            <span className="quiet">
              {text.ratio}, {text.sources[source]}
            </span>{' '}
            <strong className="numbers" data-testid="funnel-proof">
              {isLearnt && steps.data !== undefined && sales.data !== undefined ? text.because(format.number(steps.data.count), format.number(sales.data.count), ratio) : ratio}
            </strong>{' '}
            {isLearnt && <span className="quiet">{text.within(format.period({ from: month.from, to: month.to }))}</span>}
          </p>
        )}
      </div>
      {!isLearnt && (
        <Notice title={source === null ? text.noRatio : text.sources[source]} detail={text.noRecords}>
          <Link className="link" to="/targets" search={{ [searchKey]: toTargetsSearch({ metric: 'units', kind: 'sales', from: month.month, byObject: false }).toString() } as never}>
            {text.toTargets}
          </Link>
        </Notice>
      )}
      {isLearnt && (
        <div className="drill-tools">
          <Segments label={text.list} name="funnel-part" options={parts.map((value) => ({ value, title: text.parts[value] }))} picked={part} onPick={onPart} />
        </div>
      )}
      {isLearnt && list.kind === 'failed' && <Failure error={list.error} retry={() => void query.refetch()} />}
      {isLearnt && list.kind === 'ready' && (
        <>
          <div className="drill-list">
            {list.value.records.map((record, index) => (
              <Record key={`${record.hostId ?? ''} ${index}`} record={record} money={null} />
            ))}
            {list.value.truncated && <p className="drill-none quiet">{text.truncated(format.number(list.value.records.length))}</p>}
          </div>
          <footer className="drill-foot">
            <strong>{text.parts[part]}</strong>
            <strong className="numbers">{format.plural(list.value.count, ...text.records)}</strong>
          </footer>
        </>
      )}
    </aside>
  )
}
