import type { Caller } from '../../access/caller.ts'
import { type Grounds, groundsOf, type Stated } from '../../access/grounds.ts'
import type { Refusal } from '../../access/outcome.ts'
import { refusalRecords } from '../../access/records.ts'
import { EXPLANATIONS, invalidRequest, rightMissing } from '../../access/refusals.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { assignedLogs, type Policy, rollWith } from '../policy.ts'
import { type Requirement, requirementText, rollerFor } from '../requirements.ts'
import type { StepFailure, TillstandStore } from './tillstand.ts'

export interface TillstandDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
  readonly tillstand: TillstandStore
}

type RefusalCode =
  'identitet-ej-styrkt' | 'inga-loggar' | 'regel' | 'tillstand-eget' | 'tillstand-okant' | 'tillstand-konflikt'

const REFUSALS: Readonly<
  Record<RefusalCode, { readonly kod: 'ATKOMST_NEKAD' | 'FINNS_EJ' | 'KONFLIKT'; readonly forklaring: string }>
> = {
  'identitet-ej-styrkt': { kod: 'ATKOMST_NEKAD', forklaring: EXPLANATIONS['identitet-ej-styrkt'] },
  'inga-loggar': {
    kod: 'ATKOMST_NEKAD',
    forklaring: 'Enkelttillstånd granskas av den som är tilldelad personuppgiftsbiträdets egen logg.',
  },
  regel: { kod: 'ATKOMST_NEKAD', forklaring: 'Undantag kan inte ges från den regeln.' },
  'tillstand-eget': { kod: 'ATKOMST_NEKAD', forklaring: 'Någon annan måste ta ställning till det.' },
  'tillstand-okant': { kod: 'FINNS_EJ', forklaring: 'Tillståndet finns inte.' },
  'tillstand-konflikt': {
    kod: 'KONFLIKT',
    forklaring: 'Det går inte att ta ställning till tillståndet längre, eller än.',
  },
}

const FAILURE_CODES: Readonly<Record<StepFailure, RefusalCode>> = {
  'finns-ej': 'tillstand-okant',
  eget: 'tillstand-eget',
  konflikt: 'tillstand-konflikt',
}

export interface Step {
  readonly grounds: Grounds
  /** The role that gives the right. */
  readonly roll: string
}

/**
 * The beginning of every step with enkelttillstånd: the grounds of its record, and whether the caller may take the
 * step.
 */
export function beginStep(
  deps: TillstandDeps,
  caller: Caller,
  requirement: Requirement,
  stated: Stated & { readonly tillstand?: string },
): Step | Refusal {
  const { policy, keys } = deps
  const { tillstand = null } = stated
  const { grounds: laid, invalid } = groundsOf(deps, 'tillstand', caller, stated)
  const grounds = { ...laid, tillstand }
  if (invalid.length > 0) return invalidRequest(keys, grounds, invalid)
  // A client that names its end users could name one person as two.
  if (caller.identitet !== 'token') return refuseStep(keys, grounds, 'identitet-ej-styrkt')
  const roller = rollerFor(policy, caller.roller, requirement)
  if (roller.length === 0) return rightMissing(keys, grounds, 'ratt-saknas', requirementText(requirement).swedish)
  // Steps with enkelttillstånd stand in the processor's own log, which only those assigned to it review.
  const reviewsOwnLog = assignedLogs(policy, caller).includes(OWN_LOG)
  const roll = roller.find((one) => reviewsOwnLog || !onlyReviews(policy, one, requirement))
  return roll === undefined ? refuseStep(keys, grounds, 'inga-loggar') : { grounds, roll }
}

/** Whether the role may take the step for no other right than that of officers. */
const onlyReviews = (policy: Policy, roll: string, requirement: Requirement): boolean =>
  'rights' in requirement &&
  !requirement.rights.some((right) => right !== 'granska' && rollWith(policy, [roll], right) !== undefined)

export const refuseStep = (keys: Keys, grounds: Grounds, reason: RefusalCode): Refusal => ({
  refused: REFUSALS[reason],
  poster: refusalRecords(keys, grounds, 'nekat', reason),
})

export const refuseFailedStep = (keys: Keys, grounds: Grounds, failure: StepFailure): Refusal =>
  refuseStep(keys, grounds, FAILURE_CODES[failure])

/** Binds a sealed text to its place, so that it cannot be moved to another. */
export const aboutFreeText = (tillstandId: string, what: 'motivering' | 'beslut' | 'granskning'): string =>
  `tillstand/${tillstandId}/${what}`
