const DAY_MS = 24 * 60 * 60 * 1000
const WEEK_MS = 7 * DAY_MS

/** The ISO 8601 week of a day (`YYYY-MM-DD`): `2026-W40`. Weeks sort as they read. */
export function isoWeek(date: string): string {
  const day = Date.parse(date)
  // The week belongs to the year that its Thursday is in.
  const thursday = new Date(monday(day) + 3 * DAY_MS)
  const year = thursday.getUTCFullYear()
  const number = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / WEEK_MS)
  return `${String(year)}-W${String(number).padStart(2, '0')}`
}

/** The day, at midnight UTC, on which a week begins; undefined for a week that its year does not have. */
export function mondayOfWeek(week: string): Date | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? []
  const first = monday(Date.parse(`${year ?? ''}-01-04`))
  const start = new Date(first + (Number(number) - 1) * WEEK_MS)
  return !Number.isNaN(start.getTime()) && isoWeek(start.toISOString().slice(0, 10)) === week ? start : undefined
}

/** The week so many weeks earlier. */
export function weekBefore(week: string, count: number): string {
  const start = mondayOfWeek(week)
  if (start === undefined) throw new RangeError('there is no such week')
  return isoWeek(new Date(start.getTime() - count * WEEK_MS).toISOString().slice(0, 10))
}

/**
 * Number of weeks from the first to the last, both included; undefined when either does not exist or the last precedes
 * the first.
 */
export function weekCount(from: string, to: string): number | undefined {
  const [firstMonday, lastMonday] = [mondayOfWeek(from), mondayOfWeek(to)]
  if (firstMonday === undefined || lastMonday === undefined || lastMonday < firstMonday) return undefined
  return 1 + Math.round((lastMonday.getTime() - firstMonday.getTime()) / WEEK_MS)
}

/** Monday of the week that contains the day; both at midnight UTC. */
const monday = (day: number): number => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS
