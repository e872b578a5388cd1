import type { Register } from './register.ts'
import type { Mirror } from '../mirror/mirror.ts'
import { fieldName } from '../mapping/limit-fields.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { enrich, affectsRegistration } from './enrichment.ts'
import type { CategoryRule } from './categories.ts'
import { createReaches } from '../policy/reach.ts'

export interface RegistrationDeps {
  readonly policy: Policy
  readonly mirror: Pick<Mirror, 'person' | 'open'>
  readonly categories: readonly CategoryRule[]
  readonly clock: () => Date
}

/** The enrichment that the opening of a case is answered with, made again when what the case holds has changed. */
export function createRegistration({ policy, mirror, categories, clock }: RegistrationDeps): Register {
  const reaches = createReaches(policy)
  return {
    touched: (andamal, mangd) => affectsRegistration(categories, andamal, mangd),
    async make({ arendeId, personRef, andamal }, has) {
      const date = swedishDate(clock())
      const reach = reaches.spegling({ andamal, arende: arendeId, date })
      const person = await mirror.person(personRef)
      const { enrichment, selection } = enrich(mirror, categories, todaysStadsdelar(policy, date), {
        person: { ...person, uppgifter: person.uppgifter.filter(({ uppgiftRef }) => has.has(uppgiftRef)) },
        reach,
        andamal,
        today: date,
      })
      return {
        registration: enrichment,
        visat: selection.shown.map(({ stadsdel, mangd, poster }) => ({
          stadsdel,
          mangd,
          falt: fieldName(poster),
          avtal: reach.beslut(stadsdel, mangd).avtal ?? null,
        })),
      }
    },
  }
}
