import type { Access, Verdict } from '../../atkomstlogg/access.ts'
import type { FollowedRecord } from '../../atkomstlogg/follow/log-reader.ts'
import { daysAfter, swedishDate } from '../../platform/stockholm-time.ts'
import type { Finder, RuleContext } from './finder.ts'
import { seenIn, unitsOf } from './lookups.ts'
import { FINDERS } from './rule-kinds.ts'
import type { Measured, Rule, Rules } from './rules-file.ts'

/** Why a reviewer should look at a record: the rule, with what it measured. */
export interface Flag {
  readonly nummer: number
  readonly regel: string
  readonly measured: Measured
}

/** How many lookups of a unit, for a purpose, with an outcome. */
export interface LookupCount {
  readonly unit: string
  readonly andamal: string | null
  readonly utfall: Verdict
  readonly count: number
}

/** What a month of one log comes to. Numbers in rising order. */
export interface Evaluation {
  readonly population: readonly number[]
  readonly flags: readonly Flag[]
  readonly counts: readonly LookupCount[]
}

/**
 * The open part is all that an officer without granska-skyddade sees, and is computed as if the other records did not exist: no
 * count, median or flag of it depends on them. The protected part are those other records, judged among all.
 */
export type Part = 'open' | 'protected'

export interface EvaluationContext extends Pick<RuleContext, 'isOfAge'> {
  readonly showsProtection: (record: FollowedRecord) => boolean
}

/** The first day, by the clock in Stockholm, whose records the rules of a month look at. */
export const firstDay = (month: string, { bakatDygn }: Pick<Rules, 'bakatDygn'>): string =>
  daysAfter(`${month}-01`, -bakatDygn)

/** Takes the records of one log in order, from the first day on; a record before it changes nothing. */
export function createEvaluation(rules: Rules, month: string, part: Part, context: EvaluationContext) {
  const units = unitsOf(rules)
  const first = firstDay(month, rules)
  const hidden = new WeakSet<Access>()
  const finders = rules.regler
    .filter(({ aktiv }) => aktiv)
    .map((rule) => ({
      regel: rule.id,
      finder: finderOf(rule, {
        ...context,
        units,
        arbetstider: rules.arbetstider,
        protectedRecord: (access) => hidden.has(access),
      }),
    }))
  const population: number[] = []
  const counts = new Map<string, LookupCount>()

  function count(access: Access): void {
    const { andamal, utfall } = access
    const unit = units.of(access)
    const key = JSON.stringify([unit, andamal, utfall])
    counts.set(key, { unit, andamal, utfall, count: (counts.get(key)?.count ?? 0) + 1 })
  }

  return {
    take(record: FollowedRecord): void {
      const day = swedishDate(new Date(record.access.tid))
      // Later records may tell of what came after the month; the month is judged by what was known at its end.
      if (day < first || day.slice(0, 7) > month) return
      const tells = context.showsProtection(record)
      if (tells && part === 'open') return
      const seen = seenIn(month, record)
      if (tells) hidden.add(seen.access)
      for (const { finder } of finders) finder.take(seen)
      if (!seen.judged || tells !== (part === 'protected')) return
      population.push(seen.nummer)
      count(seen.access)
    },
    result(): Evaluation {
      const judged = new Set(population)
      const flags = finders.flatMap(({ regel, finder }) =>
        finder
          .findings()
          .filter(({ nummer }) => judged.has(nummer))
          .map(({ nummer, measured }) => ({ nummer, regel, measured })),
      )
      const order = (a: Flag, b: Flag) => a.nummer - b.nummer || (a.regel < b.regel ? -1 : 1)
      return { population, flags: flags.sort(order), counts: [...counts.values()] }
    },
  }
}

const finderOf = (rule: Rule, context: RuleContext): Finder =>
  (FINDERS[rule.slag] as (parameters: Rule['parametrar'], context: RuleContext) => Finder)(rule.parametrar, context)
