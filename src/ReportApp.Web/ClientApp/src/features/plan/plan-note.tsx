import { Link } from '@tanstack/react-router'
import type { Language, Month, OtherPlan, PlanOf } from '../../api/types'
import { searchKey } from '../../app/search'
import { useSpeech, useTexts } from '../../i18n/language'
import { planNoteTexts } from './plan-note-texts'
import { type Metric, toTargetsSearch } from './targets-state'

/** Whose plan a number is, and the other plans of the same. */
export type Told = Readonly<{ of: PlanOf; amount: number; others: readonly OtherPlan[] }>

type Props = Readonly<{
  /** What it is the plan of: a month, or a metric. */
  title: string
  plan: Told
  metric: Metric
  month: Month
  money: (value: number) => string
}>

/** Says whose plan the number above is, and by how much the other plans of the same month differ from it. */
export function PlanNote({ title, plan, metric, month, money }: Props) {
  const { language } = useSpeech()
  const text = useTexts(planNoteTexts)
  const targets = toTargetsSearch({ metric, kind: 'sales', from: month, byObject: plan.of === 'objects' }).toString()
  return (
    <p className="plan-note quiet" data-testid="plan-note" data-of={plan.of} data-metric={metric} title={text.why}>
      {`${[`${title}: ${text.of[plan.of]}`, ...others(plan, language, money)].join('; ')}. `}
      <Link className="link" to="/targets" search={{ [searchKey]: targets } as never}>
        {text.open}
      </Link>
    </p>
  )
}

/** Each other plan with what it differs by. */
export function others({ amount, others: plans }: Told, language: Language, money: (value: number) => string): readonly string[] {
  const text = planNoteTexts[language]
  return plans.map((plan) => (plan.amount > amount ? text.more : text.less)(text.of[plan.of], money(plan.amount), money(Math.abs(Math.round((plan.amount - amount) * 100) / 100))))
}
