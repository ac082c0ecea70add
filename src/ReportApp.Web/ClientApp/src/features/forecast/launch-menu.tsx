import { Button, Field, Input, Popover, PopoverSurface, PopoverTrigger, Select } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { type FormEvent, useState } from 'react'
import type { ForecastRow, LaunchLever } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { rowTitle } from '../report/row-titles'
import { objectsOf } from './scenario-model'
import { scenarioTexts } from './scenario-texts'

type Props = Readonly<{ rows: readonly ForecastRow[]; launches: readonly LaunchLever[]; onChange: (launches: readonly LaunchLever[]) => void }>

const usualShare = 30

/** Objects whose sales begin: which, from when on, and what they are like. */
export function LaunchMenu({ rows, launches, onChange }: Props) {
  const { format, language } = useSpeech()
  const text = useTexts(scenarioTexts)
  const [draft, setDraft] = useState<Readonly<{ row: string; like: string; month: string }>>({ row: '', like: '', month: '' })
  const [share, setShare] = useState(String(usualShare))
  const objects = objectsOf(rows)
  const months = (rows[0]?.months ?? []).filter(({ expected }) => expected !== null).map(({ month }) => month)
  const named = (key: string) => {
    const found = rows.find((row) => row.key === key)
    if (found === undefined) return key
    const parent = rows.find((row) => row.key === found.parent)
    const own = rowTitle(found.key, found.title, language)
    return parent === undefined ? own : `${rowTitle(parent.key, parent.title, language)} / ${own}`
  }
  const percent = /^\d+$/.test(share) ? Number(share) : NaN
  const isReady = draft.row !== '' && draft.like !== '' && draft.month !== '' && percent >= 0 && percent <= 100
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (!isReady) return
    onChange([...launches.filter(({ row }) => row !== draft.row), { ...draft, share: percent / 100 }])
    setDraft({ row: '', like: '', month: '' })
  }
  if (objects.length < 2 && launches.length === 0) return null
  return (
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button size="small" data-testid="scenario-launches" title={text.launchesAbout}>{launches.length === 0 ? text.launch : `${text.launches}: ${format.number(launches.length)}`}</Button>
      </PopoverTrigger>
      <PopoverSurface className="launches" data-testid="launches" aria-label={text.launches}>
        {launches.map((launch) => (
          <p key={launch.row} className="launch">
            <span>{text.launchLine(named(launch.row), named(launch.like), format.month(launch.month), format.percent(launch.share, 0))}</span>
            <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label={`${text.remove}: ${named(launch.row)}`} onClick={() => onChange(launches.filter(({ row }) => row !== launch.row))} />
          </p>
        ))}
        <form className="launch-form" onSubmit={add}>
          <Field label={text.launchObject}>
            <Select data-testid="launch-row" value={draft.row} onChange={(_, { value }) => setDraft({ ...draft, row: value, like: draft.like === value ? '' : draft.like })}>
              <option value="" />
              {objects.map(({ key }) => <option key={key} value={key}>{named(key)}</option>)}
            </Select>
          </Field>
          <Field label={text.launchLike}>
            <Select data-testid="launch-like" value={draft.like} onChange={(_, { value }) => setDraft({ ...draft, like: value })}>
              <option value="" />
              {objects.filter(({ key }) => key !== draft.row).map(({ key }) => <option key={key} value={key}>{named(key)}</option>)}
            </Select>
          </Field>
          <Field label={text.launchMonth}>
            <Select data-testid="launch-month" value={draft.month} onChange={(_, { value }) => setDraft({ ...draft, month: value })}>
              <option value="" />
              {months.map((month) => <option key={month} value={month}>{format.month(month)}</option>)}
            </Select>
          </Field>
          <Field label={text.launchShare}>
            <Input type="number" min={0} max={100} value={share} contentAfter="%" onChange={(_, { value }) => setShare(value)} />
          </Field>
          <Button type="submit" appearance="primary" data-testid="launch-add" disabled={!isReady}>{text.launchAdd}</Button>
        </form>
      </PopoverSurface>
    </Popover>
  )
}
