import { Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import type { ScenarioView } from '../../api/types'
import { FilterChip } from '../report/filter-chip'
import { useScenarioTexts } from './metric'
import { builtIn, type ScenarioChoice, type ScenarioName } from './scenario-model'

type Props = Readonly<{ choice: ScenarioChoice | null; name: string | null; saved: readonly ScenarioView[]; onChoose: (name: ScenarioName | null) => void }>

const base = 'base'

/** Which scenario stands beside the forecast. */
export function ScenarioMenu({ choice, name, saved, onChoose }: Props) {
  const text = useScenarioTexts()
  const item = (value: ScenarioName, title: string) => (
    <MenuItemRadio key={value} name="scenario" value={String(value)} data-testid="scenario-choice" data-scenario={value} onClick={() => onChoose(value)}>
      {title}
    </MenuItemRadio>
  )
  return (
    <Menu checkedValues={{ scenario: [String(choice?.name ?? base)] }}>
      <MenuTrigger disableButtonEnhancement>
        <FilterChip
          data-testid="filter-scenario"
          className="scenario-chip"
          caption={text.scenario}
          value={name ?? text.base}
          isSet={choice !== null}
          clearLabel={text.backToBase}
          onClear={() => onChoose(null)}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItemRadio name="scenario" value={base} secondaryContent={text.baseAbout} onClick={() => onChoose(null)}>
            {text.base}
          </MenuItemRadio>
          {builtIn.map((each) => item(each, text.names[each]))}
          {saved.length > 0 && (
            <>
              <MenuDivider />
              <MenuGroup>
                <MenuGroupHeader>{text.saved}</MenuGroupHeader>
                {saved.map((each) => item(each.id, each.name))}
              </MenuGroup>
            </>
          )}
          <MenuDivider />
          <MenuItem data-testid="scenario-new" onClick={() => onChoose('own')}>
            {text.fresh}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
