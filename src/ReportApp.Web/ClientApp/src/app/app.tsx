import { Button, DialogActions, DialogBody, DialogContent, DialogTitle, FluentProvider, Spinner } from '@fluentui/react-components'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { ApiClient } from '../api/client'
import { ApiProvider, createQueries } from '../api/queries'
import type { Language } from '../api/types'
import { SpeechProvider, useTexts } from '../i18n/language'
import { Failure } from '../ui/failure'
import { Modal } from '../ui/modal'
import { Notice } from '../ui/notice'
import { themeOf } from '../ui/theme/themes'
import { reenter } from './host-frame/bridge'
import { currentView, router } from './router'
import { safeStorage } from './safe-storage'

const SetupScreen = lazy(async () => ({ default: (await import('../features/setup/setup-screen')).SetupScreen }))

const texts = {
  ru: {
    over: 'Сеанс закончился. Обновите страницу CRM.',
    overDetail: 'Всё, что сохранено, сохранено. Несохранённое можно скопировать, закрыв это окно.',
    again: 'Войти снова',
    close: 'Закрыть',
    removed: 'Приложение удалено из CRM',
    removedDetail: 'Доступ к CRM закончился. Если данные не просили удалить, они хранятся 30 дней: администратор может установить приложение снова и продолжить.',
    outside: 'Откройте приложение из меню CRM',
    outsideDetail: 'Кто вы и что вам можно видеть, знает только CRM.',
  },
  en: {
    over: 'Session ended. Reload the CRM page.',
    overDetail: 'What was saved is saved. Close this window to copy what was not.',
    again: 'Sign in again',
    close: 'Close',
    removed: 'The app was removed from the CRM',
    removedDetail: 'Its access to the CRM has ended. Unless deletion was asked for, the data is kept for 30 days: an administrator can install the app again and go on.',
    outside: 'Open the app from the CRM menu',
    outsideDetail: 'Only the CRM knows who you are and what you may see.',
  },
}

const languageKey = 'language'

/** A link's own language first, then the reader's choice, then the host's. */
function startLanguage(hostLanguage: string | null): Language {
  const choices = [new URLSearchParams(location.search).get('lang'), safeStorage.get(languageKey), hostLanguage]
  return choices.find((choice) => choice === 'ru' || choice === 'en') ?? (hostLanguage === null ? 'ru' : 'en')
}

export type Start = Readonly<{ kind: 'open'; api: ApiClient }> | Readonly<{ kind: 'outside' }> | Readonly<{ kind: 'failed'; error: unknown }>

/** As a style: a class would also reach every popover and cover the page. */
const fullHeight = { height: '100%' } as const
const wholeFrame = { display: 'flex', flex: 1 } as const

export function App({ start, host, hostLanguage }: { start: Start; host: string; hostLanguage: string | null }) {
  const [language, setLanguage] = useState(() => startLanguage(hostLanguage))
  const choose = useCallback((next: Language) => {
    safeStorage.set(languageKey, next)
    setLanguage(next)
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <FluentProvider theme={themeOf(host)} style={fullHeight}>
      <SpeechProvider language={language} choose={choose}>
        <div className="app">
          {start.kind === 'open' && <Opened api={start.api} />}
          {start.kind === 'outside' && <Outside />}
          {start.kind === 'failed' && <Failure error={start.error} />}
        </div>
      </SpeechProvider>
    </FluentProvider>
  )
}

function Outside() {
  const text = useTexts(texts)
  return <Notice title={text.outside} detail={text.outsideDetail} />
}

function Opened({ api }: { api: ApiClient }) {
  const [queries] = useState(createQueries)
  const [isReady, setReady] = useState(api.session.setup === 'ready')
  const over = useSyncExternalStore(api.onOver, api.whyOver)
  const onReady = useCallback(() => setReady(true), [])
  useEffect(() => api.keepAlive(), [api])
  return (
    <ApiProvider value={api}>
      <QueryClientProvider client={queries}>
        {over === 'removed' ? (
          <Removed />
        ) : isReady ? (
          <RouterProvider router={router} />
        ) : (
          <Suspense fallback={<Spinner style={fullHeight} />}>
            <SetupScreen onReady={onReady} />
          </Suspense>
        )}
        {over === 'ended' && <SessionOver />}
      </QueryClientProvider>
    </ApiProvider>
  )
}

function Removed() {
  const text = useTexts(texts)
  return (
    <div data-testid="app-removed" style={wholeFrame}>
      <Notice role="alert" title={text.removed} detail={text.removedDetail} />
    </div>
  )
}

function SessionOver() {
  const text = useTexts(texts)
  const [isOpen, setOpen] = useState(true)
  const [isAsking, setAsking] = useState(false)
  const again = async () => {
    setAsking(true)
    const isLeaving = await reenter(currentView()).catch(() => false)
    if (!isLeaving) setAsking(false)
  }
  if (!isOpen) return null
  return (
    <Modal testId="session-over" modalType="alert" onClose={() => setOpen(false)}>
      <DialogBody>
        <DialogTitle>{text.over}</DialogTitle>
        <DialogContent>{text.overDetail}</DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>{text.close}</Button>
          <Button appearance="primary" disabled={isAsking} onClick={() => void again()}>
            {text.again}
          </Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}
