import { createContext, useContext } from 'react'
import type { ForecastMetric } from '../../api/types'
import { useTexts } from '../../i18n/language'
import { changesTexts } from './changes-texts'
import { salesChangesTexts, salesScenarioTexts, salesTexts, salesWhyTexts } from './sales-texts'
import { scenarioTexts } from './scenario-texts'
import { forecastTexts } from './texts'
import { whyTexts } from './why-texts'

/** What the screen is a forecast of. */
export const MetricContext = createContext<ForecastMetric>('receipts')

export const useIsSales = (): boolean => useContext(MetricContext) === 'sales'

export const useForecastTexts = () => useTexts(useIsSales() ? salesTexts : forecastTexts)
export const useChangesTexts = () => useTexts(useIsSales() ? salesChangesTexts : changesTexts)
export const useScenarioTexts = () => useTexts(useIsSales() ? salesScenarioTexts : scenarioTexts)
export const useWhyTexts = () => useTexts(useIsSales() ? salesWhyTexts : whyTexts)
