import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { daysAfter } from '../platform/stockholm-time.ts'
import { type Cell, type Condition, conditionsOf, sameCondition, widens } from './conditions.ts'
import { avtalInForce } from './decide.ts'
import { openAt, timesOfRoll, timesText } from './oppettider.ts'
import type { Policy } from './policy.ts'
import { type RegisterDifference, registerDifferences } from './register-difference.ts'

/** A field whose conditions change for a role, a purpose and a stadsdel; null: never shown. */
export interface FieldDifference extends Cell {
  readonly falt: string
  /** The first day on which it differs. */
  readonly from: string
  readonly before: Condition | null
  readonly after: Condition | null
}

/**
 * Days of the coming year on which a role's hours open minutes that were closed before, or close minutes that were
 * open.
 */
export interface TimeDifference {
  readonly roll: string
  readonly fler: number
  readonly fewer: number
  /** The first such day. */
  readonly example: { readonly date: string; readonly before: string; readonly after: string }
}

export interface PolicyDifference {
  readonly date: string
  readonly versions: { readonly before: string; readonly after: string }
  readonly falt: readonly FieldDifference[]
  readonly oppettider: readonly TimeDifference[]
  readonly register: readonly RegisterDifference[]
  /** `vidare`: some request is shown, or somebody may do, what was refused before. */
  readonly direction: 'ingen' | 'snavare' | 'vidare'
}

const ONE_YEAR = 366

/**
 * What a new policy shows and hides from a day on: compared on that day, and on every later day on which an agreement
 * or a stadsdel begins or ends in either policy.
 */
export function diffPolicy(before: Policy, after: Policy, date: string): PolicyDifference {
  const fields = fieldDifferences(before, after, date)
  const oppettider = timeDifferences(before, after, date)
  const register = registerDifferences(before, after)
  const wider =
    fields.some((one) => widens(one.before, one.after)) ||
    oppettider.some(({ fler }) => fler > 0) ||
    register.some((one) => one.widens)
  const versions = { before: before.version, after: after.version }
  const direction = wider ? 'vidare' : before.version === after.version ? 'ingen' : 'snavare'
  return { date, versions, falt: fields, oppettider, register, direction }
}

function fieldDifferences(before: Policy, after: Policy, date: string): FieldDifference[] {
  const found = new Map<string, FieldDifference>()
  for (const from of boundaryDays(before, after, date))
    for (const cell of cellsOf(before, after)) {
      if (
        avtalInForce(before, cell.stadsdel, from) === undefined &&
        avtalInForce(after, cell.stadsdel, from) === undefined
      )
        continue
      const [oldConditions, newConditions] = [conditionsOf(before, cell, from), conditionsOf(after, cell, from)]
      for (const field of new Set([...oldConditions.keys(), ...newConditions.keys()])) {
        const difference = {
          ...cell,
          falt: field,
          from,
          before: oldConditions.get(field) ?? null,
          after: newConditions.get(field) ?? null,
        }
        const key = JSON.stringify([cell, field, difference.before, difference.after])
        if (!sameCondition(difference.before, difference.after) && !found.has(key)) found.set(key, difference)
      }
    }
  return [...found.values()]
}

/** This day, and the later days on which the agreements or stadsdelar in force change. */
function boundaryDays(before: Policy, after: Policy, date: string): readonly string[] {
  const periods = [before, after].flatMap(({ avtal, stadsdelar }) => [...avtal, ...stadsdelar])
  const days = periods.flatMap(({ giltigFran, giltigTill }) =>
    giltigTill === undefined ? [giltigFran] : [giltigFran, daysAfter(giltigTill, 1)],
  )
  return [date, ...[...new Set(days)].filter((day) => day > date).sort()]
}

function cellsOf(before: Policy, after: Policy): readonly Cell[] {
  const both = (codes: (policy: Policy) => readonly string[]) => [...new Set([...codes(before), ...codes(after)])]
  const andamalen = both(({ andamal }) => Object.keys(andamal))
  const stadsdelar = both((policy) => policy.stadsdelar.map(({ kod }) => kod))
  return both(({ roller }) => Object.keys(roller)).flatMap((roll) =>
    andamalen.flatMap((andamal) =>
      stadsdelar.flatMap((stadsdel) => INFORMATIONSMANGDER.map((mangd) => ({ roll, andamal, stadsdel, mangd }))),
    ),
  )
}

/** Compares roles that both policies have: a new or removed role already differs in its fields. */
function timeDifferences(before: Policy, after: Policy, date: string): TimeDifference[] {
  const roller = Object.keys(before.roller).filter((roll) => Object.hasOwn(after.roller, roll))
  const days = Array.from({ length: ONE_YEAR }, (_, day) => daysAfter(date, day))
  return roller.flatMap((roll) => {
    let [moreDays, fewerDays] = [0, 0]
    let example: TimeDifference['example'] | undefined
    for (const day of days) {
      const [oldTimes, newTimes] = [timesOfRoll(before, roll, day), timesOfRoll(after, roll, day)]
      // Open and closed minutes can only differ from a beginning or end of hours on.
      const limits = [...oldTimes, ...newTimes].flat()
      const opens = limits.some((minute) => openAt(newTimes, minute) && !openAt(oldTimes, minute))
      const closes = limits.some((minute) => openAt(oldTimes, minute) && !openAt(newTimes, minute))
      if (opens) moreDays++
      if (closes) fewerDays++
      if (opens || closes) example ??= { date: day, before: timesText(oldTimes), after: timesText(newTimes) }
    }
    return example === undefined ? [] : [{ roll, fler: moreDays, fewer: fewerDays, example }]
  })
}
