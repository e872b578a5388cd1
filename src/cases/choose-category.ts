import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { Outcome } from '../access/outcome.ts'
import { ownRecord } from '../access/records.ts'
import { failed, invalidRequest, rightMissing, unknownArende } from '../access/refusals.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { type CaseOwners, mayName } from '../policy/named-arende.ts'
import type { Policy } from '../policy/policy.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../policy/requirements.ts'
import type { Registreringsbegaran, Registreringssvar } from './arende-schema.ts'
import { type Categories, knownWords } from './categories.ts'
import type { Arenden } from './report-arende.ts'

export interface ChooseCategoryDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
  readonly arenden: CaseOwners & Pick<Arenden, 'choose'>
  readonly categories: Categories
}

const LEVELS = ['huvudkategori', 'arendetyp', 'arendeklass'] as const

/** Chooses what a case registers, in the place of the suggestion. Nothing of whom it is about is read. */
export function createChooseCategory(deps: ChooseCategoryDeps) {
  const { policy, keys, arenden } = deps
  const known = knownWords(deps.categories)

  return async (
    arendeId: string,
    chosen: Registreringsbegaran,
    caller: Caller,
  ): Promise<Outcome<Registreringssvar>> => {
    const { grounds, invalid } = groundsOf(deps, 'arende', caller, { arende: arendeId })
    const roller = rollerFor(policy, caller.roller, REQUIREMENTS.chooseCategory)
    if (roller.length === 0)
      return rightMissing(keys, grounds, 'roll', requirementText(REQUIREMENTS.chooseCategory).swedish)
    const unknown = LEVELS.filter((level) => known(level, chosen[level]) !== chosen[level])
    const errors = [
      ...invalid,
      ...unknown.map((level) => ({ pekare: `/${level}`, regel: 'finns inte i konfigurationen' })),
    ]
    if (errors.length > 0) return invalidRequest(keys, grounds, errors)
    try {
      const owner = await arenden.ownerOf(arendeId)
      if (owner === undefined || !(await mayName(deps, caller.klient, arendeId))) return unknownArende(keys, grounds)
      return {
        poster: ownRecord(keys, grounds, { roll: roller.join(' '), utfall: 'tomt', orsak: 'kategori-vald' }),
        body: async (places) => {
          // One that was closed meanwhile registers nothing any more, whatever was chosen.
          await arenden.choose(arendeId, owner, chosen)
          return { arendeId, loggId: logIds(keys, places) }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}
