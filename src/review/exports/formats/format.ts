import type { Access, Event } from '../../../atkomstlogg/access.ts'
import { stockholmTime } from '../../../platform/stockholm-time.ts'

/** A record as an export shows it. */
export interface ExportedRecord {
  /**
   * Leaf hash of the record, base64url: nobody can guess it or count by it, it is the same in every format and every export,
   * and on the bus (`ce_id`).
   */
  readonly id: string
  readonly logg: string
  readonly atkomst: Access
  /**
   * The record's own bytes, with number and salt. Numbers are dense: they are there only where every record of the log is,
   * since gaps would tell how many are left out.
   */
  readonly whole?: string
}

/** Pure, and the same bytes each time: a download that broke goes on at the byte where it broke. */
export interface Format {
  readonly mediaType: string
  /** Of the file's name. */
  readonly ending: string
  readonly head: string
  /** With what ends the record in the file. */
  readonly record: (one: ExportedRecord) => string
  /** What an export says of itself is known when everything before it has been written. */
  readonly tail: (manifest: object) => string
}

export type Activity = 'create' | 'read' | 'update' | 'delete' | 'other'

const ACTIVITIES: Readonly<Record<Event, Activity>> = {
  uppslag: 'read',
  faktura: 'read',
  register: 'read',
  statistik: 'read',
  forklaring: 'read',
  export: 'read',
  utdrag: 'read',
  granskning: 'read',
  avstamning: 'read',
  arende: 'create',
  tillstand: 'create',
  spegling: 'update',
  berikning: 'update',
  leverans: 'update',
  klient: 'update',
  buss: 'update',
  nyckel: 'update',
  rensning: 'delete',
  borttagning: 'delete',
  gallring: 'delete',
  avtalsslut: 'delete',
  glapp: 'other',
  obehorig: 'other',
  inloggning: 'other',
  sakerhetskopia: 'other',
}

export const EVENTS = Object.keys(ACTIVITIES) as readonly Event[]

/** A record may be of an event that a later version has added. */
export const activityOf = ({ handelse }: Pick<Access, 'handelse'>): Activity =>
  (ACTIVITIES as Readonly<Record<string, Activity | undefined>>)[handelse] ?? 'other'

export const succeeded = ({ utfall }: Pick<Access, 'utfall'>): boolean => utfall === 'visat' || utfall === 'tomt'

/** How soon somebody should look: a flag is a question, never a verdict. */
export function severityOf({
  flaggor,
  utfall,
}: Pick<Access, 'flaggor' | 'utfall'>): 'info' | 'low' | 'medium' | 'high' {
  if (flaggor.includes('skyddad-visad')) return 'high'
  if (flaggor.length > 0) return 'medium'
  return utfall === 'nekat' || utfall === 'fel' ? 'low' : 'info'
}

/** Fields that records from before they were kept lack. */
export const flagsOf = (access: Access): readonly string[] => (access as Partial<Access>).flaggor ?? []

/** Kinds and names of fields that were shown, on one line. */
export const shownText = ({ visat }: Pick<Access, 'visat'>): string =>
  visat.map(({ mangd, falt }) => `${mangd}: ${falt.join(', ')}`).join('; ')

export const detailsText = ({ detaljer = {} }: Pick<Access, 'detaljer'>): string =>
  Object.entries(detaljer)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? value.join(', ') : String(value)}`)
    .join('; ')

/** `2026-10-15T12:00:00.000` by the clock in Stockholm, without its zone. */
export function stockholmText(instant: string): string {
  const time = new Date(instant)
  const { date, minute } = stockholmTime(time)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:${time.toISOString().slice(17, 23)}`
}

/** Without fields that are null, undefined or empty: what is not known is not in the document. */
export function known<T extends Record<string, unknown>>(fields: T): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

export const line = (value: unknown): string => `${JSON.stringify(value)}\n`
