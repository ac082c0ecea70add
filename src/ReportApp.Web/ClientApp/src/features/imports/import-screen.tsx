import { Button, Checkbox, Field, Input, Select, Spinner } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import { useApi } from '../../api/queries'
import type { ImportedRow, ImportKind, ImportPreview, ImportsView, ProposedMatch } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { FilePicker, saveFile } from '../../ui/files'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { periodsOf } from './counted'
import { useCountSource, useImport, useImports, useMakeAddress, usePreview, useRevokeAddress, useTemplate, useUndoImport } from './import-queries'
import { type Agreed, type ImportFile, placeOf } from './import-request'
import './import-screen.css'
import { importTexts } from './texts'

/** An administrator brings a file: chooses it, names its columns, sees what it would change, and only then changes it. */
export function ImportScreen() {
  const { session } = useApi()
  const text = useTexts(importTexts)
  const query = useImports()
  const [kind, setKind] = useState<ImportKind>('payments')
  const [source, setSource] = useState('1С')
  if (!session.viewer.isAdministrator) return <Notice title={text.forAdministrators} />
  const imports = loaded(query)
  return (
    <main className="imports" data-testid="imports">
      <Link to="/">{text.back}</Link>
      <h1>{text.title}</h1>
      <p className="quiet">{text.lead}</p>
      <NewImport kind={kind} setKind={setKind} source={source} setSource={setSource} />
      {imports.kind === 'loading' && <Spinner />}
      {imports.kind === 'failed' && <Failure error={imports.error} retry={() => void query.refetch()} />}
      {imports.kind === 'ready' && (
        <>
          <Counted imports={imports.value} />
          <History imports={imports.value} />
          <Addresses imports={imports.value} kind={kind} source={source} />
        </>
      )}
    </main>
  )
}

function NewImport(props: { kind: ImportKind; setKind: (kind: ImportKind) => void; source: string; setSource: (source: string) => void }) {
  const { kind, source } = props
  const text = useTexts(importTexts)
  const preview = usePreview()
  const commit = useImport()
  const template = useTemplate()
  const [asked, setAsked] = useState<ImportFile | null>(null)

  const look = (next: ImportFile) => {
    setAsked(next)
    commit.reset()
    preview.mutate(next)
  }
  const forget = () => {
    setAsked(null)
    preview.reset()
    commit.reset()
  }
  const saveTemplate = () =>
    template.mutate(kind, {
      onSuccess: (file) => saveFile(file, `${kind}.csv`),
    })
  return (
    <section>
      <div className="imports-line">
        <Field label={text.kind}>
          <Select value={kind} onChange={(_, data) => (props.setKind(data.value === 'schedule' ? 'schedule' : 'payments'), forget())} data-testid="import-kind">
            <option value="payments">{text.kinds.payments}</option>
            <option value="schedule">{text.kinds.schedule}</option>
          </Select>
        </Field>
        <Field label={text.source} title={text.sourceHint}>
          <Input value={source} maxLength={40} onChange={(_, data) => (props.setSource(data.value), forget())} data-testid="import-source" />
        </Field>
        <FilePicker
          appearance="primary"
          disabled={source.trim() === ''}
          accept=".csv,.txt,.tsv,.xlsx"
          testId="import-file"
          onPick={(file) => look({ kind, source: source.trim(), file, columns: null })}
        >
          {text.choose}
        </FilePicker>
        <Button appearance="subtle" onClick={saveTemplate}>
          {text.template}
        </Button>
      </div>
      <p className="quiet">{asked === null ? text.fileHint : asked.file.name}</p>
      {preview.isPending && <Spinner label={text.reading} />}
      <Refusal error={preview.error ?? commit.error ?? template.error} />
      {commit.data !== undefined ? (
        <p role="status" data-testid="import-done">
          {text.taken}
        </p>
      ) : (
        asked !== null &&
        preview.data !== undefined && (
          <Preview
            key={preview.data.fingerprint}
            preview={preview.data}
            isBusy={preview.isPending || commit.isPending}
            check={(columns) => look({ ...asked, columns })}
            commit={(agreed) => commit.mutate({ asked: { ...asked, columns: preview.data.columns }, fingerprint: preview.data.fingerprint, agreed })}
          />
        )
      )}
    </section>
  )
}

