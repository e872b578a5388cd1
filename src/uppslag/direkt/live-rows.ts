import { timeText } from '../source-rows.ts'
import type { Kallrad } from '../uppslag-schema.ts'

/** Tells of each source that was asked whether it answered; the others keep their row. */
export const liveRows = (
  rows: readonly Kallrad[],
  answered: ReadonlyMap<string, boolean>,
  deadlineMs: number,
  now: Date,
): Kallrad[] =>
  rows.map((row) => {
    const answer = answered.get(`${row.kalla}/${row.stadsdel}`)
    if (answer === undefined) return row
    return answer
      ? { ...row, direkt: 'svarade', forklaring: READ_NOW }
      : {
          ...row,
          direkt: 'svarade-ej',
          forklaring: `Källan svarade inte inom ${seconds(deadlineMs)}. ${age(row, now)}`,
        }
  })

/** The same for an answer to which the mirror gives nothing. */
export const liveRowsWithoutMirror = (rows: readonly Kallrad[], answered: ReadonlyMap<string, boolean>): Kallrad[] =>
  rows.map((row) => {
    const answer = answered.get(`${row.kalla}/${row.stadsdel}`)
    if (answer === undefined) return row
    return answer
      ? { ...row, status: 'aktuell', speglad: null, direkt: 'svarade', forklaring: READ_NOW }
      : { ...row, status: 'ej-svar', speglad: null, direkt: 'svarade-ej', forklaring: NOTHING_FROM_THERE }
  })

const READ_NOW = 'Källan svarade nu. Uppgifterna är lästa direkt.'
const NOTHING_FROM_THERE = 'Källan svarade inte. Ingenting därifrån visas.'

function age({ speglad }: Kallrad, now: Date): string {
  if (speglad === null) return 'Den har ännu inte kunnat läsas.'
  const readAt = new Date(speglad)
  return `Uppgifterna är från ${timeText(readAt)}, ${howLongAgo(now.getTime() - readAt.getTime())}.`
}

const ONE_MINUTE = 60_000
const ONE_HOUR = 60 * ONE_MINUTE
const ONE_DAY = 24 * ONE_HOUR

function howLongAgo(ms: number): string {
  if (ms < ONE_MINUTE) return 'för mindre än en minut sedan'
  if (ms < ONE_HOUR) return `för ${count(ms / ONE_MINUTE, 'minut', 'minuter')} sedan`
  if (ms < 2 * ONE_DAY) return `för ${count(ms / ONE_HOUR, 'timme', 'timmar')} sedan`
  return `för ${count(ms / ONE_DAY, 'dygn', 'dygn')} sedan`
}

function count(value: number, one: string, several: string): string {
  const whole = Math.floor(value)
  return `${String(whole)} ${whole === 1 ? one : several}`
}

const seconds = (ms: number): string =>
  ms === 1000 ? '1 sekund' : `${(ms / 1000).toLocaleString('sv-SE', { maximumFractionDigits: 1 })} sekunder`
