import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { BodyError, Outcome } from '../access/outcome.ts'
import { ownRecord } from '../access/records.ts'
import { accessRefused, EXPLANATIONS, invalidRequest, rightMissing } from '../access/refusals.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { stockholmTime } from '../platform/stockholm-time.ts'
import { explain, type MangdExplanation } from '../policy/explain.ts'
import type { Policy } from '../policy/policy.ts'
import { createReaches } from '../policy/reach.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../policy/requirements.ts'
import { ruleText } from '../policy/rule-texts.ts'
import type { ExplanationAnswer, ExplanationRequest } from './explanation-schema.ts'

interface ExplanationDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
}

/**
 * Explains the caller's roles: which fields a lookup would show and which rule hides the others. Uses rules only; no
 * person is named and the mirror is not read.
 */
export function createExplanation(deps: ExplanationDeps) {
  const { policy, keys } = deps
  const reaches = createReaches(policy)

  return async (request: ExplanationRequest, caller: Caller): Promise<Outcome<ExplanationAnswer>> => {
    const { andamal, identifiering, stadsdel } = request
    const { grounds, invalid } = groundsOf(deps, 'forklaring', caller, request)
    const instant = request.tidpunkt === undefined ? grounds.tid : new Date(request.tidpunkt)
    const error = [...invalid, ...otherInvalid(policy, stadsdel, instant)]
    if (error.length > 0) return invalidRequest(keys, grounds, error)
    if (!Object.hasOwn(policy.andamal, andamal)) return accessRefused(keys, grounds, 'andamal')
    const roller = rollerFor(policy, caller.roller, REQUIREMENTS.explanation)
    if (roller.length === 0)
      return rightMissing(keys, grounds, 'roll', requirementText(REQUIREMENTS.explanation).swedish)

    const { date, minute } = stockholmTime(instant)
    const query = { andamal, identifiering, arende: grounds.arende, date, minute }
    const reach = reaches.uppslag(roller, query)
    const stadsdelar = stadsdel === undefined ? undefined : [stadsdel]
    return {
      poster: ownRecord(keys, grounds, { roll: roller.join(' '), utfall: 'tomt', orsak: 'regler' }),
      body: (places) => ({
        loggId: logIds(keys, places),
        tidpunkt: instant.toISOString(),
        policyversion: policy.version,
        nekas: typeof reach === 'string' ? EXPLANATIONS[reach] : null,
        roller: roller.map((roll) => ({
          roll,
          namn: policy.roller[roll]?.namn ?? roll,
          galler: typeof reach !== 'string' && reach.roll === roll,
          mangder: explain(policy, { ...query, roll }, stadsdelar).map(withText),
        })),
      }),
    }
  }
}

function otherInvalid(policy: Policy, stadsdel: string | undefined, instant: Date): BodyError[] {
  return [
    // A leap second matches the format but is an invalid date.
    ...(Number.isNaN(instant.getTime()) ? [{ pekare: '/tidpunkt', regel: 'är ingen giltig tidpunkt' }] : []),
    ...(stadsdel !== undefined && !policy.stadsdelar.some(({ kod }) => kod === stadsdel)
      ? [{ pekare: '/stadsdel', regel: 'är ingen stadsdel' }]
      : []),
  ]
}

const withText = ({ doljs, visas, ...mangd }: MangdExplanation) => ({
  ...mangd,
  visas: [...visas],
  doljs: doljs.map(({ falt, regel, file, pekare, requires }) => ({
    falt: [...falt],
    regel,
    forklaring: ruleText({ regel, ...(requires === undefined ? {} : { requires }) }),
    regelplats: `${file}#${pekare}`,
  })),
})
