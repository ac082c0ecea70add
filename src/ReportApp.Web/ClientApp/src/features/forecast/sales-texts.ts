import type { ForecastMetric } from '../../api/types'
import { accuracyTexts } from './accuracy-texts'
import { changesTexts } from './changes-texts'
import { scenarioTexts } from './scenario-texts'
import { forecastTexts } from './texts'
import { whyTexts } from './why-texts'

// Where a forecast of sales says something else than one of receipts, and one in contracts or m² something else than one of contract value.

type BySales<T> = Readonly<Record<Exclude<ForecastMetric, 'receipts'>, T>>

const { ru, en } = forecastTexts

const ofValue: typeof forecastTexts = {
  ru: {
    ...ru,
    title: 'Прогноз продаж',
    question: 'На какую сумму заключим договоров по каждому объекту в ближайший год, и насколько это надёжно?',
    measures: { ...ru.measures, fact: 'Заключено', signed: 'Возможные расторжения' },
    about: {
      ...ru.about,
      plan: 'План месяца в сумме договоров',
      fact: 'Сумма договоров за вычетом расторгнутых, по дате договора',
      signed: 'Сколько из заключённых договоров могут расторгнуть, по тому, как бывало',
      open: 'Сумма сделок, которые ещё не дошли до договора, с их шансом дойти в этом месяце',
      new: 'Договоры по сделкам, которых ещё нет в CRM',
      mean: 'Среднее: заключено уже + из сделок в работе + будущие продажи − возможные расторжения',
      p10: 'В 9 случаях из 10 заключим на большую сумму',
      p90: 'В 9 случаях из 10 заключим на меньшую сумму',
    },
    soFar: 'Заключено в этом месяце',
    received: (period, amount) => `Заключено за ${period}: ${amount}`,
    noHistory: 'Прогноза пока нет: в данных ещё нет сделок, на которых он учится.',
    panel: {
      ...ru.panel,
      paid: 'Заключено уже',
      paidAbout: 'договоры этого месяца за вычетом расторгнутых',
      refunds: 'Возможные расторжения',
      refundsAbout: 'договоров, которые уже заключены',
      left: 'договор на',
      emptyTitle: 'Здесь ноль: в этом месяце договоров не ждём',
      emptyDetail: 'Ни из сделок в работе, ни из будущих продаж',
    },
  },
  en: {
    ...en,
    title: 'Sales forecast',
    question: 'What value of contracts will be signed for each object in the next year, and how sure is it?',
    measures: { ...en.measures, fact: 'Signed', signed: 'Possible terminations' },
    about: {
      ...en.about,
      plan: 'The plan of the month in contract value',
      fact: 'Value of contracts less those that ended, by the day of the contract',
      signed: 'How much of the signed contracts may be terminated, as it used to be',
      open: 'Amount of deals that have no contract yet, with their chance of one in this month',
      new: 'Contracts of deals that are not in the CRM yet',
      mean: 'The mean: signed already + from open deals + future sales − possible terminations',
      p10: 'More will be signed in 9 cases of 10',
      p90: 'Less will be signed in 9 cases of 10',
    },
    soFar: 'Signed this month',
    received: (period, amount) => `Signed in ${period}: ${amount}`,
    noHistory: 'No forecast yet: there are no deals to learn from.',
    panel: {
      ...en.panel,
      paid: 'Signed already',
      paidAbout: 'contracts of this month less those that ended',
      refunds: 'Possible terminations',
      refundsAbout: 'of contracts that are signed',
      left: 'contract of',
      emptyTitle: 'A zero: no contracts are expected in this month',
      emptyDetail: 'Neither from open deals nor from future sales',
    },
  },
}

const ofUnits: typeof forecastTexts = {
  ru: {
    ...ofValue.ru,
    question: 'Сколько договоров заключим по каждому объекту в ближайший год, и насколько это надёжно?',
    about: {
      ...ofValue.ru.about,
      plan: 'План месяца в договорах, штук',
      fact: 'Договоры за вычетом расторгнутых, по дате договора',
      signed: 'Сколько из заключённых договоров могут расторгнуть, по тому, как бывало',
      open: 'Сделки, которые ещё не дошли до договора, с их шансом дойти в этом месяце',
      p10: 'В 9 случаях из 10 заключим больше',
      p90: 'В 9 случаях из 10 заключим меньше',
    },
  },
  en: {
    ...ofValue.en,
    question: 'How many contracts will be signed for each object in the next year, and how sure is it?',
    about: {
      ...ofValue.en.about,
      plan: 'The plan of the month in contracts',
      fact: 'Contracts less those that ended, by the day of the contract',
      signed: 'How many of the signed contracts may be terminated, as it used to be',
      open: 'Deals that have no contract yet, with their chance of one in this month',
    },
  },
}

