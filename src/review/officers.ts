import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { type Grounds, groundsOf } from '../access/grounds.ts'
import type { BodyError, Refusal } from '../access/outcome.ts'
import { recordsInEach, refusalRecords } from '../access/records.ts'
import { invalidRequest, rightMissing } from '../access/refusals.ts'
import { GATE, GATE_RULES } from '../access/request-schema.ts'
import type { Access } from '../atkomstlogg/access.ts'
import { TOUCHES_PROTECTED } from '../atkomstlogg/protection.ts'
import { textFault } from '../mapping/text.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { assignedLogs, everyLog, type Policy } from '../policy/policy.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../policy/requirements.ts'

const LONGEST_REASON = 200

/** Why an officer asks: recorded in clear in every log that the act concerns. */
export const Reason = Type.String({
  minLength: 1,
  maxLength: LONGEST_REASON,
  [GATE]: 'line',
  description:
    'Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att ' +
    'andra granskare av samma logg ser det.',
  examples: ['Anmälan om obehörig åtkomst, dnr 2026-114'],
})

/** A log by its name: the code of its stadsdel, or that of the processor's own log. */
export const LogName = Type.String({
  maxLength: 60,
  pattern: '^[a-z]+(-[a-z]+)*$',
  description: 'En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.',
  examples: ['bromma'],
})

export const LogNames = Type.Array(LogName, {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description: 'Loggarna som avses; utan dem alla som du granskar.',
  examples: [['bromma']],
})

export interface ReviewDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
}

export interface ReviewRequest {
  /** Through the gate of texts. An operation without a body, which shows nobody, gives a reason of its own. */
  readonly skal: string
  /** The logs that the act is limited to; absent: every log of the officer. */
  readonly loggar?: readonly string[] | undefined
  /** Of the person that the act is about: the record then has the reference and the sealed number. */
  readonly personnummer?: string | undefined
  readonly arende?: string | undefined
  readonly handelse?: 'granskning' | 'utdrag' | 'export'
}

export interface Officer {
  /** The role that gives the right. */
  readonly roll: string
  /** Every log that the officer reads. */
  readonly logs: readonly string[]
  /** Whether records that tell protection are there for the officer (`showsProtection`). */
  readonly mayProtected: boolean
}

export interface ReviewStep {
  readonly grounds: Grounds
  readonly officer: Officer
  /** The logs that the act concerns, each of which gets a record of it. */
  readonly logs: readonly [string, ...string[]]
}

const REFUSALS = {
  'identitet-ej-styrkt': {
    kod: 'ATKOMST_NEKAD',
    forklaring:
      'Granskning kräver att den som frågar själv är inloggad. Här frågar det anropande systemet, för egen del eller för någon som det uppger.',
  },
  'inga-loggar': {
    kod: 'ATKOMST_NEKAD',
    forklaring: 'Du är inte tilldelad någon logg. Den som svarar för loggen tilldelar granskare.',
  },
  'logg-okand': { kod: 'FINNS_EJ', forklaring: 'Loggen finns inte bland dem som du granskar.' },
} as const satisfies Record<string, Refusal['refused']>

/**
 * The beginning of every operation of an officer: a person by their own token, with a role that reviews, within the logs
 * assigned to them, for a stated reason. A log of somebody else's looks like one that does not exist; only the log tells
 * them apart.
 */
export function beginReview(deps: ReviewDeps, caller: Caller, request: ReviewRequest): ReviewStep | Refusal {
  const { policy, keys } = deps
  const { skal: reason, loggar: named, personnummer, arende, handelse: event = 'granskning' } = request
  const { grounds: laid, invalid } = groundsOf(deps, event, caller, { personnummer, arende })
  const errors = [...reasonErrors(reason, laid.tid), ...invalid]
  // A text that is refused is not recorded either.
  const grounds = { ...laid, andamal: errors.some(({ pekare }) => pekare === '/skal') ? null : reason }
  const refuse = (code: keyof typeof REFUSALS, cause: string = code, beyond: Pick<Access, 'detaljer'> = {}) => ({
    refused: REFUSALS[code],
    poster: refusalRecords(keys, grounds, 'nekat', cause, beyond),
  })

  if (caller.identitet !== 'token') return refuse('identitet-ej-styrkt')
  const roll = reviewingRoll(policy, caller.roller)
  if (roll === undefined) return rightMissing(keys, grounds, 'ratt', requirementText(REQUIREMENTS.review).swedish)
  const logs = assignedLogs(policy, caller)
  if (logs.length === 0) return refuse('inga-loggar')
  if (errors.length > 0) return invalidRequest(keys, grounds, errors)

  const [first, ...others] = named === undefined ? logs : [...new Set(named)]
  const foreign = (named ?? []).filter((log) => !logs.includes(log))
  if (first === undefined || foreign.length > 0) {
    // Names of logs alone: whatever else the caller wrote stays out of the log.
    const known = foreign.filter((log) => everyLog(policy).includes(log))
    return known.length > 0
      ? refuse('logg-okand', 'logg-annans', { detaljer: { loggar: known } })
      : refuse('logg-okand')
  }
  const mayProtected = policy.roller[roll]?.ratter?.includes('granska-skyddade') === true
  return { grounds, officer: { roll, logs, mayProtected }, logs: [first, ...others] }
}

/** One record of the act for each log that it concerns; the place of the first is that of the answer. */
export const reviewRecords = (
  keys: Pick<Keys, 'sealForLog'>,
  { grounds, officer, logs }: ReviewStep,
  outcome: Pick<Access, 'orsak' | 'utfall' | 'detaljer'>,
) => recordsInEach(keys, grounds, logs, { ...outcome, roll: officer.roll })

/** The act concerns a record or a person that tells protection: its own record must not tell other officers. */
export const touchingProtected = (step: ReviewStep): ReviewStep => ({
  ...step,
  grounds: { ...step.grounds, flaggor: [...step.grounds.flaggor, TOUCHES_PROTECTED] },
})

/** The role that shows most: one with granska-skyddade before others. */
function reviewingRoll(policy: Policy, roller: readonly string[]): string | undefined {
  const reviewing = rollerFor(policy, roller, REQUIREMENTS.review)
  return reviewing.find((roll) => policy.roller[roll]?.ratter?.includes('granska-skyddade')) ?? reviewing[0]
}

function reasonErrors(reason: string, now: Date): readonly BodyError[] {
  const fault = textFault(reason, { longest: LONGEST_REASON }, now)
  return fault === undefined ? [] : [{ pekare: '/skal', regel: GATE_RULES[fault] }]
}
