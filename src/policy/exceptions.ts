import type { Query } from './decide.ts'
import { type Policy, rollerForProtected } from './policy.ts'
import type { Reach, Reaches, RefusalCause, UppslagReach } from './reach.ts'
import type { Tillstand } from './tillstand/tillstand.ts'

export interface Judged {
  readonly reach: Reach | RefusalCause
  /** For the record: the enkelttillstånd that overrode a rule. */
  readonly tillstand: string | null
  readonly flaggor: readonly string[]
  /** The sources are read for this one person, protected or not. */
  readonly readNow: boolean
}

type WithoutRoll = Omit<Query, 'roll' | 'undantag'>

/**
 * The reach of the request, with the enkelttillstånd that it names if that is in force. One that is not in force, or
 * that overrides no rule that applied, changes nothing.
 */
export function judge(
  policy: Policy,
  reaches: Reaches,
  roller: readonly string[],
  query: WithoutRoll,
  named: { readonly inForce: Tillstand | undefined } | undefined,
): Judged {
  const usual = reaches.uppslag(roller, query)
  const unchanged = { reach: usual, tillstand: null, flaggor: [], readNow: false }
  if (named === undefined) return unchanged
  const { inForce: tillstand } = named
  const widened = tillstand === undefined ? undefined : withTillstand(policy, reaches, roller, query, tillstand)
  if (tillstand === undefined || widened === undefined) return { ...unchanged, flaggor: [TILLSTAND_NOT_IN_FORCE] }
  const { tillstandId, regel } = tillstand
  if (regel !== 'skyddad' && typeof usual !== 'string' && usual.fieldCount >= widened.fieldCount) return unchanged
  return { reach: widened, tillstand: tillstandId, flaggor: [EXCEPTION], readNow: regel === 'skyddad' }
}

/**
 * Flags of a record: a rule was overridden; a protected person was shown; the named enkelttillstånd was not in force.
 */
export const EXCEPTION = 'undantag'
export const PROTECTED_SHOWN = 'skyddad-visad'
const TILLSTAND_NOT_IN_FORCE = 'tillstand-galler-ej'

function withTillstand(
  policy: Policy,
  reaches: Reaches,
  roller: readonly string[],
  query: WithoutRoll,
  { regel }: Tillstand,
): UppslagReach | undefined {
  const reach =
    regel === 'skyddad'
      ? reaches.uppslag(rollerForProtected(policy, roller), query)
      : reaches.uppslag(roller, { ...query, undantag: new Set([regel]) })
  return typeof reach === 'string' ? undefined : reach
}
