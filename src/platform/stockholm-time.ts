/** The wall clock in Stockholm: the day as `YYYY-MM-DD`, and the minutes since its midnight (0–1439). */
export interface StockholmTime {
  readonly date: string
  readonly weekday: Weekday
  readonly minute: number
}

export const WEEKDAYS = ['mandag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lordag', 'sondag'] as const
export type Weekday = (typeof WEEKDAYS)[number]

const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  hourCycle: 'h23',
})
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Hours that have been asked about: a page of nights or a search goes to and fro between some hundred. */
const HOURS_KEPT = 2_000
const startOfHours = new Map<number, StockholmTime>()

/** Agreements begin, invoices fall due and roles open by the local clock. */
export function stockholmTime(time: Date): StockholmTime {
  // Stockholm's offset is whole hours and changes on the hour, so one Intl call serves an hour; each costs as much as a
  // decryption.
  const hourOfTime = Math.floor(time.getTime() / HOUR_MS)
  let startOfHour = startOfHours.get(hourOfTime)
  if (startOfHour === undefined) {
    if (startOfHours.size >= HOURS_KEPT) startOfHours.clear()
    startOfHour = readWallClock(time)
    startOfHours.set(hourOfTime, startOfHour)
  }
  return {
    ...startOfHour,
    minute: startOfHour.minute + Math.floor((time.getTime() - hourOfTime * HOUR_MS) / MINUTE_MS),
  }
}

export const swedishDate = (time: Date): string => stockholmTime(time).date

/** Midnight in Stockholm at which a `YYYY-MM-DD` begins. */
export function startOfDay(date: string): Date {
  const midnight = (offset: number) => new Date(Date.parse(date) - offset * HOUR_MS)
  return stockholmTime(midnight(2)).date === date ? midnight(2) : midnight(1)
}

/** The day of the week of a `YYYY-MM-DD`. */
export function weekdayFor(date: string): Weekday {
  // 1970-01-01 was a Thursday.
  const days = Math.floor(Date.parse(date) / DAY_MS) + 3
  return WEEKDAYS[((days % 7) + 7) % 7] ?? 'mandag'
}

/** The `YYYY-MM-DD` that many days later. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)

function readWallClock(time: Date): StockholmTime {
  const parts = Object.fromEntries(stockholm.formatToParts(time).map(({ type, value }) => [type, value]))
  const date = `${parts.year ?? ''}-${parts.month ?? ''}-${parts.day ?? ''}`
  return { date, weekday: weekdayFor(date), minute: Number(parts.hour) * 60 }
}
