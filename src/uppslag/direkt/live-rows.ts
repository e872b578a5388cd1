import { timeText } from '../source-rows.ts'
import type { Kallrad } from '../uppslag-schema.ts'
import { type ReadAnswer, scopeName, type Silence } from './live-source.ts'

/**
 * How a source answered, by `scopeName`. An answer that shows nothing says `silent` without a cause: the outcome of whoever
 * asked last stands for sources that this person was not asked for in, and a cause would make the two easier to tell apart.
 */
export type Outcomes = ReadonlyMap<string, Outcome>
type Outcome = 'answered' | 'silent' | Silence

export const outcomesOf = (answers: readonly ReadAnswer[], shown: boolean): Outcomes =>
  new Map(answers.map((answer) => [scopeName(answer), answer.answered ? 'answered' : shown ? answer.cause : 'silent']))

/** Tells of each source that was asked whether it answered, or why not; the others keep their row. */
export const liveRows = (rows: readonly Kallrad[], outcomes: Outcomes, deadlineMs: number, now: Date): Kallrad[] =>
  rows.map((row) => {
    const outcome = outcomes.get(`${row.kalla}/${row.stadsdel}`)
    if (outcome === undefined) return row
    return outcome === 'answered'
      ? { ...row, direkt: 'svarade', forklaring: READ_NOW }
      : { ...row, direkt: 'svarade-ej', forklaring: `${whySilent(outcome, deadlineMs)} ${age(row, now)}` }
  })

/** The same for an answer to which the mirror gives nothing. */
export const liveRowsWithoutMirror = (rows: readonly Kallrad[], outcomes: Outcomes, deadlineMs: number): Kallrad[] =>
  rows.map((row) => {
    const outcome = outcomes.get(`${row.kalla}/${row.stadsdel}`)
    if (outcome === undefined) return row
    if (outcome === 'answered')
      return { ...placeOf(row), status: 'aktuell', speglad: null, direkt: 'svarade', forklaring: READ_NOW }
    const text = `${whySilent(outcome, deadlineMs)} ${NOTHING_FROM_THERE}`
    return { ...placeOf(row), status: 'ej-svar', speglad: null, direkt: 'svarade-ej', forklaring: text }
  })

const placeOf = ({ kalla, stadsdel }: Kallrad) => ({ kalla, stadsdel })

const READ_NOW = 'Källan svarade nu. Uppgifterna är lästa direkt.'
const NOTHING_FROM_THERE = 'Ingenting därifrån visas.'

function whySilent(cause: 'silent' | Silence, deadlineMs: number): string {
  return cause === 'deadline' ? `Källan svarade inte inom ${seconds(deadlineMs)}.` : WHY_SILENT[cause]
}

const WHY_SILENT: Readonly<Record<'silent' | Exclude<Silence, 'deadline'>, string>> = {
  silent: 'Källan kunde inte läsas nu.',
  fault: 'Källan svarade med ett fel.',
  login: 'Källan godtog inte Insyns inloggning.',
  unreachable: 'Källan gick inte att nå.',
  paused: 'Källan har inte kunnat läsas flera gånger i rad och frågas inte just nu.',
  crowded: 'Källan hann inte frågas: för många läsningar pågick samtidigt.',
}

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