function Preview(props: {
  preview: ImportPreview
  isBusy: boolean
  check: (columns: Readonly<Record<string, string>>) => void
  commit: (agreed: Agreed) => void
}) {
  const { preview, isBusy } = props
  const { format } = useSpeech()
  const text = useTexts(importTexts)
  const [columns, setColumns] = useState<Readonly<Record<string, string>>>(preview.columns)
  const [withdraw, setWithdraw] = useState(false)
  const [confirmed, setConfirmed] = useState<readonly string[]>([])
  const isChanged = preview.fields.some((field) => (columns[field] ?? '') !== (preview.columns[field] ?? ''))
  const money = (value: number) => format.money(value, preview.currency)
  const facts: readonly (readonly [string, string])[] = [
    [text.added, format.number(preview.added)],
    [text.changed, format.number(preview.changed)],
    [text.repeated, format.number(preview.repeated)],
    ...(preview.doubles > 0 ? [[text.doubles, format.number(preview.doubles)] as const] : []),
    ...(preview.skipped > 0 ? [[text.skipped, format.number(preview.skipped)] as const] : []),
    [text.unmatched, format.number(preview.unmatched)],
    [text.rejected, format.number(preview.rejectedRows)],
    [text.sum, money(preview.amount)],
    ...(preview.from !== null && preview.to !== null ? [[text.period, `${format.day(preview.from)} – ${format.day(preview.to)}`] as const] : []),
    [text.format, [preview.format.toUpperCase(), preview.encoding?.toUpperCase(), preview.delimiter && text.delimiter(preview.delimiter === '\t' ? 'Tab' : preview.delimiter)].filter(Boolean).join(' · ')],
  ]
  return (
    <div data-testid="import-preview">
      <h2>{text.columns}</h2>
      <div className="imports-columns">
        {preview.fields.map((field) => (
          <Field key={field} label={text.fields[field] ?? field}>
            <Select value={columns[field] ?? ''} onChange={(_, data) => setColumns({ ...columns, [field]: data.value })} data-testid={`import-column-${field}`}>
              <option value="">{text.notInFile}</option>
              {[...new Set(preview.headers)].filter((title) => title !== '').map((title) => (
                <option key={title}>{title}</option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
      {preview.missingColumns.length > 0 && (
        <p className="imports-wrong" role="alert">
          {text.missing} {preview.missingColumns.map((field) => text.fields[field] ?? field).join(', ')}
        </p>
      )}
      {isChanged && (
        <Button disabled={isBusy} onClick={() => props.check(columns)}>
          {text.check}
        </Button>
      )}
      {preview.missingColumns.length === 0 && !isChanged && (
        <>
          {preview.rejected.length > 0 && (
            <>
              <h2>
                {text.rejected}: {format.number(preview.rejectedRows)}
              </h2>
              <div className="imports-scroll">
                <table className="imports-table" data-testid="import-rejected">
                  <thead>
                    <tr>
                      <th>{text.line}</th>
                      <th>{text.column}</th>
                      <th>{text.reason}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {preview.rejected.map((row, index) => (
                      <tr key={index}>
                        <td>{row.line}</td>
                        <td>{preview.columns[row.field] ?? text.fields[row.field] ?? row.field}</td>
                        <td>{text.reasons[row.reason] ?? row.reason}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )}
          <h2>{text.willDo}</h2>
          {!preview.counts && <p className="quiet">{text.notCounted}</p>}
          <table className="imports-table">
            <tbody>
              {facts.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="numbers">{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {preview.proposals.length > 0 && <Proposals proposals={preview.proposals} money={money} confirmed={confirmed} confirm={setConfirmed} />}
          <h2>{text.sample}</h2>
          <Rows rows={preview.sample} money={money} />
          {preview.vanished.count > 0 && (
            <>
              <h2>
                {text.vanished}: {format.number(preview.vanished.count)}, {money(preview.vanished.amount)}
              </h2>
              <Rows rows={preview.vanished.rows} money={money} />
              <Checkbox label={text.withdraw} checked={withdraw} onChange={(_, data) => setWithdraw(data.checked === true)} data-testid="import-withdraw" />
            </>
          )}
          <p>
            <Button
              appearance="primary"
              data-testid="import-commit"
              disabled={isBusy || preview.added + preview.changed + preview.repeated === 0}
              onClick={() => props.commit({ withdraw, confirmed })}
            >
              {isBusy ? text.committing : text.commit}
            </Button>
          </p>
        </>
      )}
    </div>
  )
}

/** Deals found by the payer's name and the amount alone: each is taken only when a person agrees. */
function Proposals(props: {
  proposals: readonly ProposedMatch[]
  money: (value: number) => string
  confirmed: readonly string[]
  confirm: (confirmed: readonly string[]) => void
}) {
  const { proposals, confirmed, confirm } = props
  const { format } = useSpeech()
  const text = useTexts(importTexts)
  const keyOf = ({ line, dealId }: ProposedMatch) => `${line}:${dealId}`
  const isAll = confirmed.length === proposals.length
  return (
    <>
      <h2>
        {text.proposals}: {format.number(proposals.length)}
      </h2>
      <p className="quiet">{text.proposalsLead}</p>
      <div className="imports-scroll">
        <table className="imports-table" data-testid="import-proposals">
          <thead>
            <tr>
              <th>
                <Checkbox
                  aria-label={text.confirmAll}
                  title={text.confirmAll}
                  checked={isAll ? true : confirmed.length > 0 ? 'mixed' : false}
                  onChange={() => confirm(isAll ? [] : proposals.map(keyOf))}
                  data-testid="import-confirm-all"
                />
              </th>
              {[text.line, text.fields['day'], text.fields['amount'], text.fields['payer'], text.deal].map((title) => (
                <th key={title}>{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {proposals.map((each) => (
              <tr key={each.line}>
                <td>
                  <Checkbox
                    aria-label={text.confirmOne(each.payer, each.title)}
                    checked={confirmed.includes(keyOf(each))}
                    onChange={(_, { checked }) => confirm(checked === true ? [...confirmed, keyOf(each)] : confirmed.filter((key) => key !== keyOf(each)))}
                  />
                </td>
                <td>{each.line}</td>
                <td className="imports-short">{format.day(each.day)}</td>
                <td className="numbers">{props.money(each.amount)}</td>
                <td>{each.payer}</td>
                <td>
                  {each.title} <span className="quiet">#{each.dealId}, {each.client}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Rows({ rows, money }: { rows: readonly ImportedRow[]; money: (value: number) => string }) {
  const { format } = useSpeech()
  const text = useTexts(importTexts)
  return (
    <div className="imports-scroll">
      <table className="imports-table">
        <thead>
          <tr>
            {[text.fields['contract'], text.fields['day'], text.fields['amount'], text.fields['kind'], text.fields['document'], text.deal].map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <td>{row.contract}</td>
              <td className="imports-short">{format.day(row.day)}</td>
              <td className="numbers">{money(row.amount)}</td>
              <td>{row.kind}</td>
              <td>{row.document}</td>
              <td>{row.dealId ?? <span className="quiet">{text.notFound}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Counted({ imports }: { imports: ImportsView }) {
  const text = useTexts(importTexts)
  const count = useCountSource()
  return (
    <section>
      <h2>{text.counted}</h2>
      <PaymentPeriods imports={imports} />
      <div className="imports-line">
        <Field label={text.kinds.schedule}>
          <SourceSelect
            imports={imports}
            kind="schedule"
            value={imports.schedule.sources[0]?.file ?? null}
            disabled={count.isPending}
            pick={(file) => count.mutate({ kind: 'schedule', counted: { file, from: null } })}
          />
        </Field>
      </div>
      <Refusal error={count.error} />
    </section>
  )
}

/** One source of payments at a time: which since when, and another from a day on. */
function PaymentPeriods({ imports }: { imports: ImportsView }) {
  const { format } = useSpeech()
  const text = useTexts(importTexts)
  const count = useCountSource()
  const periods = periodsOf(imports.payments.sources)
  const [file, setFile] = useState(periods.at(-1)?.file ?? null)
  const [from, setFrom] = useState('')
  const nameOf = (source: string | null) => source ?? (imports.payments.crmHasIt ? text.crm : text.nothing)
  return (
    <>
      <h3>{text.kinds.payments}</h3>
      <ul className="imports-periods" data-testid="import-periods">
        {periods.map((period) => (
          <li key={period.from}>
            <strong>{nameOf(period.file)}</strong> {text.days(period.from && format.day(period.from), period.to && format.day(period.to))}
          </li>
        ))}
      </ul>
      {imports.payments.isPartial && <p className="quiet">{text.partial}</p>}
      <div className="imports-line">
        <Field label={text.source}>
          <SourceSelect imports={imports} kind="payments" value={file} disabled={count.isPending} pick={setFile} />
        </Field>
        <Field label={text.countFrom}>
          <Input type="date" value={from} onChange={(_, data) => setFrom(data.value)} data-testid="import-counted-from" />
        </Field>
        <Button
          data-testid="import-count"
          disabled={count.isPending}
          onClick={() => count.mutate({ kind: 'payments', counted: { file, from: from === '' ? null : from } }, { onSuccess: () => setFrom('') })}
        >
          {text.count}
        </Button>
        <Link to="/reconciliation">{text.compare}</Link>
      </div>
      <Refusal error={count.error} />
    </>
  )
}

function SourceSelect(props: { imports: ImportsView; kind: ImportKind; value: string | null; disabled: boolean; pick: (file: string | null) => void }) {
  const { imports, kind, value } = props
  const text = useTexts(importTexts)
  const files = new Set([
    ...imports[kind].sources.flatMap(({ file }) => file ?? []),
    ...imports.imports.filter(({ import: one }) => one.kind === kind).map(({ import: one }) => one.source),
  ])
  return (
    <Select
      value={value ?? ''}
      disabled={props.disabled}
      data-testid={`import-counted-${kind}`}
      onChange={(_, data) => props.pick(data.value === '' ? null : data.value)}
    >
      <option value="">{imports[kind].crmHasIt ? text.crm : text.nothing}</option>
      {[...files].map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  )
}

function History({ imports }: { imports: ImportsView }) {
  const { format } = useSpeech()
  const text = useTexts(importTexts)
  const undo = useUndoImport()
  return (
    <section data-testid="import-history">
      <h2>{text.history}</h2>
      {imports.imports.length === 0 && <p className="quiet">{text.empty}</p>}
      <table className="imports-table">
        <tbody>
          {imports.imports.map(({ import: one, author, undoneBy }) => (
            <tr key={one.id}>
              <td className="imports-short">{format.instant(one.createdAt, new Date())}</td>
              <td>
                {text.kinds[one.kind]} · {one.source}
                <br />
                <span className="quiet">{one.fileName}</span>
              </td>
              <td>{author ?? text.pushed}</td>
              <td>{text.did(format.number(one.added), format.number(one.changed), format.number(one.repeated), format.number(one.withdrawn))}</td>
              <td className="imports-short">
                {undoneBy !== null ? (
                  text.undone(undoneBy)
                ) : one.canUndo ? (
                  <Button size="small" disabled={undo.isPending} onClick={() => undo.mutate(one.id)}>
                    {text.undo}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Refusal error={undo.error} />
    </section>
  )
}

function Addresses({ imports, kind, source }: { imports: ImportsView; kind: ImportKind; source: string }) {
  const text = useTexts(importTexts)
  const make = useMakeAddress()
  const revoke = useRevokeAddress()
  const name = source.trim()
  const isMade = imports.addresses.some((address) => address.kind === kind && address.source === name)
  return (
    <section>
      <h2>{text.address}</h2>
      <p className="quiet">{text.addressLead}</p>
      <p>
        {text.kinds[kind]} · {name}
      </p>
      {make.data !== undefined && (
        <p role="status">
          {text.once}
          <code className="imports-address" data-testid="import-address">
            {make.data.address}
          </code>
        </p>
      )}
      <div className="imports-line">
        <Button data-testid="import-make-address" disabled={make.isPending || name === ''} onClick={() => make.mutate({ kind, source: name })}>
          {isMade ? text.newAddress : text.makeAddress}
        </Button>
        {isMade && (
          <Button disabled={revoke.isPending} onClick={() => revoke.mutate({ kind, source: name }, { onSuccess: () => make.reset() })}>
            {text.revoke}
          </Button>
        )}
      </div>
      <Refusal error={make.error ?? revoke.error} />
    </section>
  )
}

function Refusal({ error }: { error: unknown }) {
  const { language } = useSpeech()
  const text = useTexts(importTexts)
  if (error === null || error === undefined) return null
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return (
    <div className="imports-wrong" role="alert">
      {problemText(error, language)}
      {errors.length > 0 && (
        <ul>
          {errors.slice(0, 50).map((one, index) => {
            const { line, field } = placeOf(one.field)
            return (
              <li key={index}>
                {line !== '' && `${text.line} ${line}: `}
                {text.fields[field] ?? field}: {text.reasons[one.reason] ?? one.reason}
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
