import { Button, Checkbox, Select, Spinner } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import { useSetup } from '../../api/queries'
import type { MappingEffect, ProfileMatch, RoleLine, RoleSample, StageLine } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { shareWords } from '../../i18n/sources'
import { Failure } from '../../ui/failure'
import { FilePicker, saveFile } from '../../ui/files'
import { loaded } from '../../ui/state'
import { type MappingChanges, partsOf, withLink, withSources } from './mapping-changes'
import { useAcceptMapping, useDraft, useEffectOf, useLoadProfile, useSaveProfile } from './setup-queries'
import './setup-screen.css'
import { funnelSteps, setupTexts } from './texts'

/** Where the facts are: an administrator corrects our guess, or what he accepted before, with his own records beside it. */
export function MappingWizard({ onAccepted }: { onAccepted: () => void }) {
  const { language } = useSpeech()
  const text = useTexts(setupTexts)
  const [changes, setChanges] = useState<MappingChanges>({})
  const [unmatched, setUnmatched] = useState<ProfileMatch['unmatched']>([])
  // Opening the screen makes the server ask the CRM anew.
  const query = useSetup()
  const draftQuery = useDraft(changes, query.data !== undefined)
  const effect = useEffectOf()
  const accept = useAcceptMapping()
  const failed = loaded(query)
  const draft = loaded(draftQuery)
  if (failed.kind === 'failed') return <Failure error={failed.error} retry={() => void query.refetch()} />
  if (draft.kind === 'failed') return <Failure error={draft.error} retry={() => void draftQuery.refetch()} />
  if (failed.kind === 'loading' || draft.kind === 'loading') return <Spinner className="setup-wait" label={text.reading} />

  const isChange = failed.value.accepted !== null
  const { open, parts, stages } = partsOf(draft.value)
  const { mapping, problems } = draft.value
  const refused = accept.error instanceof ApiError ? (accept.error.problem.errors ?? []) : []
  const isBusy = draftQuery.isFetching || accept.isPending || effect.isPending
  const change = (next: MappingChanges) => {
    effect.reset()
    accept.reset()
    setChanges(next)
  }
  const pick = (role: string, sources: readonly string[]) => change(withSources(changes, draft.value, role, sources))
  const save = () => mapping !== null && accept.mutate(mapping, { onSuccess: onAccepted })
  return (
    <main className="setup" data-testid="setup" data-busy={isBusy}>
      <header>
        <h1>{isChange ? text.changeTitle : text.title}</h1>
        <p className="quiet">{isChange ? text.changeLead : text.lead}</p>
        <Profile
          canSave={isChange}
          onMatched={(match) => {
            setUnmatched(match.unmatched)
            change(match.changes)
          }}
        />
      </header>
      <div className="setup-scroll">
        {unmatched.length > 0 && (
          <section className="setup-part" role="status">
            <h2>{text.unmatched}</h2>
            <ul className="setup-unmatched">
              {unmatched.map(({ role, title }, index) => (
                <li key={index}>
                  {text.roles[role] ?? role}: {title}
                </li>
              ))}
            </ul>
          </section>
        )}
        {open.length > 0 && (
          <section className="setup-part" data-testid="setup-open">
            <h2>{text.open}</h2>
            <Roles lines={open} pick={pick} withPart />
          </section>
        )}
        {parts.map(({ part, lines }) => (
          <section key={part} className="setup-part">
            <h2>{text.parts[part] ?? part}</h2>
            <Roles lines={lines} pick={pick} />
          </section>
        ))}
        {stages.length > 0 && <Stages stages={stages} records={draft.value.records} pick={pick} />}
        {effect.data !== undefined && <Effect effect={effect.data} />}
      </div>
      <footer className="setup-foot">
        {accept.error !== null && (
          <p className="setup-problem" role="alert">
            {refused.length > 0 ? text.refused : problemText(accept.error, language)}
          </p>
        )}
        {effect.error !== null && (
          <p className="setup-problem" role="alert">
            {problemText(effect.error, language)}
          </p>
        )}
        {isChange && effect.data === undefined ? (
          <Button data-testid="setup-effect" appearance="primary" size="large" disabled={isBusy || mapping === null || problems.length > 0} onClick={() => mapping !== null && effect.mutate(mapping)}>
            {effect.isPending ? text.trying : text.showEffect}
          </Button>
        ) : (
          <Button data-testid="setup-start" appearance="primary" size="large" disabled={isBusy || mapping === null || problems.length > 0} onClick={save}>
            {accept.isPending ? text.starting : isChange ? text.apply : text.start}
          </Button>
        )}
        {problems.length > 0 && <span className="setup-rest">{text.toCorrect(problems.length)}</span>}
        {draftQuery.isFetching && <Spinner size="tiny" label={text.reading} />}
      </footer>
    </main>
  )
}

