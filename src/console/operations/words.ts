import { SOURCE_DECLARATIONS, SOURCES, type SourceName } from '../../informationsmangd.ts'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../../informationsmangd.ts'
import type { NightState } from '../../operations/night-runs.ts'
import { daysAfter, stockholmTime, weekdayFor } from '../../platform/stockholm-time.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Scope } from '../../sync/source.ts'
import type { StateName } from '../frame/components.tsx'
import { clockText, dateText, percent, wholeNumber } from '../frame/format.ts'

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

/** `1 rad`, `37 rader`. */
export const count = (number: number, one: string, many: string): string =>
  `${wholeNumber(number)}\u00a0${number === 1 ? one : many}`

/** `412 färre av 3 184 (12,9 %)`. */
export const shareText = (gone: number, known: number): string =>
  `${wholeNumber(gone)} färre av ${wholeNumber(known)}${known === 0 ? '' : ` (${percent(gone / known)})`}`

const NIGHT_ENDS = 6 * 60

/** `i natt 02:14`, `i dag 10:04`, `i går 23:10`, `i morgon 13:00`, `2026-10-20 01:00`. */
export function nearText(time: Date, now: Date): string {
  const today = dateText(now)
  const date = dateText(time)
  const clock = clockText(time)
  const atNight = stockholmTime(time).minute < NIGHT_ENDS
  if (date === today) return `${atNight ? 'i natt' : 'i dag'} ${clock}`
  if (date === daysAfter(today, 1))
    return `${atNight && stockholmTime(now).minute >= NIGHT_ENDS ? 'i natt' : 'i morgon'} ${clock}`
  return date === daysAfter(today, -1) ? `i går ${clock}` : `${date} ${clock}`
}

/** `to`, of a `YYYY-MM-DD`. */
export const weekdayText = (date: string): string => WEEKDAY_TEXTS[weekdayFor(date)]

const WEEKDAY_TEXTS = {
  ...{ mandag: 'må', tisdag: 'ti', onsdag: 'on', torsdag: 'to', fredag: 'fr', lordag: 'lö', sondag: 'sö' },
} as const

/** `2026-10-15`. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
