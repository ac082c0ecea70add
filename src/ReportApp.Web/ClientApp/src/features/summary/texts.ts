import type { ExpectedBy, Language, SalesMetric } from '../../api/types'
import type { SummaryView } from './summary-state'

type PerMetric = Readonly<Record<SalesMetric, string>>

const ru = {
  filters: 'Отборы',
  reset: 'Сбросить отборы',
  updating: 'Обновляем',
  view: 'Что в строках',
  views: { metrics: 'Показатели', people: 'Менеджеры', objects: 'Объекты' } as Readonly<Record<SummaryView, string>>,
  metric: 'Показатель',
  metrics: { units: 'Продано', m2: 'Площадь', value: 'Сумма договоров', receipts: 'Поступления', price: 'Цена м²' } as PerMetric,
  columns: {
    plan: 'План',
    fact: 'Факт',
    attained: '% плана',
    deviation: 'Отклонение',
    planToDate: 'План на сегодня',
    pace: 'Темп',
    end: 'К концу периода',
    previous: 'Прошлый период',
  },
  about: {
    plan: 'План периода. Часть месяца берёт ту часть его плана, какую составляют её рабочие дни. План компании складывается из объектов; где его нет — из планов людей. Открывает планы по месяцам.',
    fact: 'Что сделано за период. Расторжение вычитается в том периоде, когда произошло.',
    attained: 'Факт к плану. У цены — цена к плановой: сумма плана, делённая на метры плана.',
    deviation: 'Факт минус план. Отклонения цены не складываются.',
    planToDate: 'План × прошедшие рабочие дни / рабочие дни периода. Сегодня считается прошедшим.',
    pace: 'Факт к плану на сегодня: 1 — ровно по плану, меньше — отстаём.',
    end: 'Чем закончится период. Поступления: факт и середина прогноза (P50) на остаток. Остальное: факт / прошедшие рабочие дни × все рабочие дни.',
    previous: 'Факт прошлого периода, за столько же его дней.',
  },
  ends: {
    median: 'Факт и середина прогноза (P50) на остаток периода',
    mean: 'Факт и среднее прогноза на остаток периода',
    deals: 'Факт и то, чего ждём от его сделок до конца периода; новые сделки ещё ничьи',
  } as Readonly<Record<ExpectedBy, string>>,
  runRate: 'Если пойдёт так же: факт по прошедшим рабочим дням на весь период',
  counting: 'считаем',
  noPlan: 'план не задан',
  days: (elapsed: string, all: string) => `Прошло ${elapsed} из ${all}`,
  workdays: ['рабочего дня', 'рабочих дней', 'рабочих дней'] as readonly [string, string, string] | readonly [string, string],
  unknown: {
    m2: 'Площадь и цена не считаются: не указано, где площадь договора',
    receipts: 'Поступления не считаются: не указано, где лежат платежи',
  } as Readonly<Partial<PerMetric>>,
  noCalendar: 'CRM не сообщает рабочий календарь: рабочими считаются дни с понедельника по пятницу',
  mismatch: (rows: string, whole: string) => `Планы строк вместе ${rows}, план компании ${whole}`,
  toPlan: 'Открыть планы по месяцам',
  toForecast: 'Открыть прогноз',
  open: 'Показать сделки',
  unfold: 'Показать людей',
  fold: 'Свернуть',
  emptyTitle: 'За этот период нет ни планов, ни фактов',
  emptyHint: 'Выберите другой период или снимите отборы. Планы ставятся в «Планах по месяцам».',
}

export type SummaryTexts = typeof ru

const en: SummaryTexts = {
  filters: 'Filters',
  reset: 'Clear filters',
  updating: 'Updating',
  view: 'What stands in rows',
  views: { metrics: 'Metrics', people: 'Managers', objects: 'Objects' },
  metric: 'Metric',
  metrics: { units: 'Sold', m2: 'Area', value: 'Contract value', receipts: 'Receipts', price: 'Price per m²' },
  columns: {
    plan: 'Plan',
    fact: 'Fact',
    attained: '% of plan',
    deviation: 'Deviation',
    planToDate: 'Plan to date',
    pace: 'Pace',
    end: 'End of period',
    previous: 'Last period',
  },
  about: {
    plan: 'Plan of the period. Part of a month takes the part of its plan that its working days are. The company’s plan adds up its objects or, where there is none, its people’s plans. Opens the plans by month.',
    fact: 'What was done in the period. An ended contract is taken off in the period in which it ended.',
    attained: 'Fact by plan. Of the price: by the planned one, which is planned value over planned m².',
    deviation: 'Fact less plan. Deviations of a price do not add up.',
    planToDate: 'Plan × working days elapsed / working days of the period. Today counts as elapsed.',
    pace: 'Fact by plan to date: 1 is as planned, less is behind.',
    end: 'How the period will end. Receipts: what came and the forecast’s middle (P50) of the rest. All else: fact / working days elapsed × all working days.',
    previous: 'Fact of the last period, over as many of its days.',
  },
  ends: {
    median: 'What came and the forecast’s middle (P50) of the rest of the period',
    mean: 'What came and the forecast’s mean of the rest of the period',
    deals: 'What came and what is expected of his deals until the end of the period; new deals are nobody’s yet',
  },
  runRate: 'If it goes on so: the fact by the working days elapsed, over the whole period',
  counting: 'computing',
  noPlan: 'no plan',
  days: (elapsed, all) => `${elapsed} of ${all} elapsed`,
  workdays: ['working day', 'working days'],
  unknown: {
    m2: 'Area and price are not counted: it is not set where the area of a contract is',
    receipts: 'Receipts are not counted: it is not set where the payments are',
  },
  noCalendar: 'The CRM tells no working calendar: Monday to Friday count',
  mismatch: (rows, whole) => `Plans of the rows come to ${rows}, the company’s plan is ${whole}`,
  toPlan: 'Open the plans by month',
  toForecast: 'Open the forecast',
  open: 'Show the deals',
  unfold: 'Show people',
  fold: 'Fold',
  emptyTitle: 'There are neither plans nor facts in this period',
  emptyHint: 'Choose another period or clear the filters. Plans are set in “Plans by month”.',
}

export const summaryTexts: Readonly<Record<Language, SummaryTexts>> = { ru, en }
