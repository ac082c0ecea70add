import type { Day, Language, MeasureUnit, Month } from '../api/types'

/** The only module that calls `Intl`. Numbers, money, dates and months, as heads of sales write them. */

const nbsp = '\u00a0'
const minus = '\u2212'
export const undefinedMark = '—'

const monthNames: Readonly<Record<Language, readonly string[]>> = {
  ru: ['январь', 'февраль', 'март', 'апрель', 'май', 'июнь', 'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь', 'декабрь'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
}
const shortMonthNames: Readonly<Record<Language, readonly string[]>> = {
  ru: ['янв', 'фев', 'мар', 'апр', 'май', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
}

/** What one number of a table is divided by, and what its header says. */
export type Scale = Readonly<{ divisor: number; digits: number; word: Readonly<Record<Language, string>> }>

const units: Scale = { divisor: 1, digits: 0, word: { ru: '', en: '' } }
const thousands: Scale = { divisor: 1e3, digits: 1, word: { ru: 'тыс.', en: 'K' } }
const millions: Scale = { divisor: 1e6, digits: 1, word: { ru: 'млн', en: 'M' } }
const billions: Scale = { divisor: 1e9, digits: 1, word: { ru: 'млрд', en: 'B' } }

export type Format = ReturnType<typeof createFormat>

/** One instance for a language and a zone of time (`+03:00`); without a zone the reader's own holds. */
export function createFormat(language: Language, zone?: string) {
  const tag = language === 'ru' ? 'ru-RU' : 'en-US'
  const fixed = (digits: number) =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: 'always' })
  const byDigits = [fixed(0), fixed(1), fixed(2)] as const
  const compactDigits = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 })
  const plurals = new Intl.PluralRules(tag)
  const day = new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' })
  const clock = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit', ...(zone === undefined ? {} : { timeZone: zone }) })
  const localDay = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', ...(zone === undefined ? {} : { timeZone: zone }) })

  /** A hyphen for a minus and a negative zero come from the platform; readers get neither. */
  const sign = (text: string) => (/^-[0.,]*$/.test(text) ? text.slice(1) : text).replace('-', minus)
  const number = (value: number, digits: 0 | 1 | 2 = 0) => sign(byDigits[digits].format(value))

  const symbols = new Map<string, string>([['pieces', language === 'ru' ? 'шт' : 'pcs'], ['area', language === 'ru' ? 'м²' : 'm²']])
  function currencySymbol(currency: string): string {
    const known = symbols.get(currency)
    if (known !== undefined) return known
    const parts = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
    const symbol = parts.find((part) => part.type === 'currency')?.value ?? currency
    symbols.set(currency, symbol)
    return symbol
  }

  function withCurrency(text: string, currency: string): string {
    const symbol = currencySymbol(currency)
    if (language === 'ru' || measureOf(currency) !== 'money') return `${text}${nbsp}${symbol}`
    return text.startsWith(minus) ? `${minus}${symbol}${text.slice(1)}` : `${symbol}${text}`
  }

  function compact(value: number): string {
    const scale = scaleFor([value])
    const text = sign(compactDigits.format(value / scale.divisor))
    const word = scale.word[language]
    return word === '' ? text : `${text}${language === 'ru' ? nbsp : ''}${word}`
  }

  function monthOf(month: Month | Day): string {
    const { year, index } = monthParts(month)
    return language === 'ru' ? `${monthNames.ru[index]}${nbsp}${year}` : `${shortMonthNames.en[index]}${nbsp}${year}`
  }

  function dayOf(civil: Day): string {
    return day.format(new Date(`${civil}T00:00:00Z`))
  }

  return {
    language,
    number,
    compact,

    /** Two decimals only where there are kopecks. Where money may also be contracts or m², the currency is `pieces` or `area`. */
    money: (value: number, currency: string) => withCurrency(number(value, Number.isInteger(value) ? 0 : 2), currency),

    compactMoney: (value: number, currency: string) => withCurrency(compact(value), currency),

    /** «млн ₽», "₽M": the caption of a column in this scale. */
    unit: (scale: Scale, currency: string) => {
      const word = scale.word[language]
      const symbol = currencySymbol(currency)
      return word === '' ? symbol : language === 'ru' ? `${word}${nbsp}${symbol}` : `${symbol}${word}`
    },

    currencySymbol,

    percent: (ratio: number, digits: 0 | 1 = 1) => `${number(ratio * 100, digits)}${language === 'ru' ? nbsp : ''}%`,

    /** `yyyy-MM` → «ноябрь 2026», "Nov 2026". */
    month: monthOf,
    monthName: (month: Month) => monthNames[language][monthParts(month).index] ?? month,
    shortMonth: (month: Month) => shortMonthNames[language][monthParts(month).index] ?? month,

    /** `yyyy-MM-dd` → «23.11.2026», "23/11/2026". */
    day: dayOf,

    /** Months or days, both included: «ноябрь 2026», «октябрь 2026 — декабрь 2026», «01.11 — 15.11.2026». */
    period: ({ from, to }: Readonly<{ from: Month | Day; to: Month | Day }>): string => {
      const isWhole = from.length === 7 || (from.endsWith('-01') && to === lastDay(to.slice(0, 7)))
      const [first, last] = isWhole ? [monthOf(from), monthOf(to)] : [dayOf(from), dayOf(to)]
      // Days of one year say it once.
      const begin = !isWhole && from.slice(0, 4) === to.slice(0, 4) ? first.slice(0, 5) : first
      return first === last ? first : `${begin} — ${last}`
    },

    /** Days close together, over a narrow column: «2–8 ноя», «30 ноя – 6 дек», "2–8 Nov". */
    days: ({ from, to }: Readonly<{ from: Day; to: Day }>): string => {
      const dayIn = (civil: Day) => String(Number(civil.slice(8, 10)))
      const named = (civil: Day) => `${dayIn(civil)}${nbsp}${shortMonthNames[language][monthParts(civil).index]}`
      if (from === to) return named(from)
      return from.slice(0, 7) === to.slice(0, 7) ? `${dayIn(from)}–${named(to)}` : `${named(from)} – ${named(to)}`
    },

    /** A number in its unit, with nothing left out. */
    full: (value: number, unit: MeasureUnit, currency: string): string => {
      if (unit === 'money') return withCurrency(number(value, Number.isInteger(value) ? 0 : 2), currency)
      if (unit === 'percent') return `${number(value, Number.isInteger(value) ? 0 : 2)}${language === 'ru' ? nbsp : ''}%`
      if (unit === 'days') return `${number(value, Number.isInteger(value) ? 0 : 2)}${nbsp}${language === 'ru' ? 'дн.' : 'days'}`
      if (unit === 'pieces') return `${number(value, digitsOf(value))}${nbsp}${language === 'ru' ? 'шт' : 'pcs'}`
      if (unit === 'area') return `${number(value, digitsOf(value))}${nbsp}${language === 'ru' ? 'м²' : 'm²'}`
      return number(value)
    },

    /** A cell of a table; only money follows the scale of the table. */
    inTable: (value: number, unit: MeasureUnit, scale: Scale): string => {
      if (unit === 'money') return Math.abs(value) < scale.divisor / 10 ** scale.digits / 2 ? '0' : number(value / scale.divisor, scale.digits as 0 | 1)
      if (unit === 'percent') return `${number(value, Math.abs(value) < 1000 ? 1 : 0)}${language === 'ru' ? nbsp : ''}%`
      return number(value, unit === 'days' || unit === 'area' || (unit === 'pieces' && !Number.isInteger(value)) ? 1 : 0)
    },

    /** A number that is a difference, already worded: with a plus unless it is below zero or shown as zero. */
    signed: (text: string): string => (text.includes(minus) || !/[1-9]/.test(text) ? text : `+${text}`),

    /** «14:05»; with the day in front when that is not today. */
    instant: (iso: string, now: Date) => {
      const at = new Date(iso)
      const date = localDay.format(at)
      return date === localDay.format(now) ? clock.format(at) : `${day.format(new Date(`${date}T00:00:00Z`))}${nbsp}${clock.format(at)}`
    },

    /** «1 сделка, 2 сделки, 5 сделок»: forms one, few, many; English takes one, other. */
    plural: (count: number, ...forms: readonly [string, string, string] | readonly [string, string]) => {
      const rule = plurals.select(count)
      const form = rule === 'one' ? forms[0] : language === 'ru' && rule === 'many' ? forms[2] ?? forms[1] : forms[1]
      return `${number(count)}${nbsp}${form}`
    },
  }
}

