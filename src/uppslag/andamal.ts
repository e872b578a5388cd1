import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { Outcome } from '../access/outcome.ts'
import { ownRecord } from '../access/records.ts'
import { rightMissing } from '../access/refusals.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { byReference, includes, mayHaveAndamal, requirementFor, requiresArendeFor } from '../policy/decide.ts'
import { type Andamal, IDENTIFIERINGAR, type Policy } from '../policy/policy.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../policy/requirements.ts'
import type { AndamalAnswer } from './andamal-schema.ts'

interface AndamalDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
}

type Told = AndamalAnswer['andamal'][number]

/** Which purposes the caller may state, and what each opens at most and demands. Configuration only: about no person. */
export function createListAndamal(deps: AndamalDeps) {
  const { policy, keys } = deps
  return async (caller: Caller): Promise<Outcome<AndamalAnswer>> => {
    const { grounds } = groundsOf(deps, 'forklaring', caller, {})
    const roller = rollerFor(policy, caller.roller, REQUIREMENTS.andamal)
    if (roller.length === 0) return rightMissing(keys, grounds, 'ratt', requirementText(REQUIREMENTS.andamal).swedish)
    const told = Object.entries(policy.andamal).flatMap(([code, andamal]) =>
      roller.some((roll) => mayHaveAndamal(roll, code)) ? [describe(policy, code, andamal)] : [],
    )
    return {
      poster: ownRecord(keys, grounds, { roll: roller.join(' '), utfall: 'tomt', orsak: 'regler' }),
      body: (places) => ({ loggId: logIds(keys, places), policyversion: policy.version, andamal: told }),
    }
  }
}

function describe(policy: Policy, code: string, andamal: Andamal): Told {
  const mangder = INFORMATIONSMANGDER.flatMap((mangd) => describeMangd(policy, code, andamal, mangd))
  const { namn, identifiering } = andamal
  return { kod: code, namn, identifiering, kraverArende: mangder.every((one) => one.kraverArende), mangder }
}

function describeMangd(policy: Policy, code: string, andamal: Andamal, mangd: Informationsmangd): Told['mangder'] {
  const opens = andamal.mangder[mangd]
  const fields = opens === undefined ? [] : policy.listed[mangd].filter((field) => includes(opens, field))
  if (fields.length === 0) return []
  const higher = IDENTIFIERINGAR.filter((level) => level !== andamal.identifiering).flatMap((level) => {
    const demanding = fields.filter((field) => requirementFor(andamal, mangd, field) === level)
    return demanding.length === 0 ? [] : [{ identifiering: level, falt: demanding }]
  })
  return [
    {
      mangd,
      falt: fields,
      kraverArende: requiresArendeFor(andamal, mangd),
      hogreKrav: higher,
      hanvisning: byReference(policy, code, mangd),
    },
  ]
}
