import { expect, test } from 'vitest'
import { createFormat } from './format'
import { isEstimate, shareWords, sourceName } from './sources'

const format = createFormat('ru')
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('shares are told in the order they came, fields by what people call them where it is known', () => {
  const shares = [
    { source: 'field:UF_A', count: 82 },
    { source: 'stage', count: 15 },
    { source: 'none', count: 3 },
  ]
  expect(plain(shareWords(shares, 'ru', format))).toBe('поле 82 %, этап 15 %, нет 3 %')
  expect(plain(shareWords(shares, 'ru', format, new Map([['UF_A', 'Дата ДДУ']])))).toBe('«Дата ДДУ» 82 %, этап 15 %, нет 3 %')
  expect(plain(shareWords([...shares, { source: 'field:UF_B', count: 100 }], 'ru', format))).toBe('поле UF_A 41 %, этап 8 %, нет 2 %, поле UF_B 50 %')
})

test('what a field or the catalogue says is no estimate, and neither is what nobody knows', () => {
  expect(['field:UF_A', 'section', 'several', 'stage', 'moved', 'owner', 'deal', 'none', null].filter(isEstimate)).toEqual(['stage', 'moved', 'owner', 'deal'])
})

test("the deal's own amount is called so, whether it is an estimate or the field that people fill", () => {
  expect([sourceName('deal', 'ru'), sourceName('field:amount', 'ru')]).toEqual(['сумма сделки', 'сумма сделки'])
})
