import type { Language } from '../../api/types'

const ru = {
  open: 'Почему',
  close: 'Свернуть',
  label: (deal: string) => `Почему столько: ${deal}`,
  stage: (stage: string, days: string) => `На этапе «${stage}» ${days}.`,
  alike: (all: string, won: string) => `За три года на этом этапе примерно столько же стояло ${all}, до договора дошло ${won}.`,
  noAlike: 'Таких сделок раньше не было: шанс взят по всем стадиям.',
  contracts: (contracts: string) => `Когда платят, выучено на ${contracts} за три года.`,
  expected: (known: string, ratio: string, expected: string) => `Сумма ${known} × ${ratio} (как менялись суммы таких сделок к договору) = ${expected}.`,
  entered: (expected: string) => `Сумма ${expected}, как указана в сделке.`,
  typical: (expected: string) => `Сумма сделки не указана: взята обычная для объекта, ${expected}.`,
  scale: (scale: string) => `Поправка по простым методам в этом месяце: × ${scale}.`,
  cell: (month: string) => `Из чего сложилось за ${month}`,
  wonIn: (month: string) => `договор\u00a0— ${month}`,
  due: (day: string) => `строка графика, срок ${day}`,
  owed: 'долг без графика',
  chance: 'шанс',
  share: 'доля',
  sum: 'Всего за месяц',
  months: 'По месяцам',
  month: 'Месяц',
  chanceOf: 'Шанс договора',
  shareOf: 'Доля оплаты через столько месяцев после договора',
  after: (months: string) => `${months}\u00a0мес.`,
  money: 'Деньги',
}

const en: typeof ru = {
  open: 'Why',
  close: 'Hide',
  label: (deal) => `Why so much: ${deal}`,
  stage: (stage, days) => `In stage “${stage}” for ${days}.`,
  alike: (all, won) => `In three years ${all} stood in this stage for about as long, ${won} came to a contract.`,
  noAlike: 'There were no such deals before: the chance is that of all stages.',
  contracts: (contracts) => `When people pay was learnt from ${contracts} of three years.`,
  expected: (known, ratio, expected) => `Amount ${known} × ${ratio} (how amounts of such deals changed until the contract) = ${expected}.`,
  entered: (expected) => `Amount ${expected}, as entered in the deal.`,
  typical: (expected) => `No amount was entered: the usual one of the object is taken, ${expected}.`,
  scale: (scale) => `Correction by simple methods in this month: × ${scale}.`,
  cell: (month) => `What ${month} is made of`,
  wonIn: (month) => `contract in ${month}`,
  due: (day) => `line of the schedule, due ${day}`,
  owed: 'owed without a schedule',
  chance: 'chance',
  share: 'share',
  sum: 'All of the month',
  months: 'By month',
  month: 'Month',
  chanceOf: 'Chance of the contract',
  shareOf: 'Share paid so many months after the contract',
  after: (months) => `${months}\u00a0mo.`,
  money: 'Money',
}

export const whyTexts: Readonly<Record<Language, typeof ru>> = { ru, en }

const countForms = {
  ru: { deal: ['сделка', 'сделки', 'сделок'], contract: ['договоре', 'договорах', 'договорах'], day: ['день', 'дня', 'дней'] },
  en: { deal: ['deal', 'deals'], contract: ['contract', 'contracts'], day: ['day', 'days'] },
} as const

export const whyForm = (what: 'deal' | 'contract' | 'day', language: Language): readonly [string, string, string] | readonly [string, string] => countForms[language][what]
