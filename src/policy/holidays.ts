import { daysAfter, type Weekday, weekdayFor } from '../platform/stockholm-time.ts'

/**
 * Public holidays that can fall on a weekday or Saturday (lag 1989:253 om allmänna helgdagar), and the three eves on
 * which offices are closed by custom. Computed, so that no list runs out.
 */
export const HOLIDAYS = {
  nyarsdagen: (year) => `${year}-01-01`,
  'trettondedag-jul': (year) => `${year}-01-06`,
  langfredagen: (year) => daysAfter(easterSunday(year), -2),
  paskdagen: (year) => easterSunday(year),
  'annandag-pask': (year) => daysAfter(easterSunday(year), 1),
  'forsta-maj': (year) => `${year}-05-01`,
  'kristi-himmelsfardsdag': (year) => daysAfter(easterSunday(year), 39),
  nationaldagen: (year) => `${year}-06-06`,
  pingstdagen: (year) => daysAfter(easterSunday(year), 49),
  midsommarafton: (year) => firstOnOrAfter('fredag', `${year}-06-19`),
  midsommardagen: (year) => firstOnOrAfter('lordag', `${year}-06-20`),
  'alla-helgons-dag': (year) => firstOnOrAfter('lordag', `${year}-10-31`),
  julafton: (year) => `${year}-12-24`,
  juldagen: (year) => `${year}-12-25`,
  'annandag-jul': (year) => `${year}-12-26`,
  nyarsafton: (year) => `${year}-12-31`,
} as const satisfies Readonly<Record<string, (year: string) => string>>
export type Holiday = keyof typeof HOLIDAYS

/** Whether the day, `YYYY-MM-DD`, is one of these. */
export const isHoliday = (date: string, holidays: readonly Holiday[]): boolean =>
  holidays.some((holiday) => HOLIDAYS[holiday](date.slice(0, 4)) === date)

/** The first such weekday on or after the date. */
function firstOnOrAfter(weekday: Weekday, date: string): string {
  let day = date
  while (weekdayFor(day) !== weekday) day = daysAfter(day, 1)
  return day
}

/** Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher). */
function easterSunday(yearText: string): string {
  const year = Number(yearText)
  const goldenNumber = year % 19
  const [century, yearInCentury] = [Math.floor(year / 100), year % 100]
  const epact =
    (19 * goldenNumber +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearInCentury / 4) - epact - (yearInCentury % 4)) % 7
  const correction = Math.floor((goldenNumber + 11 * epact + 22 * sunday) / 451)
  const days = epact + sunday - 7 * correction + 114
  return `${yearText}-${String(Math.floor(days / 31)).padStart(2, '0')}-${String((days % 31) + 1).padStart(2, '0')}`
}