function Roles({ lines, pick, withPart = false }: { lines: readonly RoleLine[]; pick: (role: string, sources: readonly string[]) => void; withPart?: boolean }) {
  const text = useTexts(setupTexts)
  return (
    <div className="setup-roles">
      {lines.map((line) => {
        const part = line.role.includes('.') ? line.role.slice(0, line.role.indexOf('.')) : 'sales'
        const name = text.roles[line.role] ?? line.role
        return (
          <div key={line.role} className="setup-role" data-testid="setup-role" data-role={line.role}>
            <div className="setup-role-name">
              {name}
              {withPart && <small className="quiet">{text.parts[part] ?? part}</small>}
              {line.table !== null && (line.isChain || !line.isMany) && <small className="quiet">{text.fieldOf(text.tables[line.table] ?? line.table)}</small>}
            </div>
            <div>
              {line.isChain ? (
                <Chain line={line} name={name} pick={pick} />
              ) : line.isMany ? (
                <div className="setup-many">
                  {line.choices.map(({ source, title }) => (
                    <Checkbox
                      key={source}
                      label={title}
                      checked={line.sources.includes(source)}
                      onChange={(_, { checked }) => pick(line.role, checked === true ? [...line.sources, source] : line.sources.filter((other) => other !== source))}
                    />
                  ))}
                </div>
              ) : (
                <Select aria-label={name} value={line.sources[0] ?? ''} onChange={(_, { value }) => pick(line.role, value === '' ? [] : [value])}>
                  <option value="">{line.isRequired && !line.isTable ? text.choose : text.none}</option>
                  {line.choices.map(({ source, title }) => (
                    <option key={source} value={source}>
                      {line.choices.some((other) => other.source !== source && other.title === title) ? `${title} (${source})` : title}
                    </option>
                  ))}
                </Select>
              )}
              {line.shares.length > 0 && <Shares line={line} />}
              {line.sample !== null && <Sample sample={line.sample} line={line} />}
            </div>
            <Mark isSure={line.isSure && line.problem === null} reason={line.problem} isShown={line.sources.length > 0 || line.problem !== null} />
          </div>
        )
      })}
    </div>
  )
}

/** Fields in order: the first that is filled wins. The next place is offered where there is one more field to choose. */
function Chain({ line, name, pick }: { line: RoleLine; name: string; pick: (role: string, sources: readonly string[]) => void }) {
  const text = useTexts(setupTexts)
  const places = line.sources.length < line.choices.length ? [...line.sources, ''] : line.sources
  return (
    <div className="setup-chain">
      {places.map((source, place) => (
        <Select
          key={`${place} ${source}`}
          aria-label={place === 0 ? name : text.ordinal(name, place + 1)}
          value={source}
          onChange={(_, { value }) => pick(line.role, withLink(line.sources, place, value))}
        >
          <option value="">{place === 0 ? text.none : source === '' ? text.orField : text.withoutField}</option>
          {line.choices
            .filter((choice) => choice.source === source || !line.sources.includes(choice.source))
            .map(({ source: other, title }) => (
              <option key={other} value={other}>
                {line.choices.some((one) => one.source !== other && one.title === title) ? `${title} (${other})` : title}
              </option>
            ))}
        </Select>
      ))}
    </div>
  )
}

/** Whence the fact comes, of the newest deals that should have it. */
function Shares({ line }: { line: RoleLine }) {
  const { format, language } = useSpeech()
  const text = useTexts(setupTexts)
  const titles = new Map(line.choices.map(({ source, title }) => [source, title]))
  return (
    <p className="setup-shares" data-testid="setup-shares">
      {shareWords(line.shares, language, format, titles)}
      {text.otherwise[line.role] !== undefined && <span className="quiet"> · {text.otherwise[line.role]}</span>}
    </p>
  )
}