const ofArea: typeof forecastTexts = {
  ru: {
    ...ofValue.ru,
    question: 'Сколько м² продадим в каждом объекте в ближайший год, и насколько это надёжно?',
    about: {
      ...ofValue.ru.about,
      plan: 'План месяца в м²',
      fact: 'Площадь договоров за вычетом расторгнутых, по дате договора',
      signed: 'Площадь заключённых договоров, которые могут расторгнуть, по тому, как бывало',
      open: 'Обычная площадь объекта на каждую сделку, которая ещё не дошла до договора, с её шансом дойти в этом месяце',
      p10: 'В 9 случаях из 10 продадим больше',
      p90: 'В 9 случаях из 10 продадим меньше',
    },
    panel: { ...ofValue.ru.panel, left: 'обычно' },
    unmapped: {
      title: 'Прогноза нет: площадь договора не сопоставлена',
      detail: 'Прогноз учится на площади договоров. Укажите, в каком поле сделки она стоит.',
      ask: 'Попросите администратора CRM указать, в каком поле сделки стоит площадь договора.',
      set: ru.unmapped.set,
    },
  },
  en: {
    ...ofValue.en,
    question: 'How many m² will be sold in each object in the next year, and how sure is it?',
    about: {
      ...ofValue.en.about,
      plan: 'The plan of the month in m²',
      fact: 'Area of contracts less those that ended, by the day of the contract',
      signed: 'Area of signed contracts that may be terminated, as it used to be',
      open: 'The usual area of the object for each deal that has no contract yet, with its chance of one in this month',
    },
    panel: { ...ofValue.en.panel, left: 'usually' },
    unmapped: {
      title: 'No forecast: the area of contracts is not mapped',
      detail: 'The forecast learns from the area of contracts. Say which field of a deal has it.',
      ask: 'Ask a CRM administrator to say which field of a deal has the area of the contract.',
      set: en.unmapped.set,
    },
  },
}

export const salesTexts: BySales<typeof forecastTexts> = { sales: ofValue, units: ofUnits, m2: ofArea }

const changesOfValue: typeof changesTexts = {
  ru: {
    ...changesTexts.ru,
    months: 'Продажи за',
    sentence: (period, delta, day) => `Продажи за ${period}: ${delta} с ${day}`,
    same: (period, day) => `Продажи за ${period} с ${day} не изменились`,
    note: 'Прогноз того дня посчитан заново по тому, что было известно тогда. Сумма договора взята нынешняя.',
  },
  en: {
    ...changesTexts.en,
    months: 'Sales of',
    sentence: (period, delta, day) => `Sales of ${period}: ${delta} since ${day}`,
    same: (period, day) => `Sales of ${period} have not changed since ${day}`,
    note: 'The forecast of that day is made anew from what was known then. A contract has its present value.',
  },
}

export const salesChangesTexts: BySales<typeof changesTexts> = {
  sales: changesOfValue,
  units: {
    ru: { ...changesOfValue.ru, amount: 'Договоры', note: 'Прогноз того дня посчитан заново по тому, что было известно тогда.' },
    en: { ...changesOfValue.en, amount: 'Contracts', note: 'The forecast of that day is made anew from what was known then.' },
  },
  m2: {
    ru: { ...changesOfValue.ru, amount: 'Площадь', note: 'Прогноз того дня посчитан заново по тому, что было известно тогда. Площадь договора взята нынешняя.' },
    en: { ...changesOfValue.en, amount: 'Area', note: 'The forecast of that day is made anew from what was known then. A contract has its present area.' },
  },
}

export const salesScenarioTexts: typeof scenarioTexts = {
  ru: {
    ...scenarioTexts.ru,
    about: 'Что будет с продажами, если изменить то, из чего сделан прогноз?',
    levers: { ...scenarioTexts.ru.levers, delayDays: ['Договоры позже, дней', 'На сколько позже заключат все договоры, которые ждём. 30 дней считаются месяцем.'] },
  },
  en: {
    ...scenarioTexts.en,
    about: 'What becomes of sales when what the forecast is made of changes?',
    levers: { ...scenarioTexts.en.levers, delayDays: ['Contracts late, days', 'How much later all contracts come that are expected. 30 days count as a month.'] },
  },
}

export const salesWhyTexts: BySales<typeof whyTexts> = {
  sales: { ru: { ...whyTexts.ru, money: 'Сумма' }, en: { ...whyTexts.en, money: 'Amount' } },
  units: {
    ru: { ...whyTexts.ru, money: 'Договоры', entered: () => 'Сделка — это один договор.' },
    en: { ...whyTexts.en, money: 'Contracts', entered: () => 'A deal is one contract.' },
  },
  m2: {
    ru: { ...whyTexts.ru, money: 'Площадь', typical: (expected) => `Площадь скажет договор: пока взята обычная для объекта, ${expected}.` },
    en: { ...whyTexts.en, money: 'Area', typical: (expected) => `The contract will tell the area: the usual one of the object is taken, ${expected}.` },
  },
}

