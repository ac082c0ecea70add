import type { Language } from '../../api/types'

type Forms = readonly [string, string, string] | readonly [string, string]

const ru = {
  title: 'Предложение плана',
  propose: 'Предложить план',
  target: 'Цель на месяц',
  compute: 'Рассчитать',
  computing: 'Считаем прогноз по сделкам…',
  notANumber: 'Введите сумму',
  fact: 'Факт',
  planned: 'Уже в плане',
  proposed: 'Предлагаем',
  needed: 'Не хватает: новые сделки',
  deficit: 'больше цели на',
  deals: ['сделка', 'сделки', 'сделок'] as Forms,
  begun: (count: string) => `начать ${count}`,
  nothing: 'Добавить нечего',
  reached: 'Цель уже обеспечена фактом и записанным планом.',
  nothingLeft: 'Все сделки, которые могут заплатить в этом месяце, уже в плане. Остальное — новые сделки.',
  more: (shown: string, all: string) => `Показаны самые крупные: ${shown} из ${all}. Сохраните их и рассчитайте ещё раз.`,
  sum: 'Итого',
  paid: (money: string) => `Записи включают ещё ${money}: столько эти сделки уже заплатили в этом месяце. На столько сумма записей больше предложенного.`,
  close: 'Закрыть',
}

const en: typeof ru = {
  title: 'Proposed plan',
  propose: 'Propose a plan',
  target: 'Target of the month',
  compute: 'Compute',
  computing: 'Forecasting deals…',
  notANumber: 'Enter an amount',
  fact: 'Receipts',
  planned: 'In the plan',
  proposed: 'Proposed',
  needed: 'Missing: new deals',
  deficit: 'beyond the target by',
  deals: ['deal', 'deals'],
  begun: (count) => `begin ${count}`,
  nothing: 'Nothing to add',
  reached: 'Receipts and the plan already cover the target.',
  nothingLeft: 'Every deal that may pay this month is in the plan already. The rest is new deals.',
  more: (shown: string, all: string) => `The largest are shown: ${shown} of ${all}. Save them and compute again.`,
  sum: 'Total',
  paid: (money) => `The entries hold ${money} more: so much these deals have paid in this month already. By that the entries exceed what is proposed.`,
  close: 'Close',
}

export const proposalTexts: Readonly<Record<Language, typeof ru>> = { ru, en }
