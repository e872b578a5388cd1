import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { daysAfter } from '../platform/stockholm-time.ts'
import { avtalInForce } from './decide.ts'
import { openAt, rollensTimes, writeTimes } from './oppettider.ts'
import type { Policy } from './policy.ts'
import { registerDifferences, type RegisterDifference } from './register-difference.ts'
import { sameCondition, widens, conditionFor, type Cell, type Condition } from './conditions.ts'

/** A field whose conditions change for a role, a purpose and a stadsdel; null: not shown at all. */
export interface FieldDifference extends Cell {
  readonly falt: string
  /** The first day on which it differs. */
  readonly fran: string
  readonly fore: Condition | null
  readonly after: Condition | null
}

/** Days of the coming year on which a role is at work at more, or fewer, minutes than before. */
export interface TimeDifference {
  readonly roll: string
  readonly fler: number
  readonly fewer: number
  /** The first such day. */
  readonly example: { readonly date: string; readonly fore: string; readonly after: string }
}

export interface PolicyDifference {
  readonly date: string
  readonly versions: { readonly fore: string; readonly after: string }
  readonly falt: readonly FieldDifference[]
  readonly oppettider: readonly TimeDifference[]
  readonly register: readonly RegisterDifference[]
  /** `vidare`: some request is shown, or somebody may do, what was refused before. */
  readonly direction: 'ingen' | 'snavare' | 'vidare'
}

const ONE_YEAR = 366

/**
 * What a new policy shows and hides, from a day on: on that day, and on every later one on which an agreement or a
 * stadsdel begins or ends in either policy.
 */
export function diffPolicy(fore: Policy, after: Policy, date: string): PolicyDifference {
  const falt = fieldDifferences(fore, after, date)
  const oppettider = timeDifferences(fore, after, date)
  const register = registerDifferences(fore, after)
  const onward =
    falt.some((one) => widens(one.fore, one.after)) ||
    oppettider.some(({ fler }) => fler > 0) ||
    register.some((one) => one.widens)
  const versions = { fore: fore.version, after: after.version }
  const direction = onward ? 'vidare' : fore.version === after.version ? 'ingen' : 'snavare'
  return { date, versions, falt, oppettider, register, direction }
}

function fieldDifferences(fore: Policy, after: Policy, date: string): FieldDifference[] {
  const found = new Map<string, FieldDifference>()
  for (const fran of boundaryDays(fore, after, date))
    for (const cell of cells(fore, after)) {
      if (
        avtalInForce(fore, cell.stadsdel, fran) === undefined &&
        avtalInForce(after, cell.stadsdel, fran) === undefined
      )
        continue
      const [da, now] = [conditionFor(fore, cell, fran), conditionFor(after, cell, fran)]
      for (const falt of new Set([...da.keys(), ...now.keys()])) {
        const difference = { ...cell, falt, fran, fore: da.get(falt) ?? null, after: now.get(falt) ?? null }
        const key = JSON.stringify([cell, falt, difference.fore, difference.after])
        if (!sameCondition(difference.fore, difference.after) && !found.has(key)) found.set(key, difference)
      }
    }
  return [...found.values()]
}

/** The days on which what is in force can change, from this one on. */
function boundaryDays(fore: Policy, after: Policy, date: string): readonly string[] {
  const periods = [fore, after].flatMap(({ avtal, stadsdelar }) => [...avtal, ...stadsdelar])
  const days = periods.flatMap(({ giltigFran, giltigTill }) =>
    giltigTill === undefined ? [giltigFran] : [giltigFran, daysAfter(giltigTill, 1)],
  )
  return [date, ...[...new Set(days)].filter((day) => day > date).sort()]
}

function cells(fore: Policy, after: Policy): readonly Cell[] {
  const both = (codes: (policy: Policy) => readonly string[]) => [...new Set([...codes(fore), ...codes(after)])]
  const andamalen = both(({ andamal }) => Object.keys(andamal))
  const stadsdelar = both((policy) => policy.stadsdelar.map(({ kod }) => kod))
  return both(({ roller }) => Object.keys(roller)).flatMap((roll) =>
    andamalen.flatMap((andamal) =>
      stadsdelar.flatMap((stadsdel) => INFORMATIONSMANGDER.map((mangd) => ({ roll, andamal, stadsdel, mangd }))),
    ),
  )
}

/** Of roles that both policies know: one that is new, or gone, differs in what it is shown. */
function timeDifferences(fore: Policy, after: Policy, date: string): TimeDifference[] {
  const roller = Object.keys(fore.roller).filter((roll) => Object.hasOwn(after.roller, roll))
  const days = Array.from({ length: ONE_YEAR }, (_, day) => daysAfter(date, day))
  return roller.flatMap((roll) => {
    let [fler, fewer] = [0, 0]
    let example: TimeDifference['example'] | undefined
    for (const itsSunday of days) {
      const [da, now] = [rollensTimes(fore, roll, itsSunday), rollensTimes(after, roll, itsSunday)]
      // Hours only change at their own beginnings and ends.
      const limits = [...da, ...now].flat()
      const more = limits.some((minute) => openAt(now, minute) && !openAt(da, minute))
      const smaller = limits.some((minute) => openAt(da, minute) && !openAt(now, minute))
      if (more) fler++
      if (smaller) fewer++
      if (more || smaller) example ??= { date: itsSunday, fore: writeTimes(da), after: writeTimes(now) }
    }
    return example === undefined ? [] : [{ roll, fler, fewer, example }]
  })
}
