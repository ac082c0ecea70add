import { Button, Input, Spinner, Tab, TabList } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import { useApi } from '../../api/queries'
import type { DeltaReason, KnownFigure, KnownMetric, ReconciledFigure, ReconciliationView } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { shareWords } from '../../i18n/sources'
import { Failure } from '../../ui/failure'
import { FilePicker } from '../../ui/files'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { figureKey, isMoney, pasted, readFigure, summaryOf, toKnown } from './figures'
import { useImportFigures, useReconciliation, useRecords, useSetFigures, useSign } from './reconciliation-queries'
import './reconciliation-screen.css'
import { RecordsTable } from './records-table'
import { Sources } from './sources'
import { reconciliationTexts } from './texts'

/** «Сверка»: what a person knows of three closed months, ours beside it, and the deals behind each difference. */
export function ReconciliationScreen() {
  const text = useTexts(reconciliationTexts)
  const { session } = useApi()
  const query = useReconciliation()
  const view = loaded(query)
  if (view.kind === 'loading') return <Spinner className="setup-wait" />
  if (view.kind === 'failed') {
    return view.error instanceof ApiError && view.error.problem.code === 'preparing' ? (
      <Notice title={text.notReady} detail={text.notReadyDetail} />
    ) : (
      <Failure error={view.error} retry={() => void query.refetch()} />
    )
  }
  return (
    <main className="reconciliation" data-testid="reconciliation">
      <nav>
        <Link to="/">{text.back}</Link>
        {session.viewer.isAdministrator && <Link to="/setup">{text.mapping}</Link>}
      </nav>
      <h1>{text.title}</h1>
      <p className="quiet">{text.lead}</p>
      <FromFile />
      <Figures view={view.value} />
      <Sources />
      <Sign view={view.value} />
    </main>
  )
}

