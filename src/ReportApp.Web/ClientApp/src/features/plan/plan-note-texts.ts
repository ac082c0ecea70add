import type { Language, PlanOf } from '../../api/types'

const ru = {
  /** Over the number of a plan. */
  captions: { objects: 'План по объектам', company: 'План компании', managers: 'План менеджеров', people: 'План отделов и менеджеров' } as Readonly<Record<PlanOf, string>>,
  of: { objects: 'сумма планов объектов', company: 'план всей компании', managers: 'сумма планов менеджеров', people: 'планы отделов и менеджеров' } as Readonly<Record<PlanOf, string>>,
  plan: (month: string) => `План на ${month}`,
  more: (what: string, amount: string, by: string) => `${what} ${amount}, на ${by} больше`,
  less: (what: string, amount: string, by: string) => `${what} ${amount}, на ${by} меньше`,
  why: 'Компанию, объекты и людей планируют отдельно друг от друга: суммы не обязаны совпадать',
  open: 'Планы по месяцам',
}

const en: typeof ru = {
  captions: { objects: 'Plan of objects', company: 'Plan of the company', managers: 'Plan of managers', people: 'Plan of departments and managers' },
  of: { objects: 'the plans of all objects together', company: 'the plan of the whole company', managers: 'the plans of all managers together', people: 'the plans of departments and managers' },
  plan: (month) => `Plan of ${month}`,
  more: (what, amount, by) => `${what}: ${amount}, ${by} more`,
  less: (what, amount, by) => `${what}: ${amount}, ${by} less`,
  why: 'The company, its objects and its people are planned apart from each other: the sums need not agree',
  open: 'Plans by month',
}

export const planNoteTexts: Readonly<Record<Language, typeof ru>> = { ru, en }
