import { Button, Menu, MenuDivider, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal'
import { useNavigate } from '@tanstack/react-router'
import { useSearchText } from '../../app/search'
import { useApi } from '../../api/queries'
import type { Language } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { menuScreens } from '../catalogue/own-screens'
import { useMark } from '../reconciliation/reconciliation-queries'
import { reportTexts } from './texts'

export function MoreMenu() {
  const { language, choose, say } = useSpeech()
  const { session } = useApi()
  const reconciliation = useMark()
  const navigate = useNavigate()
  const text = useTexts(reportTexts)
  const [search, changeSearch] = useSearchText()
  const pick = (next: Language) => {
    choose(next)
    // A language in the address would win over this choice after a reload.
    if (search.has('lang')) changeSearch((now) => new URLSearchParams([...now].filter(([name]) => name !== 'lang')), 'replace')
  }
  return (
    <Menu
      checkedValues={{ language: [language] }}
      onCheckedValueChange={(_, { checkedItems }) => pick(checkedItems[0] === 'en' ? 'en' : 'ru')}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<MoreHorizontalRegular />} aria-label={text.more} title={text.more} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {menuScreens.map(({ to, title }) => (
            <MenuItem key={to} onClick={() => void navigate({ to })}>
              {say(title)}
            </MenuItem>
          ))}
          {reconciliation.data?.mayReconcile === true && <MenuItem onClick={() => void navigate({ to: '/reconciliation' })}>{text.reconciliation}</MenuItem>}
          {session.viewer.isAdministrator && <MenuItem onClick={() => void navigate({ to: '/setup' })}>{text.mapping}</MenuItem>}
          {session.viewer.isAdministrator && <MenuItem onClick={() => void navigate({ to: '/imports' })}>{text.imports}</MenuItem>}
          <MenuDivider />
          <MenuItemRadio name="language" value="ru">
            Русский (RU)
          </MenuItemRadio>
          <MenuItemRadio name="language" value="en">
            English (EN)
          </MenuItemRadio>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
