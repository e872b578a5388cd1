import { swedishDate } from '../platform/stockholm-time.ts'
import { type Fault, formFault } from './form-fault.ts'
import { daysInMonth } from './personnummer.ts'

/**
 * How programs write "no date": the least and greatest value of .NET and Java, of SQL Server's datetime, and of Agresso.
 * Only these days: a contract may well end on another day of 2099.
 */
const NO_DATE: ReadonlySet<string> = new Set(['0001-01-01', '1753-01-01', '1900-01-01', '2099-12-31', '9999-12-31'])

const LOCAL_TIME = /^T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$/
const LEXICAL =
  /^(-?\d{4,})-(\d\d)-(\d\d)(?:T(\d\d):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?)?(Z|[-+](?:0\d|1[0-3]):[0-5]\d|[-+]14:00)?$/
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/**
 * The day of an xsd:date or xsd:dateTime; null when it is a way of saying that there is none. Without a zone the day is the
 * one that is written. A time with a zone is an instant, and means the day in Stockholm; a date with a zone is a day of a
 * calendar all the same, and no hour of it is meant.
 */
export function readDate(text: string): string | null | Fault {
  if (text.length === 10 || LOCAL_TIME.test(text.slice(10))) {
    const day = text.slice(0, 10)
    if (isDate(day)) return NO_DATE.has(day) ? null : day
  }
  const parts = LEXICAL.exec(text)
  if (parts === null)
    return /^-?\d{4,}-\d\d-\d\d./.test(text) ? { reason: 'format:tid' } : formFault(text, /^[-+\d:.,/ ]+$/, 'form')
  return dayOf(parts)
}

/** A month, which may have a zone that means nothing. */
export const readPeriod = (text: string): string | Fault =>
  /^\d{4}-(0[1-9]|1[0-2])(Z|[-+]\d\d:\d\d)?$/.test(text) ? text.slice(0, 7) : formFault(text, /^[-+\d:./ ]+$/, 'form')

function dayOf(parts: RegExpExecArray): string | null | Fault {
  const [, yearText = '', monthText, dayText, hour, minute = '0', second = '0', fraction = '0', zone] = parts
  // XML Schema 1.0 has no year 0: what comes before year 1 is the year -1 there, and 0 in 1.1.
  const year = yearText === '-0001' ? 0 : Number(yearText)
  const [month, date] = [Number(monthText), Number(dayText)]
  if (date < 1 || date > daysInMonth(year, month)) return { reason: 'format:dag' }
  const endOfDay = hour === '24'
  if (Number(hour ?? 0) > 24 || (endOfDay && /[1-9]/.test(minute + second + fraction))) return { reason: 'format:tid' }
  const written = midnight(year, month, date)
  const local = written + Number(hour ?? 0) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * 1_000
  if (hour === undefined || zone === undefined) return shown(hour === undefined ? written : local, [written])
  const instant = local - offsetOf(zone)
  // What was "no date" where it was written: by the day that is written, or by the clock of a server in Sweden or in UTC.
  return shown(instant + stockholmOffset(instant), [written, instant, instant + HOUR_MS, instant + 2 * HOUR_MS])
}

/** `ms` as its day in UTC, unless one of `others` says that there is no date. */
function shown(ms: number, others: readonly number[]): string | null | Fault {
  if ([ms, ...others].some((one) => NO_DATE.has(dayText(one)))) return null
  const day = dayText(ms)
  return day.length === 10 && day > '0001' ? day : { reason: 'format:ar' }
}

const dayText = (ms: number): string => {
  const time = new Date(ms)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().replace(/T.*/, '')
}

/** Not Date.UTC, to which the year 1 is 1901. */
const midnight = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month - 1, day)

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const ms = Number(zone.slice(1, 3)) * HOUR_MS + Number(zone.slice(4)) * MINUTE_MS
  return zone.startsWith('-') ? -ms : ms
}

/** One hour or two. Which of them matters for an hour of the day only: the others need no table of time zones. */
function stockholmOffset(instant: number): number {
  const [winter, summer] = [instant + HOUR_MS, instant + 2 * HOUR_MS]
  if (Math.floor(winter / DAY_MS) === Math.floor(summer / DAY_MS)) return HOUR_MS
  const hour = Math.floor(instant / HOUR_MS)
  const known = OFFSETS.get(hour)
  if (known !== undefined) return known
  const offset = swedishDate(new Date(instant)) === dayText(summer) ? 2 * HOUR_MS : HOUR_MS
  if (OFFSETS.size === MOST_OFFSETS) OFFSETS.clear()
  OFFSETS.set(hour, offset)
  return offset
}

const DAY_MS = 24 * HOUR_MS
/** By the hour. A source that writes midnights in UTC asks of the same hours all the time, and the clock is slow to ask. */
const OFFSETS = new Map<number, number>()
const MOST_OFFSETS = 10_000
const DASH = 0x2d

/** By the bytes rather than by a Date: a read is full of dates. */
function isDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  return year >= 1 && day >= 1 && day <= daysInMonth(year, month)
}

/** -1 unless all of them are digits. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
