import type { Language } from '../../api/types'

const ru = {
  title: 'Сценарии рядом',
  pick: 'Рядом с прогнозом, до трёх',
  base: 'Базовый',
  delta: 'Δ',
  deltaOf: (name: string) => `${name} минус базовый`,
  total: 'Всего',
  computing: 'Считаем сценарии. Обычно это несколько секунд.',
  nothing: 'Выберите хотя бы один сценарий.',
  note: 'Все столбцы посчитаны на одних и тех же случайных исходах: разница — это действие сценария, а не шум. Месяц открывает сделки базового прогноза.',
}

const en: typeof ru = {
  title: 'Scenarios side by side',
  pick: 'Beside the forecast, up to three',
  base: 'Base',
  delta: 'Δ',
  deltaOf: (name) => `${name} minus base`,
  total: 'Total',
  computing: 'Computing the scenarios. This usually takes a few seconds.',
  nothing: 'Pick one scenario at least.',
  note: 'All columns use the same draws: a difference is what the scenario does, and no noise. A month opens the deals of the base forecast.',
}

export const compareTexts: Readonly<Record<Language, typeof ru>> = { ru, en }
