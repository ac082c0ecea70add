import type { DayMessageKind, DayMessageOutcome, Language } from '../../api/types'

type Reason = NonNullable<DayMessageOutcome['reason']>

const ru = {
  title: 'Сообщения дня',
  about: 'План утром и факт вечером приходят вам уведомлением CRM, в ваши рабочие дни: шесть строк, которые читаются с телефона. Числа — те же, что вы видите здесь: свои, у руководителя — по его людям, у администратора — по всем.',
  kinds: { plan: 'План утром', fact: 'Факт вечером' } as Readonly<Record<DayMessageKind, string>>,
  hour: { plan: 'Когда присылать план', fact: 'Когда присылать факт' } as Readonly<Record<DayMessageKind, string>>,
  zone: 'Время — портала.',
  sendNow: 'Прислать сейчас',
  sendNowOf: { plan: 'Прислать план сейчас', fact: 'Прислать факт сейчас' } as Readonly<Record<DayMessageKind, string>>,
  sending: 'Отправляем',
  sentNow: 'Отправлено. Посмотрите уведомления CRM.',
  next: (day: string, hour: string) => `Следующее — ${day} в ${hour}.`,
  noNext: 'Рабочих дней впереди нет.',
  day: (weekday: number, day: string) => `${['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'][weekday]} ${day}`,
  last: (day: string, what: string) => `За ${day}: ${what}`,
  states: {
    sent: (at: string) => `отправлено, ${at}.`,
    waiting: () => 'отправляем.',
    missed: () => 'пропущено: в этот час приложение не работало.',
    switchedOff: () => 'не показано: в настройках CRM у вас выключены уведомления приложений.',
    failed: () => 'не отправлено.',
  } as Readonly<Record<DayMessageOutcome['state'], (at: string) => string>>,
  because: (what: string, reason: string) => `${what.replace(/\.$/, '')}: ${reason}`,
  reasons: {
    notGranted: 'CRM не разрешила приложению уведомления.',
    notLetIn: 'CRM не пустила приложение от вашего имени. Откройте приложение из меню CRM.',
    preparing: 'данные ещё загружались.',
    busy: 'CRM была занята.',
    noAnswer: 'CRM не ответила.',
    blocked: 'CRM закрыла доступ приложению.',
    refused: 'CRM не приняла сообщение.',
  } as Readonly<Record<Reason, string>>,
  notGranted: 'CRM не разрешила приложению присылать уведомления. Администратору CRM нужно дать приложению право «Чат и уведомления» (im) и один раз открыть приложение.',
}

const en: typeof ru = {
  title: 'Messages of the day',
  about: 'The plan in the morning and the fact in the evening come to you as a notice of the CRM on your working days: six lines that a phone shows. The numbers are those you see here: your own, for a head those of his people, for an administrator everybody’s.',
  kinds: { plan: 'Plan in the morning', fact: 'Fact in the evening' },
  hour: { plan: 'When to send the plan', fact: 'When to send the fact' },
  zone: 'Hours are of the CRM’s time zone.',
  sendNow: 'Send one now',
  sendNowOf: { plan: 'Send the plan now', fact: 'Send the fact now' },
  sending: 'Sending',
  sentNow: 'Sent. Look at the notices of the CRM.',
  next: (day, hour) => `The next one comes on ${day} at ${hour}.`,
  noNext: 'There are no working days ahead.',
  day: (weekday, day) => `${['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday]} ${day}`,
  last: (day, what) => `Of ${day}: ${what}`,
  states: {
    sent: (at) => `sent, ${at}.`,
    waiting: () => 'being sent.',
    missed: () => 'missed: the app was not running at that hour.',
    switchedOff: () => 'not shown: you have switched off notices of applications in the CRM’s settings.',
    failed: () => 'not sent.',
  },
  because: (what, reason) => `${what.replace(/\.$/, '')}: ${reason}`,
  reasons: {
    notGranted: 'the CRM does not let the app send notices.',
    notLetIn: 'the CRM did not let the app in for you. Open the app from the CRM menu.',
    preparing: 'the data was still being loaded.',
    busy: 'the CRM was busy.',
    noAnswer: 'the CRM did not answer.',
    blocked: 'the CRM has closed the app’s access.',
    refused: 'the CRM did not take the message.',
  },
  notGranted: 'The CRM does not let the app send notices. A CRM administrator has to give the app the permission “Chat and notifications” (im) and open the app once.',
}

export const messageTexts: Readonly<Record<Language, typeof ru>> = { ru, en }