const accuracyOfValue: typeof accuracyTexts = {
  ru: {
    ...accuracyTexts.ru,
    title: 'Точность прогноза продаж',
    empty: { ...accuracyTexts.ru.empty, detail: 'Нужны хотя бы четыре полных месяца с договорами.' },
    received: 'Заключено',
    about: { ...accuracyTexts.ru.about, error: 'Сумма промахов по месяцам, делённая на сумму договоров', bias: 'Плюс: прогноз был выше продаж' },
    note: 'CRM не хранит прежних сумм сделок, приложение хранит их со дня установки. За время до неё взяты те, что были тогда в CRM: на деле ошибка могла быть больше. Сумма договора взята нынешняя.',
  },
  en: {
    ...accuracyTexts.en,
    title: 'Accuracy of the sales forecast',
    empty: { ...accuracyTexts.en.empty, detail: 'At least four full months with contracts are needed.' },
    received: 'Signed',
    about: { ...accuracyTexts.en.about, error: 'Sum of the monthly misses by the value signed', bias: 'Plus: the forecast was above what was signed' },
    note: 'The CRM keeps no former amounts of deals, the app has kept them since it was installed. For the time before, those of that day stand: the real miss may have been larger. A contract has its present value.',
  },
}

export const salesAccuracyTexts: BySales<typeof accuracyTexts> = {
  sales: accuracyOfValue,
  units: {
    ru: {
      ...accuracyOfValue.ru,
      title: 'Точность прогноза продаж, шт',
      about: { ...accuracyOfValue.ru.about, error: 'Сумма промахов по месяцам, делённая на число договоров' },
      note: 'Прогноз каждого месяца посчитан заново по тому, что было известно на его начало.',
    },
    en: {
      ...accuracyOfValue.en,
      title: 'Accuracy of the sales forecast, units',
      about: { ...accuracyOfValue.en.about, error: 'Sum of the monthly misses by the number of contracts' },
      note: 'The forecast of each month is made anew from what was known when it began.',
    },
  },
  m2: {
    ru: {
      ...accuracyOfValue.ru,
      title: 'Точность прогноза продаж, м²',
      about: { ...accuracyOfValue.ru.about, error: 'Сумма промахов по месяцам, делённая на площадь договоров' },
      note: 'Прогноз каждого месяца посчитан заново по тому, что было известно на его начало. Площадь договора взята нынешняя.',
    },
    en: {
      ...accuracyOfValue.en,
      title: 'Accuracy of the sales forecast, m²',
      about: { ...accuracyOfValue.en.about, error: 'Sum of the monthly misses by the area signed' },
      note: 'The forecast of each month is made anew from what was known when it began. A contract has its present area.',
    },
  },
}

const periods = {
  ru: {
    title: 'К концу периода',
    metric: 'Что прогнозируем',
    metrics: { receipts: 'Поступления', sales: 'Продажи', units: 'Продажи, шт', m2: 'Продажи, м²' },
    metricsAbout: {
      receipts: 'Деньги, которые придут', sales: 'Сумма договоров, которые заключим', units: 'Сколько договоров заключим', m2: 'Площадь договоров, которые заключим',
    },
    mean: 'Ожидаем в среднем',
    middle: 'Ожидаем (P50)',
    range: 'Осторожно (P10) — верх (P90)',
    plan: 'План',
    fact: 'Заключено',
    noPlan: 'не на все месяцы',
    short: 'Не хватает до плана по P50',
    over: 'Сверх плана по P50',
    gapAbout: 'План − заключено − ожидаем (P50) в остатке',
    coverage: 'Покрытие по датам CRM',
    coverageAbout: (pipeline: string) => `Открытые сделки с датой закрытия в периоде на полную сумму, ${pipeline}, делённые на то, чего не хватает до плана`,
    done: 'план выполнен',
    times: (value: string) => `${value}\u00a0×`,
    without: 'Без трёх крупнейших сделок',
    withoutMiddle: 'то же, P50',
    largest: 'Три сделки, от которых ждём больше всего',
    overdue: (amount: string) => `Ещё открытых сделок с прошедшей датой закрытия: ${amount}. В покрытие они не входят, в прогноз входят: он по этим датам не считает.`,
  },
  en: {
    title: 'By the end of the period',
    metric: 'What is forecast',
    metrics: { receipts: 'Receipts', sales: 'Sales', units: 'Sales, units', m2: 'Sales, m²' },
    metricsAbout: {
      receipts: 'Money that will come', sales: 'Value of contracts that will be signed', units: 'How many contracts will be signed', m2: 'Area of contracts that will be signed',
    },
    mean: 'Expected on average',
    middle: 'Expected (P50)',
    range: 'Cautious (P10) — high (P90)',
    plan: 'Plan',
    fact: 'Signed',
    noPlan: 'not for all months',
    short: 'Short of plan by P50',
    over: 'Above plan by P50',
    gapAbout: 'Plan − signed − expected (P50) of the rest',
    coverage: 'Coverage by CRM dates',
    coverageAbout: (pipeline: string) => `Open deals whose expected close lies in the period, in full, ${pipeline}, by what is missing to the plan`,
    done: 'plan reached',
    times: (value: string) => `${value}\u00a0×`,
    without: 'Without the three largest deals',
    withoutMiddle: 'the same, P50',
    largest: 'The three deals of which most is expected',
    overdue: (amount: string) => `Open deals whose expected close is past: ${amount}. They are not in the coverage, but in the forecast, which does not go by these dates.`,
  },
}

export const periodTexts: Readonly<Record<'ru' | 'en', typeof periods.ru>> = periods
