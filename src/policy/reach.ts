import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import {
  CASE_SYSTEM,
  decideFields,
  decideMirroring,
  type DecisionCause,
  type FieldDecision,
  isOpen,
  type Query,
  withoutAvtal,
} from './decide.ts'
import type { ExceptionRule, Policy } from './policy.ts'

/** What one request can be shown, whoever the person is. */
export interface Reach {
  readonly roll: string
  decide(stadsdel: string, mangd: Informationsmangd): FieldDecision
}

/**
 * The reach of a lookup, with the number of fields over all kinds that the role opens before agreements are applied.
 */
export interface UppslagReach extends Reach {
  readonly fieldCount: number
}

export type RefusalCause = Exclude<DecisionCause, 'tillaten' | 'avtal-saknas' | 'hanvisning'>

export interface Reaches {
  /**
   * Each role is judged alone; the role that opens most fields for the purpose is used, the first by name among equals.
   * Roles are never combined.
   */
  uppslag(roller: readonly string[], query: Omit<Query, 'roll'>): UppslagReach | RefusalCause
  /** The reach of mirroring into an open case; an unknown purpose opens nothing. */
  mirroring(query: Pick<Query, 'andamal' | 'arende' | 'date'>): Reach
}

const NONE: ReadonlySet<ExceptionRule> = new Set()

/** Decisions are the same all day for the same kind of request and the same open roles, so they are cached by day. */
export function createReaches(policy: Policy): Reaches {
  const forUppslag = createDayCache<UppslagReach | RefusalCause>()
  const forMirroring = createDayCache<Reach>()

  return {
    uppslag(roller, { andamal, arende, identifiering, date, minute, undantag = NONE }) {
      // Only names in the policy are cached, so that callers cannot make the cache grow.
      if (!Object.hasOwn(policy.andamal, andamal)) return 'andamal'
      const knownRoller = [...new Set(roller)].filter((roll) => Object.hasOwn(policy.roller, roll)).sort()
      const query = { andamal, identifiering, date, minute, undantag, arende: arende === null ? null : 'angivet' }
      // The set of open roles is the only part of the key that changes during a day.
      const open = knownRoller.map((roll) => `${roll}${isOpen(policy, { ...query, roll }) ? '' : ' stängd'}`)
      const key = [open.join(), andamal, identifiering, String(query.arende), [...undantag].sort().join()].join('|')
      return forUppslag(date, key, () => widest(policy, knownRoller, query))
    },
    mirroring({ andamal, arende, date }) {
      const query = { andamal, arende, date }
      return forMirroring(date, andamal, () => ({
        roll: CASE_SYSTEM,
        decide: memoized((stadsdel, mangd) => decideMirroring(policy, query, stadsdel, mangd)),
      }))
    },
  }
}

function createDayCache<T>(): (date: string, key: string, make: () => T) => T {
  let day = ''
  const cache = new Map<string, T>()
  return (date, key, make) => {
    if (date !== day) {
      cache.clear()
      day = date
    }
    const value = cache.get(key) ?? make()
    cache.set(key, value)
    return value
  }
}

function widest(policy: Policy, roller: readonly string[], query: Omit<Query, 'roll'>): UppslagReach | RefusalCause {
  let best: { query: Query; fieldCount: number } | undefined
  const reasons = new Set<DecisionCause>()
  for (const roll of roller) {
    const withRoll = { ...query, roll }
    const decisions = INFORMATIONSMANGDER.map((mangd) => withoutAvtal(policy, withRoll, mangd))
    for (const { reason } of decisions) reasons.add(reason)
    const count = decisions.reduce((sum, { falt }) => sum + falt.size, 0)
    if (count > (best?.fieldCount ?? 0)) best = { query: withRoll, fieldCount: count }
  }
  if (best === undefined)
    // Causes that the caller can remedy come first.
    return (['identifiering', 'arende-saknas', 'oppettid'] as const).find((reason) => reasons.has(reason)) ?? 'roll'
  const { query: chosen, fieldCount } = best
  return {
    roll: chosen.roll,
    fieldCount,
    decide: memoized((stadsdel, mangd) => decideFields(policy, chosen, stadsdel, mangd)),
  }
}

function memoized(decide: Reach['decide']): Reach['decide'] {
  const cache = new Map<string, FieldDecision>()
  return (stadsdel, mangd) => {
    const key = `${stadsdel}/${mangd}`
    const value = cache.get(key) ?? decide(stadsdel, mangd)
    cache.set(key, value)
    return value
  }
}
