import { SOURCE_DECLARATIONS, type SourceName, SOURCES } from '../../informationsmangd.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import type { NightState } from '../../operations/night-runs.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Scope } from '../../sync/source.ts'
import type { StateName } from '../frame/components.tsx'

/** Names of stadsdelar by their codes. */
export type Names = (stadsdel: string) => string

export const namesOf = ({ stadsdelar }: Pick<Policy, 'stadsdelar'>): Names => {
  const names = new Map(stadsdelar.map(({ kod, namn }) => [kod, namn]))
  return (stadsdel) => names.get(stadsdel) ?? stadsdel
}

export const sourceText = (source: SourceName): string => SOURCE_DECLARATIONS[source].label

export const sourceOf = (text: string | null): SourceName | undefined => SOURCES.find((one) => one === text)

export const mangdOf = (text: string | null): Informationsmangd | undefined =>
  INFORMATIONSMANGDER.find((one) => one === text)

/** `Farsta, Paraplyet`. */
export const scopeText = ({ source, stadsdel }: Scope, names: Names): string =>
  `${names(stadsdel)}, ${sourceText(source)}`

export const GLYPHS: Readonly<Record<NightState, StateName>> = {
  klar: 'ok',
  'klar-med-karantan': 'warning',
  misslyckad: 'failed',
  hallen: 'held',
  'ej-kord': 'none',
  pagar: 'running',
}

/** The worst first. What was not read comes before what went well: it must never be hidden behind green. */
export const WORST_FIRST: readonly NightState[] = [
  'misslyckad',
  'hallen',
  'klar-med-karantan',
  'ej-kord',
  'pagar',
  'klar',
]

/** `2026-10-15`. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
