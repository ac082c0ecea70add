import type { EntryAction } from '../../api/queries'
import type { Language, PlanEntryView, WriteState } from '../../api/types'
import type { Format } from '../../i18n/format'

/** How a write is told to its author: the texts of the states are fixed. */
export type WriteWords = Readonly<{ text: string; hint: string | null; tone: 'quiet' | 'good' | 'warning' | 'bad'; actions: readonly EntryAction[] }>

export const actionTexts: Readonly<Record<Language, Readonly<Record<EntryAction, string>>>> = {
  ru: { undo: 'Отменить', retry: 'Повторить', cancel: 'Отменить', 'keep-mine': 'Оставить моё', 'take-theirs': 'Взять из CRM' },
  en: { undo: 'Undo', retry: 'Try again', cancel: 'Cancel', 'keep-mine': 'Keep mine', 'take-theirs': 'Take the CRM’s' },
}

const blockedHints: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ru: {
    rights: 'Попросите администратора CRM дать право менять сделку',
    consent_needed: 'Откройте приложение из меню CRM, чтобы подтвердить вход',
    tenant_blocked: 'Попросите администратора проверить тариф и установку приложения',
  },
  en: {
    rights: 'Ask a CRM administrator for the right to change the deal',
    consent_needed: 'Open the app from the CRM menu to confirm the sign-in',
    tenant_blocked: 'Ask an administrator to check the plan and the installation of the app',
  },
}

const reasons: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ru: {
    not_kept: 'значение не сохранилось в сделке',
    deal_gone: 'сделки больше нет',
    deal_unreadable: 'сделка не читается',
    host_refused: 'значение не подходит',
    host_busy: 'CRM была занята',
    no_answer: 'CRM не отвечала',
    no_effect: 'CRM была недоступна',
    unknown: 'CRM не отвечала',
  },
  en: {
    not_kept: 'the deal did not keep the value',
    deal_gone: 'the deal does not exist any more',
    deal_unreadable: 'the deal cannot be read',
    host_refused: 'the value does not fit',
    host_busy: 'the CRM was busy',
    no_answer: 'the CRM did not answer',
    no_effect: 'the CRM was not reachable',
    unknown: 'the CRM did not answer',
  },
}

/** How long an entry of unknown outcome is tried; all else has the full budget. */
const hoursTried = (reason: string | null) => (reason === 'unknown' ? 24 : 72)

export function writeWords(entry: PlanEntryView, format: Format, now: Date): WriteWords {
  const { write, values } = entry
  const ru = format.language === 'ru'
  const at = (iso: string) => format.instant(iso, now)
  const money = (plan: PlanEntryView['values']) => (plan === null ? (ru ? 'пусто' : 'empty') : format.compactMoney(plan.amount.amount, plan.amount.currency))
  const reason = write.reason === null ? '' : (reasons[format.language][write.reason] ?? write.reason)
  const said = write.hostMessage ?? reason

  switch (write.state) {
    case 'queued': {
      const next = write.nextAttemptAt === null ? '' : ru ? `, попытка в ${at(write.nextAttemptAt)}` : `, next try ${at(write.nextAttemptAt)}`
      return { text: (ru ? 'Ждёт отправки' : 'Waiting') + next, hint: null, tone: 'quiet', actions: ['cancel'] }
    }
    case 'leased':
    case 'sent':
      return { text: ru ? 'Отправляется' : 'Sending', hint: null, tone: 'quiet', actions: [] }
    case 'inDoubt':
      return { text: ru ? 'Проверяем в CRM' : 'Checking in the CRM', hint: null, tone: 'warning', actions: [] }
    case 'confirmed':
      return { text: `${entry.values === null ? (ru ? 'План снят в CRM' : 'Plan taken back in CRM') : ru ? 'Сохранено в CRM' : 'Saved in CRM'} ${at(write.changedAt)}`, hint: null, tone: 'good', actions: entry.canUndo ? ['undo'] : [] }
    case 'conflict': {
      const known = [write.theirsBy, write.theirsAt === null ? null : at(write.theirsAt)].filter((part) => part !== null)
      const who = known.length === 0 ? '' : ` (${known.join(', ')})`
      return {
        text: ru
          ? `В CRM другое значение: ${money(write.theirs)}${who}, у вас ${money(values)}`
          : `The CRM has another value: ${money(write.theirs)}${who}, yours is ${money(values)}`,
        hint: null,
        tone: 'warning',
        actions: ['keep-mine', 'take-theirs'],
      }
    }
    case 'blocked': {
      const hints = blockedHints[format.language]
      const isTenant = write.reason !== null && write.reason in hints
      return {
        text: isTenant ? (ru ? 'Отправка остановлена' : 'Sending is stopped') : ru ? 'Нет прав менять поле «План»' : 'No right to change the field “Plan”',
        hint: (write.reason === null ? undefined : hints[write.reason]) ?? hints['rights'] ?? null,
        tone: 'warning',
        actions: ['retry', 'cancel'],
      }
    }
    case 'rejected':
      return { text: ru ? `CRM отказала: ${said}` : `The CRM refused: ${said}`, hint: null, tone: 'bad', actions: ['cancel'] }
    case 'dead':
      return { text: ru ? `Не удалось за ${hoursTried(write.reason)} ч` : `Failed for ${hoursTried(write.reason)} hours`, hint: reason === '' ? null : reason, tone: 'bad', actions: ['retry', 'cancel'] }
    case 'superseded':
      return { text: ru ? 'Заменено новой записью' : 'Replaced by a newer entry', hint: null, tone: 'quiet', actions: [] }
    case 'cancelled':
      return { text: ru ? 'Отменено, в CRM не отправлено' : 'Cancelled, not sent to the CRM', hint: null, tone: 'quiet', actions: [] }
  }
}

/** What does not end without a person. */
const needing: ReadonlySet<WriteState> = new Set(['conflict', 'blocked', 'rejected', 'dead'])

export function needsPerson(entry: PlanEntryView): boolean {
  return needing.has(entry.write.state)
}
