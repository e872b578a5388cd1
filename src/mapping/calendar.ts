const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days of a month (1–12) in the Gregorian calendar; 0 for no month. */
export function daysInMonth(year: number, month: number): number {
  const leapYears = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leapYears ? 29 : (DAYS[month - 1] ?? 0)
}
