import { Button, DialogActions, DialogBody, DialogContent, DialogTitle, Field, ProgressBar, Select, Spinner } from '@fluentui/react-components'
import { useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import type { Month, TargetFileFault, TargetFilePreview } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Modal } from '../../ui/modal'
import { placeOf } from '../imports/import-request'
import './board.css'
import { type Choice, choiceOfRoles, nothingSaid, type Role, roleOf, roles, withRole, yearsAround } from './target-file'
import { useTakeTargetFile, useTargetFile } from './target-file-queries'
import { targetFileTexts } from './target-file-texts'
import './target-file.css'
import { type Kind, kinds, type Metric, metrics } from './targets-state'
import { targetsTexts } from './targets-texts'

const lastHeaderLine = 20

/** A person's own table of plans: its columns named, what would change looked at, and only then taken. */
export function TargetFileDialog({ file, current, onClose }: Readonly<{ file: File; current: Month; onClose: () => void }>) {
  const { format, language } = useSpeech()
  const text = useTexts(targetFileTexts)
  const [choice, setChoice] = useState<Choice>(nothingSaid)
  const query = useTargetFile(file, choice)
  const take = useTakeTargetFile(file)
  const preview = query.data ?? null
  const said = (next: Choice) => (take.reset(), setChoice(next))
  const count = preview === null ? 0 : preview.added + preview.changed
  const isOutdated = take.error instanceof ApiError && take.error.problem.code === 'preview_outdated'
  return (
    <Modal className="bulk" testId="target-file" label={text.title} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{text.title}</DialogTitle>
        <DialogContent>
          <p className="quiet target-file-name">{file.name}</p>
          {preview === null && query.isFetching && <Spinner className="plan-wait" label={text.reading} />}
          {query.error !== null && (
            <>
              <FileRefusal error={query.error} />
              <Button onClick={() => (choice === nothingSaid ? void query.refetch() : said(nothingSaid))}>{text.again}</Button>
            </>
          )}
          {take.data !== undefined ? (
            <p role="status" data-testid="target-file-done">
              {text.taken(format.plural(take.data.changed, ...text.targets))}
              {take.data.rejectedRows > 0 && `. ${text.left(format.number(take.data.rejectedRows))}`}
            </p>
          ) : (
            preview !== null && (
              <>
                <Choices preview={preview} choice={choice} current={current} onChange={said} />
                <Columns preview={preview} isSaid={choice.roles !== null} onRoles={(chosen) => said(choiceOfRoles(choice, preview, chosen))} />
                <div className="thin-bar">{query.isFetching && <ProgressBar thickness="medium" />}</div>
                {query.error === null && <Outcome preview={preview} />}
              </>
            )
          )}
        </DialogContent>
        <DialogActions>
          {take.error !== null && <span className="bulk-refusal" role="alert">{problemText(take.error, language)}</span>}
          <Button onClick={onClose}>{text.close}</Button>
          {take.data === undefined && (
            <Button
              appearance="primary"
              data-testid="target-file-take"
              disabled={preview === null || count === 0 || preview.missing.length > 0 || query.isFetching || query.error !== null || take.isPending || isOutdated}
              onClick={() => preview !== null && take.mutate({ choice, fingerprint: preview.fingerprint }, { onError: () => void query.refetch() })}
            >
              {take.isPending ? text.taking : count === 0 ? text.takeNone : text.take(format.plural(count, ...text.targets))}
            </Button>
          )}
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}

/** What is the same for all rows of the file, and where its titles stand. */
function Choices({ preview, choice, current, onChange }: Readonly<{ preview: TargetFilePreview; choice: Choice; current: Month; onChange: (next: Choice) => void }>) {
  const text = useTexts(targetFileTexts)
  const words = useTexts(targetsTexts)
  const has = (role: Role) => preview.columns.some((column) => roleOf(column) === role)
  const needsYear = preview.missing.includes('year') || preview.year !== null
  return (
    <div className="bulk-choices target-file-choices">
      {preview.sheets.length > 1 && (
        <Field label={text.sheet}>
          <Select className="target-file-sheet" data-testid="target-file-sheet" value={choice.sheet ?? ''} onChange={(_, { value }) => onChange({ ...choice, sheet: value === '' ? null : value, header: null, roles: null })}>
            <option value="">{text.allSheets(preview.readSheets.join(', '))}</option>
            {preview.sheets.map((sheet) => (
              <option key={sheet} value={sheet}>{sheet}</option>
            ))}
          </Select>
        </Field>
      )}
      {!has('metric') && (
        <Field label={text.metric}>
          <Select data-testid="target-file-metric" value={preview.metric ?? ''} onChange={(_, { value }) => onChange({ ...choice, metric: value === '' ? null : value })}>
            {preview.metric === null && <option value="">{text.choose}</option>}
            {metrics.map((metric: Metric) => (
              <option key={metric} value={metric}>{words.metrics[metric]}</option>
            ))}
          </Select>
        </Field>
      )}
      {needsYear && (
        <Field label={text.year} title={text.yearAbout}>
          <Select data-testid="target-file-year" value={preview.year === null ? '' : String(preview.year)} onChange={(_, { value }) => onChange({ ...choice, year: value === '' ? null : Number(value) })}>
            <option value="">{preview.missing.includes('year') ? text.choose : text.notNeeded}</option>
            {yearsAround(current).map((year) => (
              <option key={year} value={year}>{year}</option>
            ))}
          </Select>
        </Field>
      )}
      {!has('kind') && (
        <Field label={text.kind}>
          <Select data-testid="target-file-kind" value={preview.kind} onChange={(_, { value }) => onChange({ ...choice, kind: value })}>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>{words.kinds[kind]}</option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={text.header}>
        <Select
          data-testid="target-file-header"
          value={String(preview.headerLine)}
          onChange={(_, { value }) => onChange({ ...choice, sheet: preview.readSheets[0] ?? null, header: Number(value), roles: null })}
        >
          {Array.from({ length: lastHeaderLine }, (_, index) => index + 1).map((line) => (
            <option key={line} value={line}>{line}</option>
          ))}
        </Select>
      </Field>
    </div>
  )
}

/** The file's columns with a few of their values: each is said to be something of ours, or nothing. */
function Columns({ preview, isSaid, onRoles }: Readonly<{ preview: TargetFilePreview; isSaid: boolean; onRoles: (chosen: readonly Role[]) => void }>) {
  const text = useTexts(targetFileTexts)
  const isAsked = preview.missing.some((field) => field !== 'metric' && field !== 'year')
  const shown = preview.columns.map((column, index) => ({ column, index })).filter(({ column }) => column.title !== '' || column.values.length > 0)
  return (
    <>
      <details className="target-file-columns" open={isAsked || undefined} data-testid="target-file-columns">
        <summary>{isAsked ? text.columns : `${text.columns}: ${isSaid ? text.asSaid : preview.isRemembered ? text.remembered : text.recognised}`}</summary>
        <div className="bulk-list target-file-list" tabIndex={0} role="group" aria-label={text.columns}>
          <table className="bulk-table">
            <thead>
              <tr>
                <th scope="col">{text.column}</th>
                <th scope="col">{text.holds}</th>
                <th scope="col">{text.values}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ column, index }) => {
                const title = column.title === '' ? text.noTitle(index + 1) : column.title
                return (
                  <tr key={index} data-testid="target-file-column">
                    <td className="target-file-text">{title}</td>
                    <td>
                      <Select size="small" aria-label={`${text.holds}: ${title}`} value={roleOf(column)} onChange={(_, { value }) => onRoles(withRole(preview.columns, index, value as Role))}>
                        {roles.map((role) => (
                          <option key={role} value={role}>{text.roles[role]}</option>
                        ))}
                      </Select>
                    </td>
                    <td className="quiet target-file-text">{column.values.join(' · ')}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      </details>
      {preview.missing.length > 0 && (
        <p className="target-file-missing" role="alert">
          {text.missing} {preview.missing.map((field) => text.needs[field] ?? field).join(', ')}
        </p>
      )}
    </>
  )
}

/** What stands in the file beside what stands now, and what is no plan. */
function Outcome({ preview }: Readonly<{ preview: TargetFilePreview }>) {
  const { format } = useSpeech()
  const text = useTexts(targetFileTexts)
  const words = useTexts(targetsTexts)
  if (preview.missing.length > 0) return null
  const show = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 2)
  const counts = [
    `${text.added} ${format.number(preview.added)}`, `${text.changed} ${format.number(preview.changed)}`, `${text.repeated} ${format.number(preview.repeated)}`,
    ...(preview.emptyRows > 0 ? [`${text.emptyRows} ${format.number(preview.emptyRows)}`] : []),
  ]
  const hasSheets = preview.readSheets.length > 1
  const isMixed = new Set(preview.changes.map(({ kind, metric }) => `${kind}|${metric}`)).size > 1
  const changing = preview.added + preview.changed
  return (
    <>
      <p role="status" data-testid="target-file-counts" className="target-file-counts">{`${text.inFile} ${format.plural(preview.targets, ...text.targets)} (${counts.join(', ')})`}</p>
      {preview.targets === 0 ? <p className="quiet">{preview.rejectedRows === 0 ? text.noNumbers : text.none}</p> : changing === 0 && <p className="quiet">{text.nothing}</p>}
      {preview.rejectedRows > 0 && (
        <>
          <h3 className="target-file-head">{`${text.rejected}: ${format.number(preview.rejectedRows)}`}</h3>
          <div className="bulk-list target-file-list" tabIndex={0} role="group" aria-label={text.rejected}>
            <table className="bulk-table">
              <thead>
                <tr>
                  <th scope="col">{text.line}</th>
                  <th scope="col">{text.column}</th>
                  <th scope="col">{text.reason}</th>
                </tr>
              </thead>
              <tbody>
                {preview.rejected.map((fault, index) => (
                  <tr key={index} data-testid="target-file-rejected">
                    <td>{hasSheets ? `${fault.sheet ?? ''} ${fault.line}` : fault.line}</td>
                    <td className="target-file-text"><FaultPlace fault={fault} /></td>
                    <td>{text.reasons[fault.reason] ?? fault.reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {changing > 0 && (
        <>
          <h3 className="target-file-head">{preview.changes.length < changing ? `${text.willChange} (${text.first(format.number(preview.changes.length))})` : text.willChange}</h3>
          <div className="bulk-list" tabIndex={0} role="group" aria-label={text.willChange}>
            <table className="bulk-table">
              <thead>
                <tr>
                  <th scope="col">{text.who}</th>
                  {isMixed && <th scope="col">{text.metric}</th>}
                  <th scope="col">{text.month}</th>
                  <th scope="col" className="numbers">{text.was}</th>
                  <th scope="col" className="numbers">{text.becomes}</th>
                </tr>
              </thead>
              <tbody>
                {preview.changes.map(({ sheet, line, title, kind, metric, month, was, wasCurrency, becomes }) => (
                  <tr key={`${sheet ?? ''}|${line}|${kind}|${metric}|${month}`} data-testid="target-file-change">
                    <td className="target-file-text">{title}</td>
                    {isMixed && <td>{`${words.metrics[metric as Metric]} · ${words.kinds[kind as Kind]}`}</td>}
                    <td>{format.month(month)}</td>
                    <td className="numbers">{was === null ? undefinedMark : wasCurrency === null ? show(was) : format.money(was, wasCurrency)}</td>
                    <td className="numbers"><strong>{show(becomes)}</strong></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </>
  )
}

function FaultPlace({ fault }: Readonly<{ fault: TargetFileFault }>) {
  const text = useTexts(targetFileTexts)
  return <>{fault.column ?? text.fields[fault.field] ?? fault.field}</>
}

/** Why the file as a whole cannot be read. */
function FileRefusal({ error }: Readonly<{ error: unknown }>) {
  const { language } = useSpeech()
  const text = useTexts(targetFileTexts)
  const first = error instanceof ApiError ? error.problem.errors?.[0] : undefined
  if (first === undefined) return <p className="target-file-missing" role="alert">{problemText(error, language)}</p>
  const { line, field } = placeOf(first.field)
  const why = text.reasons[first.reason] ?? first.reason
  return <p className="target-file-missing" role="alert">{`${problemText(error, language)} ${field === 'file' ? '' : `${text.fields[field] ?? field}: `}${line === '' || line === '1' ? why : `${text.line} ${line}: ${why}`}`}</p>
}
