const HOUR_MS = 3_600_000

/**
 * A moment as a clock of the zone shows it, `YYYY-MM-DDTHH:MM:SS`, for a criterion "at or after". In the hour before
 * clocks go back, an hour earlier: what is then written after the moment carries an earlier time than the moment did.
 */
export function localTime(time: Date, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const show = (ms: number): string => clock.format(ms).replace(' ', 'T')
  const now = show(time.getTime())
  return show(time.getTime() + HOUR_MS) > now ? now : show(time.getTime() - HOUR_MS)
}
