import { Button, Checkbox, Input, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components'
import { SearchRegular } from '@fluentui/react-icons/svg/search'
import { useMemo, useState } from 'react'
import type { FilterList } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { FilterChip } from './filter-chip'
import { reportTexts } from './texts'
import { found, inTreeOrder, isHeading, markOf, markOfHeading, toggled, toggledHeading } from './tree-pick'

const namedAtMost = 2

type Props = Readonly<{
  list: FilterList
  picked: readonly string[]
  /** Something else is picked than stands there by itself. */
  isSet?: boolean
  /** What it is called when nothing is picked. */
  none?: string
  onPick: (values: readonly string[]) => void
}>

export function TreeFilter({ list, picked, isSet = picked.length > 0, none, onPick }: Props) {
  const { say, format } = useSpeech()
  const text = useTexts(reportTexts)
  const [search, setSearch] = useState('')
  const [showsInactive, setShowsInactive] = useState(false)
  const inactive = useMemo(() => list.values.filter((item) => !item.isActive).length, [list.values])
  const rows = useMemo(
    () => inTreeOrder(found(list.values, search).filter((item) => item.isActive || showsInactive || search !== '' || picked.includes(item.value))),
    [list.values, search, showsInactive, picked],
  )
  const names = list.values.filter((item) => picked.includes(item.value)).map((item) => item.title)
  const value = names.length === 0 ? none ?? text.all : names.length <= namedAtMost ? names.join(', ') : format.number(names.length)

  return (
    <Popover positioning="below-start" trapFocus onOpenChange={() => setSearch('')}>
      <PopoverTrigger disableButtonEnhancement>
        <FilterChip
          data-testid={`filter-${list.dimension}`}
          caption={say(list.title)}
          value={value}
          isSet={isSet}
          clearLabel={`${text.remove}: ${say(list.title)}`}
          onClear={() => onPick([])}
        />
      </PopoverTrigger>
      <PopoverSurface className="tree-filter" aria-label={say(list.title)}>
        <Input
          type="search"
          contentBefore={<SearchRegular />}
          placeholder={text.search}
          aria-label={text.search}
          value={search}
          onChange={(_, data) => setSearch(data.value)}
        />
        <div className="tree-filter-rows">
          {rows.map(({ item, level }) => {
            const [markBy, toggle] = isHeading(item.value) ? [markOfHeading, toggledHeading] : [markOf, toggled]
            const mark = markBy(list.values, picked, item.value)
            return (
              <Checkbox
                key={item.value}
                className={item.isGroup ? 'tree-filter-group' : ''}
                style={{ marginInlineStart: level * 20 }}
                label={item.title}
                data-value={item.value}
                checked={mark === 'partly' ? 'mixed' : mark !== 'none'}
                onChange={() => onPick(toggle(list.values, picked, item.value))}
              />
            )
          })}
          {rows.length === 0 && <p className="quiet">{text.nothingFound}</p>}
        </div>
        <div className="tree-filter-foot">
          {inactive > 0 && (
            <Checkbox label={text.inactive(format.number(inactive))} checked={showsInactive} onChange={(_, data) => setShowsInactive(data.checked === true)} />
          )}
          <Button appearance="subtle" size="small" disabled={picked.length === 0} onClick={() => onPick([])}>
            {text.clear}
          </Button>
        </div>
      </PopoverSurface>
    </Popover>
  )
}
