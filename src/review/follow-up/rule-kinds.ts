import { stockholmTime } from '../../platform/stockholm-time.ts'
import { clockTimeText, openAt, timesOfRoll } from '../../policy/oppettider.ts'
import { findAfterClosing, findOfSomebodyElse } from './case-rules.ts'
import { findManyInWindow, findManyUsers, findWithoutHits } from './count-rules.ts'
import type { Finder, Finding, RuleContext } from './finder.ts'
import type { Seen } from './lookups.ts'
import type { Measured, Parameters, RuleKind } from './rules-file.ts'

/** Needs what the log does not say, so that nobody can find the same from an export. */
export const NOT_REDRAWABLE: ReadonlySet<RuleKind> = new Set(['sjalv-alder'])

/** What each kind flags. Every finder follows from the records, the parameters and the context alone. */
export const FINDERS: {
  readonly [K in RuleKind]: (parameters: Parameters[K], context: RuleContext) => Finder
} = {
  'utan-arende': ({ utomAndamal }) =>
    each(
      ({ access: { arende, utfall, andamal } }) =>
        arende === null && utfall === 'visat' && !utomAndamal.includes(andamal ?? ''),
    ),
  'annans-arende': findOfSomebodyElse,
  'utanfor-arbetstid': ({ marginalMinuter }, { units, arbetstider }) =>
    measuring(({ access, time }) => {
      const hours = units.hoursOf(units.of(access))
      if (hours === undefined) return undefined
      const { date, minute } = stockholmTime(new Date(time))
      const times = timesOfRoll({ roller: asRoll(hours), oppettider: arbetstider }, hours, date)
      const wider = times.map(([from, to]) => [from - marginalMinuter, to + marginalMinuter] as const)
      return openAt(wider, minute) ? undefined : { klockslag: clockTimeText(minute) }
    }),
  'manga-pa-kort-tid': findManyInWindow,
  'en-person-av-manga': findManyUsers,
  'eget-nummer': () => each(({ access: { flaggor, orsak } }) => [...flaggor, orsak].includes('eget-nummer')),
  skyddad: (_, { protectedRecord }) => each(({ access }) => protectedRecord(access)),
  undantag: () => each(({ access: { flaggor, tillstand } }) => tillstand !== null || flaggor.includes('undantag')),
  'efter-stangt-arende': findAfterClosing,
  'sjalv-alder': (limits, { isOfAge }) =>
    each((seen) => seen.access.relation === 'sjalv' && isOfAge?.(seen, limits) === true),
  'utan-traff': findWithoutHits,
}

/** A rule that looks at each lookup by itself. */
const each = (flags: (seen: Seen) => boolean): Finder => measuring((seen) => (flags(seen) ? {} : undefined))

function measuring(measure: (seen: Seen) => Measured | undefined): Finder {
  const found: Finding[] = []
  return {
    take(seen) {
      const measured = seen.judged ? measure(seen) : undefined
      if (measured !== undefined) found.push({ nummer: seen.nummer, measured })
    },
    findings: () => found,
  }
}

/** The working hours in the form in which hours are asked for. */
const asRoll = (hours: string) => ({ [hours]: { namn: hours, mangder: {}, oppettid: hours } })
