import { createContext, useContext } from 'react'
import type { ForecastMetric } from '../../api/types'
import { useTexts } from '../../i18n/language'
import { accuracyTexts } from './accuracy-texts'
import { changesTexts } from './changes-texts'
import { salesAccuracyTexts, salesChangesTexts, salesScenarioTexts, salesTexts, salesWhyTexts } from './sales-texts'
import { scenarioTexts } from './scenario-texts'
import { forecastTexts } from './texts'
import { whyTexts } from './why-texts'

/** What the screen is a forecast of. */
export const MetricContext = createContext<ForecastMetric>('receipts')

/** Of contracts, in whatever they are counted. */
export const useIsSales = (): boolean => useContext(MetricContext) !== 'receipts'

/** What the same is called among plans and on the summary, and what counts it. */
export const soldAs = {
  receipts: { metric: 'receipts', fact: 'receipts' },
  sales: { metric: 'value', fact: 'sales_val' },
  units: { metric: 'units', fact: 'units_sold' },
  m2: { metric: 'm2', fact: 'm2_sold' },
} as const satisfies Readonly<Record<ForecastMetric, Readonly<{ metric: string; fact: string }>>>

export const useForecastTexts = () => useTexts({ receipts: forecastTexts, ...salesTexts }[useContext(MetricContext)])
export const useChangesTexts = () => useTexts({ receipts: changesTexts, ...salesChangesTexts }[useContext(MetricContext)])
export const useScenarioTexts = () => useTexts(useIsSales() ? salesScenarioTexts : scenarioTexts)
export const useWhyTexts = () => useTexts({ receipts: whyTexts, ...salesWhyTexts }[useContext(MetricContext)])
export const useAccuracyTexts = () => useTexts({ receipts: accuracyTexts, ...salesAccuracyTexts }[useContext(MetricContext)])
