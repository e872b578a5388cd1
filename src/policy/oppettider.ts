import { weekdayFor } from '../platform/stockholm-time.ts'
import { isHoliday } from './holidays.ts'
import type { OwnTimes, Policy } from './policy.ts'

/** From and until, in minutes since midnight; the start is included, the end is not. */
export type TimeSpan = readonly [from: number, to: number]

const DAY = 24 * 60
const WHOLE_DAY: readonly TimeSpan[] = [[0, DAY]]

type Oppettider = Policy['oppettider']
/** The hours of a date never change, and lookups need today's only. */
const cache = new WeakMap<Oppettider, Map<string, { date: string; times: readonly TimeSpan[] }>>()

/** When a role may look anything up, on a day in Stockholm; a role without opening hours always may. */
export function timesOfRoll(
  { roller, oppettider }: Pick<Policy, 'roller' | 'oppettider'>,
  roll: string,
  date: string,
): readonly TimeSpan[] {
  const name = Object.hasOwn(roller, roll) ? roller[roll]?.oppettid : undefined
  return name === undefined ? WHOLE_DAY : timesOn(oppettider, name, date)
}

export const openAt = (times: readonly TimeSpan[], minute: number): boolean =>
  times.some(([from, to]) => from <= minute && minute < to)

function timesOn(register: Oppettider, name: string, date: string): readonly TimeSpan[] {
  const cached = cache.get(register) ?? new Map<string, { date: string; times: readonly TimeSpan[] }>()
  cache.set(register, cached)
  const known = cached.get(name)
  if (known?.date === date) return known.times
  const times = computeTimes(register, name, date)
  cached.set(name, { date, times })
  return times
}

function computeTimes(register: Oppettider, name: string, date: string): readonly TimeSpan[] {
  const oppettid = register[name]
  // Unknown hours count as closed; the loader refuses a policy with such a name.
  if (oppettid === undefined) return []
  return 'utanfor' in oppettid ? complementOf(timesOn(register, oppettid.utanfor, date)) : timesOfWeek(oppettid, date)
}

function timesOfWeek({ veckan, perioder = [], helgdagar, stangdaDagar = [] }: OwnTimes, date: string): TimeSpan[] {
  if (stangdaDagar.includes(date) || isHoliday(date, helgdagar)) return []
  const day = date.slice(5)
  const inForce = perioder.find(({ fran, till }) => fran <= day && day <= till)?.veckan ?? veckan
  const times = inForce[weekdayFor(date)]
  return times === undefined ? [] : [parseTimes(times)]
}

const complementOf = (times: readonly TimeSpan[]): TimeSpan[] => {
  const limits = [0, ...times.flat(), DAY]
  return limits.flatMap((from, i): TimeSpan[] => {
    const to = limits[i + 1]
    return i % 2 === 0 && to !== undefined && from < to ? [[from, to]] : []
  })
}

/** `08:00-16:30`. */
export function parseTimes(text: string): TimeSpan {
  const [from = 0, to = 0] = text.split('-').map((clockTime) => {
    const [hours = 0, minutes = 0] = clockTime.split(':').map(Number)
    return hours * 60 + minutes
  })
  return [from, to]
}

/** `8.00–16.30`, as Swedish texts write times; `closed` when there are none. */
export const timesText = (times: readonly TimeSpan[]): string =>
  times.length === 0 ? 'closed' : times.map((time) => time.map(clockTimeText).join('–')).join(' and ')

export const clockTimeText = (minute: number): string =>
  `${String(Math.floor(minute / 60))}.${String(minute % 60).padStart(2, '0')}`