function Figures({ view }: { view: ReconciliationView }) {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const months = [...new Set(view.figures.map((figure) => figure.month))]
  const [month, setMonth] = useState(months.at(-1) ?? '')
  const [openKey, setOpen] = useState<string | null>(null)
  const set = useSetFigures()
  const { language } = useSpeech()
  const rows = view.rows.map(({ row }) => row)
  const titles = new Map(view.rows.map(({ row, title }) => [row, title ?? (row === 'total' ? text.total : text.none)]))
  const figures = new Map(view.figures.map((figure) => [figureKey(figure), figure]))
  const opened = openKey === null ? undefined : figures.get(openKey)
  const paste = (clipboard: string, metric: KnownMetric, from: string) => {
    const known = pasted(clipboard, from, rows).map(({ row, text: typed }) => ({ row, ...readFigure(typed, metric, language) }))
    if (known.every(({ isRight }) => isRight)) set.mutate(known.map(({ row, value }): KnownFigure => ({ month, row, metric, value })))
  }
  return (
    <section>
      <TabList selectedValue={month} onTabSelect={(_, { value }) => (setMonth(String(value)), setOpen(null))} aria-label={text.months}>
        {months.map((each) => (
          <Tab key={each} value={each} data-testid="reconciliation-month" data-month={each}>
            {format.month(each)}
          </Tab>
        ))}
      </TabList>
      <div className="reconciliation-scroll">
        <table className="reconciliation-table">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {text.object}
              </th>
              {view.metrics.map((metric) => (
                <th key={metric} scope="colgroup" colSpan={3}>
                  {text.metrics[metric]}
                </th>
              ))}
            </tr>
            <tr>
              {view.metrics.flatMap((metric) => [
                <th key={`${metric} known`} scope="col">
                  {text.known}
                </th>,
                <th key={`${metric} ours`} scope="col" className="numbers">
                  {text.ours}
                </th>,
                <th key={`${metric} delta`} scope="col" className="numbers">
                  {text.delta}
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row} data-row={row}>
                <th scope="row">{titles.get(row)}</th>
                {view.metrics.map((metric) => {
                  const figure = figures.get(figureKey({ month, row, metric }))
                  if (figure === undefined) return <td key={metric} colSpan={3} />
                  const key = figureKey(figure)
                  return (
                    <FigureCells
                      key={`${key} ${figure.known}`}
                      figure={figure}
                      label={text.knownOf(titles.get(row) ?? row, text.metrics[metric] ?? metric, format.month(month))}
                      isOpen={openKey === key}
                      save={(value) => set.mutate([toKnown(figure, value)])}
                      paste={(clipboard) => paste(clipboard, metric, row)}
                      open={() => setOpen(openKey === key ? null : key)}
                    />
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {view.contractDays.length > 0 && (
        <p className="quiet" data-testid="contract-days">
          {text.contractDays}: {shareWords(view.contractDays, language, format)}
        </p>
      )}
      {set.error !== null && <Refused error={set.error} />}
      {opened !== undefined && opened.delta !== null && opened.delta !== 0 && (
        <Why key={openKey} figure={opened} title={text.why(titles.get(opened.row) ?? opened.row, text.metrics[opened.metric] ?? opened.metric)} currency={view.currency} close={() => setOpen(null)} />
      )}
    </section>
  )
}

function FigureCells(props: {
  figure: ReconciledFigure
  label: string
  isOpen: boolean
  save: (value: number | null) => void
  paste: (clipboard: string) => void
  open: () => void
}) {
  const { figure } = props
  const { format, language } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const shown = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 2)
  const before = figure.known === null ? '' : shown(figure.known)
  const [typed, setTyped] = useState(before)
  const read = readFigure(typed, figure.metric, language)
  const commit = () => {
    if (read.isRight && read.value !== figure.known) props.save(read.value)
  }
  return (
    <>
      <td>
        <Input
          className="reconciliation-known"
          size="small"
          inputMode="decimal"
          value={typed}
          aria-label={props.label}
          aria-invalid={!read.isRight}
          title={read.isRight ? undefined : text.notNumber}
          data-testid="known-figure"
          data-row={figure.row}
          data-metric={figure.metric}
          onChange={(_, { value }) => setTyped(value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
          onPaste={(event) => {
            const clipboard = event.clipboardData.getData('text')
            if (!/[\n\t]/.test(clipboard.trim())) return
            event.preventDefault()
            props.paste(clipboard)
          }}
        />
      </td>
      <td className="numbers" data-testid="our-figure" data-row={figure.row} data-metric={figure.metric} data-value={figure.ours}>
        {shown(figure.ours)}
      </td>
      <td className="numbers">
        {figure.delta === null ? (
          undefinedMark
        ) : figure.delta === 0 ? (
          <span data-testid="figure-delta" data-row={figure.row} data-metric={figure.metric} data-value={0} className="reconciliation-equal">
            0
          </span>
        ) : (
          <button
            type="button"
            className="plain-button reconciliation-delta"
            aria-expanded={props.isOpen}
            data-testid="figure-delta"
            data-row={figure.row}
            data-metric={figure.metric}
            data-value={figure.delta}
            onClick={props.open}
          >
            {figure.delta > 0 && '+'}
            {shown(figure.delta)}
          </button>
        )}
      </td>
    </>
  )
}

function Why({ figure, title, currency, close }: { figure: ReconciledFigure; title: string; currency: string; close: () => void }) {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const likely = figure.reasons.find(({ isLikely }) => isLikely)
  const [reason, setReason] = useState<DeltaReason | null>(likely?.reason ?? figure.reasons[0]?.reason ?? null)
  const shown = (value: number) => (isMoney(figure.metric) ? format.money(value, currency) : format.number(value, Number.isInteger(value) ? 0 : 2))
  return (
    <section className="reconciliation-why" data-testid="delta-reasons">
      <header>
        <h2>{title}</h2>
        <Button size="small" appearance="subtle" onClick={close}>
          {text.close}
        </Button>
      </header>
      {figure.reasons.length === 0 && <p>{text.nothing}</p>}
      <ul>
        {figure.reasons.map((each) => (
          <li key={each.reason}>
            <button
              type="button"
              className="plain-button"
              aria-pressed={reason === each.reason}
              data-testid="delta-reason"
              data-reason={each.reason}
              data-count={each.count}
              data-likely={each.isLikely}
              onClick={() => setReason(each.reason)}
            >
              <span>{text.reasons[each.reason] ?? each.reason}</span>
              <span className="numbers">{format.number(each.count)}</span>
              <span className="numbers">{each.effect === 0 ? undefinedMark : `${each.effect > 0 ? '+' : ''}${shown(each.effect)}`}</span>
              <span className="reconciliation-likely">{each.isLikely && text.likely}</span>
            </button>
          </li>
        ))}
      </ul>
      {reason !== null && <Records figure={figure} reason={reason} shown={shown} />}
    </section>
  )
}

function Records({ figure, reason, shown }: { figure: ReconciledFigure; reason: DeltaReason; shown: (value: number) => string }) {
  const query = useRecords(figure, reason)
  const records = loaded(query)
  if (records.kind === 'loading') return <Spinner size="tiny" />
  if (records.kind === 'failed') return <Failure error={records.error} retry={() => void query.refetch()} />
  return <RecordsTable records={records.value} metric={figure.metric} shown={shown} />
}

function FromFile() {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const load = useImportFigures()
  return (
    <div className="reconciliation-file">
      <FilePicker size="small" disabled={load.isPending} accept=".csv,.txt,.xlsx" testId="known-file" onPick={(file) => load.mutate(file)}>
        {text.choose}
      </FilePicker>
      <span className="quiet">{text.fileHint}</span>
      {load.error !== null && <Refused error={load.error} />}
      {load.data !== undefined && load.data.rejected.length === 0 && <p role="status">{text.imported(format.number(load.data.accepted))}</p>}
      {load.data !== undefined && load.data.rejected.length > 0 && (
        <ul className="reconciliation-wrong" role="alert" data-testid="known-rejected">
          {load.data.rejected.slice(0, 10).map(({ line, field, reason }, index) => (
            <li key={index}>{text.rejected(line, text.metrics[field] ?? field, text.rowReasons[reason] ?? reason)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Sign({ view }: { view: ReconciliationView }) {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const sign = useSign()
  const { known, different } = summaryOf(view.figures)
  return (
    <footer className="reconciliation-foot">
      <Button appearance="primary" size="large" disabled={known === 0 || sign.isPending} data-testid="reconciliation-sign" onClick={() => sign.mutate()}>
        {text.sign}
      </Button>
      <span>{text.summary(format.number(known), format.number(different))}</span>
      {view.mark !== null && (
        <span className="quiet" data-testid="reconciliation-mark">
          {text.signed(view.mark.authorName, format.instant(view.mark.at, new Date()), format.number(view.mark.different))}
        </span>
      )}
      {sign.error !== null && <Refused error={sign.error} />}
    </footer>
  )
}

function Refused({ error }: { error: Error }) {
  const { language } = useSpeech()
  return (
    <p className="reconciliation-wrong" role="alert">
      {problemText(error, language)}
    </p>
  )
}
