const MONTHS = 25

/** What is made out of the log, and what somebody was given leave for, is kept so long that a month can be compared with the same month two years ago. */
export function oldestDay(now: Date): Date {
  const day = new Date(now)
  day.setUTCMonth(day.getUTCMonth() - MONTHS)
  return day
}
