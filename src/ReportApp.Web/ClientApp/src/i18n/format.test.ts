import { describe, expect, test } from 'vitest'
import { addMonths, createFormat, monthsBetween, parseAmount, scaleFor, tableScale } from './format'

const ru = createFormat('ru', 'UTC')
const en = createFormat('en', 'UTC')

describe('numbers as heads of sales write them', () => {
  test.each([
    ['integer', ru.number(1_234_567), '1 234 567', en.number(1_234_567), '1,234,567'],
    ['compact thousands', ru.compact(1_200), '1,2 тыс.', en.compact(1_200), '1.2K'],
    ['compact millions', ru.compact(12_300_000), '12,3 млн', en.compact(12_300_000), '12.3M'],
    ['compact milliard', ru.compact(1_000_000_000), '1 млрд', en.compact(1_000_000_000), '1B'],
    ['money', ru.money(12_345_678, 'RUB'), '12 345 678 ₽', en.money(12_345_678, 'RUB'), '₽12,345,678'],
    ['kopecks', ru.money(2_480_500.5, 'RUB'), '2 480 500,50 ₽', en.money(2_480_500.5, 'RUB'), '₽2,480,500.50'],
    ['contracts', ru.money(3.25, 'pieces'), '3,25 шт', en.money(3.25, 'pieces'), '3.25 pcs'],
    ['compact area', ru.compactMoney(12_345.6, 'area'), '12,3 тыс. м²', en.compactMoney(-12_345.6, 'area'), '−12.3K m²'],
    ['compact money', ru.compactMoney(12_300_000, 'RUB'), '12,3 млн ₽', en.compactMoney(12_300_000, 'RUB'), '₽12.3M'],
    ['negative money', ru.money(-5_000, 'RUB'), '−5 000 ₽', en.money(-5_000, 'RUB'), '−₽5,000'],
    ['percent', ru.percent(0.123), '12,3 %', en.percent(0.123), '12.3%'],
    ['month', ru.month('2026-11'), 'ноябрь 2026', en.month('2026-11'), 'Nov 2026'],
    ['short month', ru.shortMonth('2026-11'), 'ноя', en.shortMonth('2026-11'), 'Nov'],
    ['day', ru.day('2026-11-23'), '23.11.2026', en.day('2026-11-23'), '23/11/2026'],
    ['days of a year', ru.period({ from: '2026-10-01', to: '2026-10-18' }), '01.10 — 18.10.2026', en.period({ from: '2026-10-01', to: '2026-10-18' }), '01/10 — 18/10/2026'],
    ['days of two years', ru.period({ from: '2025-12-15', to: '2026-01-14' }), '15.12.2025 — 14.01.2026', en.period({ from: '2025-12-15', to: '2026-01-14' }), '15/12/2025 — 14/01/2026'],
    ['whole months', ru.period({ from: '2026-10-01', to: '2026-11-30' }), 'октябрь 2026 — ноябрь 2026', en.period({ from: '2026-10-01', to: '2026-11-30' }), 'Oct 2026 — Nov 2026'],
    ['one day', ru.period({ from: '2026-11-23', to: '2026-11-23' }), '23.11.2026', en.period({ from: '2026-11-23', to: '2026-11-23' }), '23/11/2026'],
  ])('%s', (_, russian, wantedRussian, english, wantedEnglish) => {
    expect(russian.replaceAll('\u00a0', ' ')).toBe(wantedRussian)
    expect(english.replaceAll('\u00a0', ' ')).toBe(wantedEnglish)
  })

  test('spaces inside a number never break', () => {
    expect(ru.compactMoney(12_300_000, 'RUB')).not.toContain(' ')
    expect(ru.money(12_300_000, 'RUB')).not.toContain(' ')
    expect(ru.month('2026-11')).not.toContain(' ')
  })

  test('an amount that rounds to zero is a plain zero without a sign', () => {
    const scale = tableScale([5e6])
    expect([-10, 49_999, 50_000].map((value) => ru.inTable(value, 'money', scale))).toEqual(['0', '0', '0,1'])
    expect(ru.signed(ru.inTable(10, 'money', scale))).toBe('0')
  })

  test('a difference has its sign in front', () => {
    const said = (value: number) => [ru, en].map((format) => format.signed(format.compactMoney(value, 'RUB')).replaceAll('\u00a0', ' '))
    expect([5_100_000, 0, -10_100_000].map(said)).toEqual([['+5,1 млн ₽', '+₽5.1M'], ['0 ₽', '₽0'], ['−10,1 млн ₽', '−₽10.1M']])
  })

  test('a scaled zero is a plain zero and the header names the unit', () => {
    const scale = tableScale([412_300_000])
    expect(ru.inTable(0, 'money', scale)).toBe('0')
    expect(ru.inTable(412_345_678, 'money', scale)).toBe('412,3')
    expect(ru.unit(scale, 'RUB').replaceAll('\u00a0', ' ')).toBe('млн ₽')
    expect(en.unit(scale, 'RUB')).toBe('₽M')
  })

  test('rounding up to the next word takes the next word', () => {
    expect(scaleFor([999_960]).word.ru).toBe('млн')
    expect(ru.compact(999_960).replaceAll('\u00a0', ' ')).toBe('1 млн')
  })

  test('Russian counts have three forms', () => {
    const count = (value: number) => ru.plural(value, 'сделка', 'сделки', 'сделок').replaceAll('\u00a0', ' ')
    expect([1, 2, 5, 11, 21, 0].map(count)).toEqual(['1 сделка', '2 сделки', '5 сделок', '11 сделок', '21 сделка', '0 сделок'])
    expect(en.plural(2, 'deal', 'deals').replaceAll('\u00a0', ' ')).toBe('2 deals')
  })

  test('an instant of another day shows its day', () => {
    const now = new Date('2026-11-23T15:00:00Z')
    expect(ru.instant('2026-11-23T14:05:00Z', now)).toBe('14:05')
    expect(ru.instant('2026-11-22T14:05:00Z', now).replaceAll('\u00a0', ' ')).toBe('22.11.2026 14:05')
  })
})

describe('months', () => {
  test('cross the year both ways', () => {
    expect(addMonths('2026-11', 2)).toBe('2027-01')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
    expect(monthsBetween('2026-08', '2027-11')).toBe(16)
  })
})

describe('a typed amount', () => {
  test.each([
    ['12 300 000,50', 12_300_000.5],
    ['8000000', 8_000_000],
    ['2\u00a0480\u00a0500,5', 2_480_500.5],
    ['12,345', null],
    ['12 млн', null],
    ['', null],
  ])('%s', (text, wanted) => expect(parseAmount(text, 'ru')).toBe(wanted))

  test.each([
    ['6,593,022.10', 6593022.1],
    ['1,234', 1234],
    ['12,5', 12.5],
    ['1,23,4', null],
  ])('in English %s', (text, wanted) => expect(parseAmount(text, 'en')).toBe(wanted))
})
