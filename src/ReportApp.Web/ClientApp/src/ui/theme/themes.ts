import { type BrandVariants, createLightTheme, type Theme, webLightTheme } from '@fluentui/react-components'

const bitrixBrand: BrandVariants = {
  10: '#000d1f',
  20: '#001a3d',
  30: '#00265c',
  40: '#00337a',
  50: '#003f99',
  60: '#004bb3',
  70: '#0057c7',
  80: '#0063d6',
  90: '#0075ff',
  100: '#2a8cff',
  110: '#4d9eff',
  120: '#70b1ff',
  130: '#94c4ff',
  140: '#b8d7ff',
  150: '#d6e8ff',
  160: '#ebf4ff',
}

const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** Bitrix24's greys, and its rounder corners. */
const bitrixTheme: Theme = {
  ...createLightTheme(bitrixBrand),
  fontFamilyBase: systemFont,
  colorNeutralForeground1: '#333333',
  colorNeutralForeground2: '#414a56',
  colorNeutralForeground3: '#525c69',
  colorNeutralBackground2: '#f8f9fb',
  colorNeutralBackground3: '#f1f4f7',
  colorNeutralStroke2: '#e3e7ec',
  colorNeutralStroke3: '#edf0f3',
  borderRadiusMedium: '8px',
  borderRadiusLarge: '12px',
  borderRadiusXLarge: '12px',
}

export function themeOf(host: string): Theme {
  return host === 'dynamics' ? webLightTheme : bitrixTheme
}
