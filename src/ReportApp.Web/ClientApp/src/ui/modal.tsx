import { Button, Dialog, DialogSurface } from '@fluentui/react-components'
import { createContext, type ReactNode, type Ref, type RefObject, useContext, useEffect, useRef, useState } from 'react'
import { useTexts } from '../i18n/language'
import './modal.css'

const texts = {
  ru: { unsaved: 'Введённое не сохранено', discard: 'Закрыть без сохранения' },
  en: { unsaved: 'What you typed is not saved', discard: 'Close without saving' },
}

/** What is asked before a dialog closes; false keeps it open. */
type Guard = RefObject<(() => boolean) | null>
const GuardContext = createContext<Guard | null>(null)

type Props = Readonly<{ className?: string; testId: string; label?: string; modalType?: 'modal' | 'alert'; onClose: () => void; children: ReactNode }>

/** The frame of every dialog. Its title and buttons stay in sight, and Escape closes it wherever the focus went. */
export function Modal({ className = '', testId, label, modalType = 'modal', onClose, children }: Props) {
  const guard: Guard = useRef(null)
  const [surface, setSurface] = useState<HTMLDivElement | null>(null)
  useEffect(() => (surface === null ? undefined : keepFocusIn(surface)), [surface])
  return (
    <Dialog open modalType={modalType} onOpenChange={(_, data) => !data.open && guard.current?.() !== false && onClose()}>
      <DialogSurface ref={setSurface} className={`modal ${className}`} data-testid={testId} aria-label={label}>
        <GuardContext value={guard}>{children}</GuardContext>
      </DialogSurface>
    </Dialog>
  )
}

/** The way out of a dialog. What would be lost is asked about first, whichever way the person leaves. */
export function CloseButton({ isUnsaved, onClose, children }: Readonly<{ isUnsaved: boolean; onClose: () => void; children: ReactNode }>) {
  const text = useTexts(texts)
  const guard = useContext(GuardContext)
  const button = useRef<HTMLButtonElement>(null)
  const before = useRef<Element | null>(null)
  const [wasAsked, setAsked] = useState(false)
  const isAsked = wasAsked && isUnsaved
  useEffect(() => {
    if (guard === null || !isUnsaved) return
    guard.current = () => {
      setAsked(!isAsked)
      if (isAsked) {
        if (before.current instanceof HTMLElement) before.current.focus()
      } else {
        before.current = document.activeElement
        button.current?.focus()
      }
      return false
    }
    return () => void (guard.current = null)
  }, [guard, isUnsaved, isAsked])
  useEffect(() => {
    if (!isUnsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isUnsaved])
  return (
    <>
      {isAsked && <span className="modal-unsaved" role="alert">{text.unsaved}</span>}
      <Button ref={button as Ref<never>} data-testid="dialog-close" onClick={() => (isUnsaved && !isAsked ? setAsked(true) : onClose())}>
        {isAsked ? text.discard : children}
      </Button>
    </>
  )
}

/** A button that is disabled or goes takes the focus with it, and then no key reaches the dialog. It goes to the dialog itself, and back where it was as soon as it can. */
function keepFocusIn(surface: HTMLElement): () => void {
  let last: HTMLElement | null = null
  let isHeld = false
  const remember = ({ target }: FocusEvent) => {
    if (target === surface || !(target instanceof HTMLElement)) return
    last = target
    isHeld = false
  }
  const keep = () => {
    const active = document.activeElement
    const isLost = active === null || active === document.body || active.matches(':disabled')
    if (!document.hasFocus() || (!isLost && !(isHeld && active === surface))) return
    if (last !== null && last.isConnected && !last.matches(':disabled')) last.focus()
    else if (active !== surface) {
      isHeld = true
      surface.focus()
    }
  }
  const observer = new MutationObserver(keep)
  observer.observe(surface, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
  surface.addEventListener('focusin', remember)
  return () => {
    observer.disconnect()
    surface.removeEventListener('focusin', remember)
  }
}
