import type { SourceName } from '../../informationsmangd.ts'
import { daysAfter, stockholmTime } from '../../platform/stockholm-time.ts'
import type { Kallrad } from '../../uppslag/uppslag-schema.ts'
import type { StateName } from '../frame/components.tsx'
import { AGE } from './panel-texts.ts'

/** How old what a panel shows is, in words, and what is wrong with its source. */
export interface Age {
  readonly state: StateName
  readonly word: string
  /** When what is shown was read. */
  readonly readAt: Date | undefined
  /** Rows of the source that the panel depends on and that did not answer. */
  readonly silent: readonly Kallrad[]
  /** The row that decides. */
  readonly row: Kallrad | undefined
}

/** Nights end at six in the morning. */
const NIGHT_ENDS = 6 * 60
const DAY_MS = 24 * 60 * 60 * 1000

/** `i natt 02:14`, `i dag 14:05`, `i går 02:14`, `i förrgår`, `för 4 dygn sedan`. */
export function ageText(readAt: Date, now: Date): string {
  const [read, today] = [stockholmTime(readAt), stockholmTime(now).date]
  if (now.getTime() - readAt.getTime() < 60_000) return AGE.now(readAt)
  if (read.date === today) return read.minute < NIGHT_ENDS ? AGE.tonight(readAt) : AGE.today(readAt)
  if (read.date === daysAfter(today, -1)) return AGE.yesterday(readAt)
  if (read.date === daysAfter(today, -2)) return AGE.dayBefore
  const days = Math.round((Date.parse(today) - Date.parse(read.date)) / DAY_MS)
  return AGE.days(days)
}

const didNotAnswer = ({ status, direkt }: Kallrad): boolean => status === 'ej-svar' || direkt === 'svarade-ej'

/** From what a person should know least about to what is fine. */
const WEIGHT: Readonly<Record<Kallrad['status'], number>> = {
  'ej-svar': 0,
  inaktuell: 1,
  ofullstandig: 2,
  aktuell: 3,
  'ingar-ej': 4,
}

/**
 * The age of one panel. `homes`: stadsdelar where the answer shows anything of the source; when there are none, what is missing
 * may be in any stadsdel, and one that did not answer counts.
 */
export function ageOf(
  rows: readonly Kallrad[],
  source: SourceName,
  { homes, open, filled, now }: { homes: ReadonlySet<string>; open: boolean; filled: boolean; now: Date },
): Age {
  const included = open ? rows.filter(({ kalla, status }) => kalla === source && status !== 'ingar-ej') : []
  const own = included.filter(({ stadsdel }) => homes.has(stadsdel))
  const counted = own.length > 0 ? own : included
  const silent = included.filter(didNotAnswer)
  const [row] = [...counted].sort(
    (a, b) => Number(didNotAnswer(b)) - Number(didNotAnswer(a)) || WEIGHT[a.status] - WEIGHT[b.status] || older(a, b),
  )
  if (row === undefined) return { state: 'none', word: AGE.notIncluded, readAt: undefined, silent: [], row: undefined }
  const readAt = readAtOf(row, now)
  const aged = { readAt, silent, row }
  if (didNotAnswer(row) && (!filled || readAt === undefined)) return { state: 'failed', word: AGE.silent, ...aged }
  if (readAt === undefined) return { state: 'failed', word: AGE.silent, ...aged }
  const fine = row.status === 'aktuell' && !didNotAnswer(row)
  return { state: fine ? 'ok' : 'warning', word: ageText(readAt, now), ...aged }
}

const older = (a: Kallrad, b: Kallrad): number => (a.speglad ?? '').localeCompare(b.speglad ?? '')

const readAtOf = ({ speglad, direkt }: Kallrad, now: Date): Date | undefined =>
  direkt === 'svarade' ? now : speglad === null ? undefined : new Date(speglad)
