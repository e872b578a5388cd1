import type { Blackout } from '../config.ts'
import { daysAfter } from '../platform/stockholm-time.ts'
import type { Scope } from '../sync/source.ts'

/** The blackout that a scope is under on a day in Stockholm. */
export const blackoutOn = (
  blackouts: readonly Blackout[],
  date: string,
  { source, stadsdel }: Scope,
): Blackout | undefined =>
  blackouts.find(
    (one) =>
      covers(one, date) &&
      (one.kallor === undefined || one.kallor.includes(source)) &&
      (one.stadsdelar === undefined || one.stadsdelar.includes(stadsdel)),
  )

function covers({ dagar = [], fran, till }: Blackout, date: string): boolean {
  const day = Number(date.slice(8))
  const isLast = daysAfter(date, 1).slice(8) === '01'
  return (
    dagar.some((one) => (one === 'sista' ? isLast : one === day)) ||
    (fran !== undefined && till !== undefined && fran <= date && date <= till)
  )
}
