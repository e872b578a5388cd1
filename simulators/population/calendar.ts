const DAY = 86_400_000
const dayNumber = (date: string): number => Date.parse(date) / DAY

export interface Calendar {
  readonly today: string
  /** `YYYY-MM-DD`, so many days from today. */
  day(distance: number): string
  /** `YYYY-MM`, so many months from this one. */
  month(distance: number): string
}

/** Dates around "today"; texts are made once, since a large city asks for the same ones millions of times. */
export function createCalendar(today: string): Calendar {
  const zero = dayNumber(today)
  if (Number.isNaN(zero)) throw new RangeError('idag is not a date')
  const days = new Map<number, string>()
  const [year = 0, month = 1] = today.split('-').map(Number)
  return {
    today,
    day(distance) {
      let text = days.get(distance)
      if (text === undefined) {
        text = new Date((zero + distance) * DAY).toISOString().slice(0, 10)
        days.set(distance, text)
      }
      return text
    },
    month(distance) {
      const n = year * 12 + month - 1 + distance
      return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
    },
  }
}

/** The last day of a `YYYY-MM`. */
export function monthEnd(period: string): string {
  const [year = 0, month = 1] = period.split('-').map(Number)
  return `${period}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0')}`
}

const MONTHS = 'januari februari mars april maj juni juli augusti september oktober november december'.split(' ')

/** `september 2026` of `2026-09`. */
export const monthName = (period: string): string =>
  `${MONTHS[Number(period.slice(5)) - 1] ?? period} ${period.slice(0, 4)}`

/** Whole days from one date to another. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from)
