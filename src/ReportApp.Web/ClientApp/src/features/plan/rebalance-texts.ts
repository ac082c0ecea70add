import type { Language, RebalanceReason } from '../../api/types'

const ru = {
  title: 'Пересчёт плана',
  rebalance: 'Пересчитать план',
  waits: 'Ждём по плану',
  becomes: 'Станет',
  fixed: 'Не меняем',
  fixedHint: 'Черновики, записи в пути или в споре с CRM',
  nothing: 'План менять не нужно',
  balanced: 'Факт и план вместе дают цель, и перераспределять нечего.',
  nothingLeft: 'Сделки в плане уже берут всё, что могут. Остальное — новые сделки.',
  over: 'Факта и закреплённого плана уже больше цели, а снижать больше нечего.',
  reasons: {
    ahead: 'пришло больше плана',
    behind: 'не хватает до цели',
    contract: 'по договору ждём столько',
    ceiling: 'больше сделка не даст',
    added: 'новая в плане',
  } as Readonly<Record<RebalanceReason, string>>,
  takenOut: 'снять с плана',
}

const en: typeof ru = {
  title: 'Rebalancing the plan',
  rebalance: 'Rebalance the plan',
  waits: 'Planned, to come',
  becomes: 'Becomes',
  fixed: 'Stays as it is',
  fixedHint: 'Drafts, entries on their way or disputed in the CRM',
  nothing: 'The plan needs no change',
  balanced: 'Receipts and plan together make the target; there is nothing to share out.',
  nothingLeft: 'The planned deals take all they can already. The rest is new deals.',
  over: 'Receipts and what stays planned are beyond the target, and nothing is left to lower.',
  reasons: {
    ahead: 'more came than planned',
    behind: 'short of the target',
    contract: 'what its contract will bring',
    ceiling: 'the deal can bring no more',
    added: 'new in the plan',
  },
  takenOut: 'out of the plan',
}

export const rebalanceTexts: Readonly<Record<Language, typeof ru>> = { ru, en }
