const TIMME_MS = 3_600_000

/**
 * A moment as a clock of the zone shows it, `YYYY-MM-DDTHH:MM:SS`, for a criterion "at or after". In the hour before
 * clocks go back, an hour earlier: what is then written after the moment carries an earlier time than the moment did.
 */
export function lokalTid(tid: Date, tidszon: string): string {
  const klocka = new Intl.DateTimeFormat('sv-SE', { timeZone: tidszon, dateStyle: 'short', timeStyle: 'medium' })
  const visa = (ms: number): string => klocka.format(ms).replace(' ', 'T')
  const nu = visa(tid.getTime())
  return visa(tid.getTime() + TIMME_MS) > nu ? nu : visa(tid.getTime() - TIMME_MS)
}
