import { describe, expect, test } from 'vitest'
import type { PlanEntryView, PlanValues, WriteState, WriteView } from '../../api/types'
import { createFormat } from '../../i18n/format'
import { needsPerson, writeWords } from './write-texts'

const now = new Date('2026-11-23T15:00:00Z')
const plan = (amount: number): PlanValues => ({ entryId: 'e', amount: { amount, currency: 'RUB' }, month: '2026-12', managerId: '17', metric: 'receipts', status: 'committed' })

function entry(state: WriteState, write: Partial<WriteView> = {}, canUndo = false): PlanEntryView {
  return {
    id: 'e',
    dealId: '1',
    values: plan(8e6),
    previous: null,
    authorId: '1',
    createdAt: '2026-11-23T13:00:00Z',
    comment: null,
    canUndo,
    fate: 'open',
    fateAt: null,
    replacedBy: null,
    write: { operationId: 'o', state, changedAt: '2026-11-23T14:06:00Z', nextAttemptAt: null, reason: null, hostMessage: null, theirs: null, theirsBy: null, theirsAt: null, ...write },
  }
}

describe('what the author of a write reads', () => {
  test.each([
    [entry('queued', { nextAttemptAt: '2026-11-23T14:07:00Z' }), 'Ждёт отправки, попытка в 14:07', 'Waiting, next try 14:07', ['cancel']],
    [entry('leased'), 'Отправляется', 'Sending', []],
    [entry('sent'), 'Отправляется', 'Sending', []],
    [entry('inDoubt'), 'Проверяем в CRM', 'Checking in the CRM', []],
    [entry('confirmed', {}, true), 'Сохранено в CRM 14:06', 'Saved in CRM 14:06', ['undo']],
    [entry('confirmed'), 'Сохранено в CRM 14:06', 'Saved in CRM 14:06', []],
    [
      entry('conflict', { theirs: plan(7e6), theirsBy: 'Петрова', theirsAt: '2026-11-23T11:30:00Z' }),
      'В CRM другое значение: 7 млн ₽ (Петрова, 11:30), у вас 8 млн ₽',
      'The CRM has another value: ₽7M (Петрова, 11:30), yours is ₽8M',
      ['keep-mine', 'take-theirs'],
    ],
    [
      entry('conflict', { theirs: plan(7e6), theirsBy: 'Петрова' }),
      'В CRM другое значение: 7 млн ₽ (Петрова), у вас 8 млн ₽',
      'The CRM has another value: ₽7M (Петрова), yours is ₽8M',
      ['keep-mine', 'take-theirs'],
    ],
    [entry('conflict', { theirs: plan(7e6) }), 'В CRM другое значение: 7 млн ₽, у вас 8 млн ₽', 'The CRM has another value: ₽7M, yours is ₽8M', ['keep-mine', 'take-theirs']],
    [entry('blocked', { reason: 'no_host_right' }), 'Нет прав менять поле «План»', 'No right to change the field “Plan”', ['retry', 'cancel']],
    [entry('rejected', { hostMessage: 'поля нет' }), 'CRM отказала: поля нет', 'The CRM refused: поля нет', ['cancel']],
    [entry('dead'), 'Не удалось за 72 ч', 'Failed for 72 hours', ['retry', 'cancel']],
  ])('$write.state', (view, russian, english, actions) => {
    const words = writeWords(view, createFormat('ru', 'UTC'), now)
    expect(words.text.replaceAll('\u00a0', ' ')).toBe(russian)
    expect(writeWords(view, createFormat('en', 'UTC'), now).text.replaceAll('\u00a0', ' ')).toBe(english)
    expect(words.actions).toEqual(actions)
  })
})

test('the bell counts only what does not end without a person', () => {
  const all: readonly WriteState[] = ['queued', 'leased', 'sent', 'inDoubt', 'confirmed', 'conflict', 'blocked', 'rejected', 'dead', 'superseded', 'cancelled']
  expect(all.filter((state) => needsPerson(entry(state)))).toEqual(['conflict', 'blocked', 'rejected', 'dead'])
})
