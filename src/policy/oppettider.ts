import { weekdayFor } from '../platform/stockholm-time.ts'
import { isHoliday } from './holidays.ts'
import type { OwnTimes, Policy } from './policy.ts'

/** From and until, in minutes since midnight; open at the first and no longer at the second. */
export type TimeSpan = readonly [from: number, to: number]

const DAY = 24 * 60
const WHOLE_DAY: readonly TimeSpan[] = [[0, DAY]]

type Register = Policy['oppettider']
/** Hours of a day never change, and lookups ask for today's. */
const knownBoards = new WeakMap<Register, Map<string, { date: string; times: readonly TimeSpan[] }>>()

/** When a role may look anything up on a day in Stockholm; one without opening hours always may. */
export function rollensTimes(
  { roller, oppettider }: Pick<Policy, 'roller' | 'oppettider'>,
  roll: string,
  date: string,
): readonly TimeSpan[] {
  const name = Object.hasOwn(roller, roll) ? roller[roll]?.oppettid : undefined
  return name === undefined ? WHOLE_DAY : todaysTimes(oppettider, name, date)
}

export const openAt = (times: readonly TimeSpan[], minute: number): boolean =>
  times.some(([from, to]) => from <= minute && minute < to)

function todaysTimes(register: Register, name: string, date: string): readonly TimeSpan[] {
  const ofRegister = knownBoards.get(register) ?? new Map<string, { date: string; times: readonly TimeSpan[] }>()
  knownBoards.set(register, ofRegister)
  const known = ofRegister.get(name)
  if (known?.date === date) return known.times
  const times = compute(register, name, date)
  ofRegister.set(name, { date, times })
  return times
}

function compute(register: Register, name: string, date: string): readonly TimeSpan[] {
  const one = register[name]
  // What cannot be read is closed; the loader sees to it that it can.
  if (one === undefined) return []
  return 'utanfor' in one ? rest(todaysTimes(register, one.utanfor, date)) : ownTimes(one, date)
}

function ownTimes({ veckan, perioder = [], helgdagar, stangdaDagar = [] }: OwnTimes, date: string): TimeSpan[] {
  if (stangdaDagar.includes(date) || isHoliday(date, helgdagar)) return []
  const day = date.slice(5)
  const inForce = perioder.find(({ fran, till }) => fran <= day && day <= till)?.veckan ?? veckan
  const times = inForce[weekdayFor(date)]
  return times === undefined ? [] : [parseTimes(times)]
}

const rest = (times: readonly TimeSpan[]): TimeSpan[] => {
  const limits = [0, ...times.flat(), DAY]
  return limits.flatMap((from, i): TimeSpan[] => {
    const to = limits[i + 1]
    return i % 2 === 0 && to !== undefined && from < to ? [[from, to]] : []
  })
}

/** `08:00-16:30`. */
export function parseTimes(text: string): TimeSpan {
  const [from = 0, to = 0] = text.split('-').map((clockTime) => {
    const [hours = 0, minuter = 0] = clockTime.split(':').map(Number)
    return hours * 60 + minuter
  })
  return [from, to]
}

/** `8.00–16.30`, as staff write it; `stängt` when there are none. */
export const writeTimes = (times: readonly TimeSpan[]): string =>
  times.length === 0 ? 'stängt' : times.map((time) => time.map(writeClockTime).join('–')).join(' och ')

export const writeClockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60))}.${String(minute % 60).padStart(2, '0')}`
