import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Caption, Language } from '../api/types'
import { createFormat, type Format } from './format'

type Speech = Readonly<{
  language: Language
  format: Format
  /** The wording of a caption that came from the server. */
  say: (caption: Caption) => string
  choose: (language: Language) => void
}>

const SpeechContext = createContext<Speech | null>(null)

export function SpeechProvider({ language, choose, children }: { language: Language; choose: (language: Language) => void; children: ReactNode }) {
  const speech = useMemo(
    () => ({ language, choose, format: createFormat(language), say: (caption: Caption) => caption[language] }),
    [language, choose],
  )
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext)
  if (speech === null) throw new Error('useSpeech outside SpeechProvider')
  return speech
}

/** A dictionary of one feature: Russian is complete by its type, English has the same keys. */
export function useTexts<T>(texts: Readonly<Record<Language, T>>): T {
  return texts[useSpeech().language]
}