/** What a source gives on the newest records; the first few of them on demand. */
function Sample({ sample, line: { isTable, isChain, ...line } }: { sample: RoleSample; line: RoleLine }) {
  const isMany = line.isMany && !isChain
  const { format } = useSpeech()
  const text = useTexts(setupTexts)
  if (sample.records === 0) return <small className="quiet">{text.noRecords}</small>
  const counts = [
    text.filled(format.number(sample.filled), format.number(sample.records)),
    ...(sample.unparsed > 0 ? [text.unparsed(format.number(sample.unparsed))] : []),
    ...(sample.unmapped > 0 ? [text.unmapped(format.number(sample.unmapped))] : []),
  ].join(' · ')
  // What is not ticked in a list of options is not lacking.
  const share = isMany ? 1 : (sample.filled + sample.unmapped) / sample.records
  return (
    <details className="setup-sample" data-thin={sample.unparsed > 0 || share < 0.5}>
      <summary data-testid="setup-sample">{isTable ? text.tableSample(format.number(sample.records)) : isMany ? text.ticked(format.number(sample.filled), format.number(sample.records)) : counts}</summary>
      <ul>
        {sample.values.map((value, index) => (
          <li key={index} data-state={value.state}>
            <span className="quiet">{value.record}</span>
            {!isTable && <b>{value.value === null ? undefinedMark : /^\d{4}-\d{2}-\d{2}$/.test(value.value) ? format.day(value.value) : value.value}</b>}
            {!isTable && !(isMany && value.state === 'unmapped') && value.state !== 'filled' && <i>{text.states[value.state]}</i>}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Stages({ stages, records, pick }: { stages: readonly StageLine[]; records: number; pick: (role: string, sources: readonly string[]) => void }) {
  const { format } = useSpeech()
  const text = useTexts(setupTexts)
  return (
    <section className="setup-part">
      <h2>{text.stages}</h2>
      <p className="quiet">{text.stagesHint(format.number(records))}</p>
      <div className="setup-roles">
        {stages.map((line) => (
          <div key={line.stage} className="setup-role" data-testid="setup-stage" data-stage={line.stage}>
            <div className="setup-role-name">
              {line.title}
              <small className="quiet">
                {line.pipeline}
                {line.records > 0 && ` · ${text.deals(format.number(line.records))}`}
              </small>
            </div>
            <Select aria-label={line.title} value={line.step ?? ''} onChange={(_, { value }) => pick(`step:${line.stage}`, [value])}>
              {line.step === null && <option value="">{text.choose}</option>}
              {funnelSteps.map((step) => (
                <option key={step} value={step}>
                  {text.steps[step] ?? step}
                </option>
              ))}
            </Select>
            <Mark isSure={line.isSure && line.problem === null} reason={line.problem} isShown />
          </div>
        ))}
      </div>
    </section>
  )
}

function Effect({ effect }: { effect: MappingEffect }) {
  const { format } = useSpeech()
  const text = useTexts(setupTexts)
  const money = (value: number | null) => (value === null ? undefinedMark : format.number(value, Number.isInteger(value) ? 0 : 2))
  const rows = effect.after.flatMap((after, index) => {
    const before = effect.before?.[index]
    return [
      { month: after.month, name: text.receipts, before: before?.receipts ?? null, after: after.receipts },
      { month: after.month, name: text.contracts, before: before?.contracts ?? null, after: after.contracts },
      { month: after.month, name: text.contractsValue, before: before?.contractsValue ?? null, after: after.contractsValue },
    ]
  })
  return (
    <section className="setup-part" data-testid="setup-effect-table" ref={(section) => section?.scrollIntoView({ block: 'nearest' })}>
      <h2>{rows.some((row) => row.before !== row.after) ? text.effect : text.noEffect}</h2>
      {effect.toRead.length > 0 && <p className="setup-problem">{text.toRead}</p>}
      <table className="setup-effect">
        <thead>
          <tr>
            <th scope="col">{text.month}</th>
            <th scope="col">{text.figure}</th>
            <th scope="col">{text.before}</th>
            <th scope="col">{text.after}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} data-changed={row.before !== row.after}>
              <th scope="row">{index % 3 === 0 && format.month(row.month)}</th>
              <td>{row.name}</td>
              <td className="numbers">{money(row.before)}</td>
              <td className="numbers">{money(row.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Carries a mapping to the next portal, and brings one from another. */
function Profile({ canSave, onMatched }: { canSave: boolean; onMatched: (match: ProfileMatch) => void }) {
  const { language } = useSpeech()
  const text = useTexts(setupTexts)
  const save = useSaveProfile()
  const load = useLoadProfile()
  const error = save.error ?? load.error
  return (
    <div className="setup-profile">
      <FilePicker
        size="small"
        disabled={load.isPending}
        accept=".json,application/json"
        testId="setup-profile"
        onPick={(file) => load.mutate(file, { onSuccess: onMatched })}
      >
        {text.loadProfile}
      </FilePicker>
      {canSave && (
        <Button
          size="small"
          disabled={save.isPending}
          onClick={() =>
            save.mutate(undefined, {
              onSuccess: (file) => saveFile(file, 'mapping-profile.json'),
            })
          }
        >
          {text.saveProfile}
        </Button>
      )}
      {error !== null && (
        <span role="alert" className="setup-rest">
          {error instanceof ApiError && error.problem.status !== 400 && error.problem.status !== 422 ? problemText(error, language) : text.badProfile}
        </span>
      )}
    </div>
  )
}

function Mark({ isSure, reason, isShown }: { isSure: boolean; reason: string | null; isShown: boolean }) {
  const text = useTexts(setupTexts)
  if (!isShown) return <span />
  return (
    <span className="setup-mark" data-sure={isSure}>
      {isSure ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
      {reason === null ? (isSure ? text.sure : text.unsure) : (text.problems[reason] ?? reason)}
    </span>
  )
}