/** What a number is in that is either of a currency, or `pieces`, or `area`. */
export const measureOf = (unit: string): MeasureUnit => (unit === 'pieces' || unit === 'area' ? unit : 'money')

/** No more of them than the number has. */
export const digitsOf = (value: number) => ([0, 1] as const).find((digits) => Number.isInteger(value * 10 ** digits)) ?? 2

/** The scale in which the largest of these numbers has three or four digits before the comma. */
export function scaleFor(values: Iterable<number>): Scale {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  if (largest >= 999_950_000) return billions
  if (largest >= 999_950) return millions
  return largest >= 1_000 ? thousands : units
}

/** For a table: millions up to ten billions, so that columns of one report keep the unit that people speak in. */
export function tableScale(values: Iterable<number>): Scale {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  if (largest >= 1e11) return billions
  if (largest > 999_999) return millions
  return units
}

/** The same of what is no money, too: that is short enough. */
export const scaleOf = (unit: string, values: Iterable<number>): Scale => (measureOf(unit) === 'money' ? tableScale(values) : units)

function monthParts(month: Month): Readonly<{ year: number; index: number }> {
  return { year: Number(month.slice(0, 4)), index: Number(month.slice(5, 7)) - 1 }
}

export function addMonths(month: Month, count: number): Month {
  const { year, index } = monthParts(month)
  const total = year * 12 + index + count
  return `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`
}

export function lastDay(month: Month): Day {
  return addDays(`${addMonths(month, 1)}-01`, -1)
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

/** Days from one to another, both included. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000 + 1
}

export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text
}

/** Months from one to another, both included. */
export function monthsBetween(from: Month, to: Month): number {
  const [first, last] = [monthParts(from), monthParts(to)]
  return last.year * 12 + last.index - first.year * 12 - first.index + 1
}

export function isMonth(text: unknown): text is Month {
  return typeof text === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

/** Reads what a person typed as an amount: «12,3 млн» is not read, «12 300 000,50» is. Null where it is no number. */
export function parseAmount(text: string, language: Language): number | null {
  const dense = text.replace(/[\s\u00a0\u202f]/g, '').replace(minus, '-')
  const isGrouped = language === 'en' && /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(dense)
  const plain = isGrouped ? dense.replaceAll(',', '') : dense.replace(',', '.')
  return /^-?\d+(\.\d{1,2})?$/.test(plain) ? Number(plain) : null
}
