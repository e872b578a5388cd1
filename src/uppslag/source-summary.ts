import { SOURCES } from '../informationsmangd.ts'
import { timeText } from './source-rows.ts'
import type { Kallage, Kallrad } from './uppslag-schema.ts'

/** The rows of `kallor` in short: one for each source, and those that say anything else than it does. */
export interface SourceSummary {
  readonly kallage: Kallage[]
  readonly kallor: Kallrad[]
}

const summaries = new WeakMap<readonly Kallrad[], SourceSummary>()

/** Made once for rows that are the same for many answers, which are frozen, and then also written once. */
export function inShort(rows: readonly Kallrad[]): SourceSummary {
  const known = summaries.get(rows)
  if (known !== undefined) return known
  const bySource = SOURCES.map((source) => summaryOf(rows.filter(({ kalla }) => kalla === source)))
  const summary = {
    kallage: bySource.flatMap(({ usual }) => usual ?? []),
    kallor: bySource.flatMap(({ others }) => others),
  }
  if (!Object.isFrozen(rows)) return summary
  for (const list of [summary.kallage, summary.kallor]) Object.freeze(list)
  summaries.set(rows, summary)
  return summary
}

/** Only what needs nobody's attention is said of a source as a whole: what is behind keeps its rows. */
function summaryOf(rows: readonly Kallrad[]): { readonly usual?: Kallage; readonly others: readonly Kallrad[] } {
  const plain = rows.filter(({ direkt }) => direkt === undefined)
  const [one, ...more] = plain.filter(({ status }) => status === 'aktuell')
  if (one !== undefined)
    return {
      usual: currentOf([one, ...more]),
      others: rows.filter(({ status, direkt }) => status !== 'aktuell' || direkt !== undefined),
    }
  const [first] = plain.filter(({ status }) => status === 'ingar-ej')
  if (first === undefined) return { others: rows }
  const { kalla, forklaring } = first
  const usual = Object.freeze({ kalla, status: 'ingar-ej', speglad: null, forklaring } as const)
  return { usual, others: rows.filter((row) => row.direkt !== undefined || row.forklaring !== forklaring) }
}

/** As new as the oldest of them. */
function currentOf(rows: readonly [Kallrad, ...Kallrad[]]): Kallage {
  const [first, ...more] = rows
  const readAt = oldest(rows.map(({ speglad }) => speglad))
  const paid = oldest(rows.map(({ betalstatusLast = null }) => betalstatusLast))
  const isOne = more.every(({ forklaring }) => forklaring === first.forklaring)
  const since = (time: string | null) => (time === null ? '' : `${timeText(new Date(time))} eller senare.`)
  return Object.freeze({
    kalla: first.kalla,
    status: 'aktuell',
    speglad: readAt,
    ...(paid === null ? {} : { betalstatusLast: paid }),
    forklaring: isOne
      ? first.forklaring
      : `Uppgifterna är från ${since(readAt)}${paid === null ? '' : ` Betalstatus är från ${since(paid)}`}`,
  })
}

/** Of ISO 8601 times in UTC; null when one is not known. */
const oldest = (times: readonly (string | null)[]): string | null =>
  times.reduce(
    (first, time) => (first === null || time === null ? null : time < first ? time : first),
    times[0] ?? null,
  )
