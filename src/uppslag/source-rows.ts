import type { UnreadItems } from '../access/selection.ts'
import { MANGDER_OF_SOURCE, type SourceName, SOURCES } from '../informationsmangd.ts'
import type { SourceStatus } from '../mirror/mirror.ts'
import type { Stadsdel } from '../policy/policy.ts'
import type { Reach } from '../policy/reach.ts'
import type { Kallrad } from './uppslag-schema.ts'

/** A nightly read and its retries fit in this time; older data counts as out of date. */
const CURRENT_MS = 26 * 60 * 60 * 1000

const clockTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
})
const MAX_REMEMBERED = 1000
const texts = new Map<number, string>()

/** Cached: lookups format the same few times, and Intl is slow. */
export function timeText(time: Date): string {
  const known = texts.get(time.getTime())
  if (known !== undefined) return known
  if (texts.size >= MAX_REMEMBERED) texts.clear()
  const text = clockTime.format(time)
  texts.set(time.getTime(), text)
  return text
}

type SourceRowsInput = readonly [
  stadsdelar: readonly Stadsdel[],
  statuses: readonly SourceStatus[],
  reach: Pick<Reach, 'decide'>,
  now: Date,
]

/** Whether the stadsdel is connected to the source in the settings. */
type Connected = (source: SourceName, stadsdel: string) => boolean

/**
 * The rows of `kallrader`, made once for each reading of the sources' state and kept for as long as that is: they hang
 * on nothing else that changes meanwhile. Frozen, so that they are also written only once.
 */
export function createSourceRows(connected: Connected): (...query: SourceRowsInput) => Kallrad[] {
  const cache = new WeakMap<object, WeakMap<object, Kallrad[]>>()
  return (stadsdelar, statuses, reach, now) => {
    const ofRead = cache.get(statuses) ?? new WeakMap<object, Kallrad[]>()
    cache.set(statuses, ofRead)
    const rows = ofRead.get(reach) ?? sourceRows(connected, stadsdelar, statuses, reach, now)
    ofRead.set(reach, rows)
    Object.freeze(rows)
    return rows
  }
}

/** One row per source and district of today. Depends on the request and the sources, never on the person. */
export function sourceRows(connected: Connected, ...[stadsdelar, statuses, reach, now]: SourceRowsInput): Kallrad[] {
  const statusByScope = new Map(statuses.map((status) => [`${status.source}/${status.stadsdel}`, status]))
  return SOURCES.flatMap((source) =>
    stadsdelar.map(({ kod }): Kallrad => {
      const isIncluded = MANGDER_OF_SOURCE[source].some((mangd) => reach.decide(kod, mangd).falt.size > 0)
      const status = statusByScope.get(`${source}/${kod}`)
      const notIncluded = (why: string) => ({ status: 'ingar-ej', speglad: null, forklaring: why }) as const
      return Object.freeze<Kallrad>({
        ...{ kalla: source, stadsdel: kod },
        ...(!isIncluded
          ? notIncluded(NOT_INCLUDED)
          : status === undefined && !connected(source, kod)
            ? notIncluded(NOT_CONNECTED)
            : stateOf(status, now)),
      })
    }),
  )
}

const NOT_INCLUDED = 'Ingår inte: avtal, roll, ändamål eller identifiering öppnar inga uppgifter härifrån.'

const NOT_CONNECTED = 'Ingår inte: stadsdelen är inte ansluten till källan.'

/** With how new that is which has been read on its own since. */
function stateOf(status: SourceStatus | undefined, now: Date) {
  const state = judgeSource(status, now)
  const refreshed = status?.refreshed
  if (refreshed == null) return state
  const sentence = `${state.forklaring} Betalstatus är från ${timeText(refreshed)}.`
  return { ...state, betalstatusLast: refreshed.toISOString(), forklaring: sentence }
}

/** The state of a source with an explanation; also used by the start page. */
export function judgeSource(
  status: SourceStatus | undefined,
  now: Date,
): Pick<Kallrad, 'speglad' | 'forklaring'> & { status: Exclude<Kallrad['status'], 'ingar-ej'> } {
  const readAt = status?.speglad ?? null
  if (status === undefined || readAt === null)
    return { status: 'ej-svar', speglad: null, forklaring: 'Källan har ännu inte kunnat läsas.' }
  const [mirroredAt, when] = [readAt.toISOString(), timeText(readAt)]
  if (status.newestRun === 'misslyckad')
    return {
      status: 'ej-svar',
      speglad: mirroredAt,
      forklaring: `Senaste läsningen misslyckades. Uppgifterna är från ${when}.`,
    }
  if (status.newestRun !== 'lyckad')
    return {
      status: 'inaktuell',
      speglad: mirroredAt,
      forklaring: `En läsning är inte klar. Uppgifterna är från ${when}.`,
    }
  if (now.getTime() - readAt.getTime() >= CURRENT_MS)
    return {
      status: 'inaktuell',
      speglad: mirroredAt,
      forklaring: `Källan har inte lästs i tid. Uppgifterna är från ${when}.`,
    }
  return status.orphans
    ? {
        status: 'ofullstandig',
        speglad: mirroredAt,
        forklaring: `Uppgifterna är från ${when}. Det finns rader i källan som inte har kunnat knytas till någon person, så något kan saknas.`,
      }
    : { status: 'aktuell', speglad: mirroredAt, forklaring: `Uppgifterna är från ${when}.` }
}

/** The same rows, with what could not be read of the person. Without any the very same, whose text is written once. */
export function withUnread(rows: Kallrad[], unread: readonly UnreadItems[] = []): Kallrad[] {
  if (unread.length === 0) return rows
  return rows.map((row) => {
    const count = unread
      .filter(({ source, stadsdel }) => source === row.kalla && stadsdel === row.stadsdel)
      .reduce((sum, one) => sum + one.count, 0)
    if (count === 0) return row
    const missing = count === 1 ? 'En av personens poster' : `${String(count)} av personens poster`
    return {
      ...row,
      status: row.status === 'aktuell' ? 'ofullstandig' : row.status,
      forklaring: `${row.forklaring} ${missing} i källan gick inte att läsa och visas inte.`,
    }
  })
}
