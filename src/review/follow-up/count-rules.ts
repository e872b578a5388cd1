import type { Finder, Finding, RuleContext } from './finder.ts'
import { isLookup, type Seen, userOf } from './lookups.ts'
import type { Parameters } from './rules-file.ts'

const ONE_MINUTE = 60_000
const ONE_DAY = 24 * 60 * ONE_MINUTE

/** What one end user of one unit did within a window. A record of several calls, refused alike, counts as many. */
interface Window {
  readonly unit: string
  readonly calls: { readonly nummer: number; readonly count: number }[]
  total: number
}

/** Windows of that length begin at fixed times since 1970, as those of alerts do. */
function createWindows(minutes: number) {
  const windows = new Map<string, Window>()
  return {
    add({ nummer, time, access }: Seen, unit: string): void {
      const key = `${String(Math.floor(time / (minutes * ONE_MINUTE)))} ${unit} ${userOf(access)}`
      const window: Window = windows.get(key) ?? { unit, calls: [], total: 0 }
      windows.set(key, window)
      const count = access.antal ?? 1
      window.calls.push({ nummer, count })
      window.total += count
    },
    all: () => [...windows.values()],
  }
}

/** Flags the lookup by which a user reached the limit, which follows from the median of the unit's windows of the month. */
export function findManyInWindow(
  { minuter, ganger, minst }: Parameters['manga-pa-kort-tid'],
  { units }: Pick<RuleContext, 'units'>,
): Finder {
  const windows = createWindows(minuter)
  return {
    take(seen) {
      if (seen.judged) windows.add(seen, units.of(seen.access))
    },
    findings() {
      const counts = new Map<string, number[]>()
      for (const { unit, total } of windows.all()) {
        const sizes = counts.get(unit)
        if (sizes === undefined) counts.set(unit, [total])
        else sizes.push(total)
      }
      const medians = new Map([...counts].map(([unit, sizes]) => [unit, medianOf(sizes)]))
      return windows.all().flatMap((window) => {
        const median = medians.get(window.unit) ?? 0
        const limit = Math.max(minst, Math.ceil(ganger * median))
        return reached(window, limit, { antal: window.total, median, grans: limit })
      })
    },
  }
}

/** Searches that found nobody. */
export function findWithoutHits({ minuter, minst }: Parameters['utan-traff']): Finder {
  const windows = createWindows(minuter)
  return {
    take(seen) {
      if (seen.judged && seen.access.utfall === 'tomt') windows.add(seen, '')
    },
    findings: () => windows.all().flatMap((window) => reached(window, minst, { antal: window.total })),
  }
}

/** The record by which the window came to the limit. */
function reached({ calls }: Window, limit: number, measured: Finding['measured']): readonly Finding[] {
  let sum = 0
  for (const { nummer, count } of calls) {
    sum += count
    if (sum >= limit) return [{ nummer, measured }]
  }
  return []
}

/** Flags each lookup by which one more user within the days, of at least so many, looked up the same person. */
export function findManyUsers({ dygn, minst }: Parameters['en-person-av-manga']): Finder {
  const persons = new Map<string, Map<string, number>>()
  const found: Finding[] = []
  return {
    take({ nummer, time, access, judged }) {
      if (access.personRef === null || !isLookup(access)) return
      const users = persons.get(access.personRef) ?? new Map<string, number>()
      persons.set(access.personRef, users)
      for (const [user, last] of users) if (last < time - dygn * ONE_DAY) users.delete(user)
      const known = users.has(userOf(access))
      users.set(userOf(access), time)
      if (judged && !known && users.size >= minst) found.push({ nummer, measured: { antal: users.size } })
    },
    findings: () => found,
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
