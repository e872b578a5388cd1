import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { CASE_SYSTEM, openFields } from './decide.ts'
import { looksUp, type Policy, type Right, rollWith } from './policy.ts'

/**
 * What a role must allow before it may call an operation, whoever the person is: one of these rights; to be that role; to see
 * something of the kind (of any kind: `*`) for some purpose or for this one; to look persons up; or to be a role of the policy
 * at all.
 */
export type Requirement =
  | { readonly rights: readonly [Right, ...Right[]] }
  | { readonly roll: string }
  | { readonly opens: Informationsmangd | '*'; readonly andamal?: string }
  | { readonly looksUp: true }
  | { readonly known: true }

/** The purpose under which the register of handläggare is shown. */
export const CONTACT = 'kontakt-handlaggare'

/** By operation. What refuses a caller and what the API's document states is read from here. */
export const REQUIREMENTS = {
  uppslag: { opens: '*' },
  faktura: { opens: 'faktura' },
  register: { opens: 'handlaggare', andamal: CONTACT },
  arende: { roll: CASE_SYSTEM },
  chooseCategory: { looksUp: true },
  statistics: { rights: ['statistik'] },
  /** Of every operation on the access logs, which also takes an assignment (`beginReview`). */
  review: { rights: ['granska'] },
  explanation: { known: true },
  andamal: { looksUp: true },
  requestTillstand: { rights: ['begara-undantag'] },
  decideTillstand: { rights: ['godkanna-undantag'] },
  reviewTillstand: { rights: ['granska'] },
  listOwnTillstand: { rights: ['begara-undantag'] },
  listTillstand: { rights: ['granska', 'godkanna-undantag'] },
} as const satisfies Readonly<Record<string, Requirement>>

/** Those of the roles that meet the requirement, by name. A right that is named first gives its roles first. */
export function rollerFor(policy: Policy, roller: readonly string[], requirement: Requirement): readonly string[] {
  const known = [...new Set(roller)].filter((roll) => Object.hasOwn(policy.roller, roll)).sort()
  if ('rights' in requirement) {
    const found = requirement.rights.flatMap((right) =>
      known.filter((roll) => rollWith(policy, [roll], right) !== undefined),
    )
    return [...new Set(found)]
  }
  if ('roll' in requirement) return known.filter((roll) => roll === requirement.roll)
  if ('known' in requirement) return known
  if ('looksUp' in requirement) return known.filter((roll) => looksUp(policy, roll))
  const { opens, andamal } = requirement
  const mangder = opens === '*' ? INFORMATIONSMANGDER : [opens]
  const purposes = andamal === undefined ? Object.keys(policy.andamal) : [andamal]
  return known.filter((roll) =>
    purposes.some((one) => mangder.some((mangd) => openFields(policy, { roll, andamal: one }, mangd).length > 0)),
  )
}

/** What follows `kräver` and `requires`. */
export function requirementText(requirement: Requirement): { readonly swedish: string; readonly english: string } {
  if ('rights' in requirement) {
    const { rights } = requirement
    return {
      swedish: `en roll med rätten ${rights.join(' eller ')}`,
      english: `a role with the right ${rights.join(' or ')}`,
    }
  }
  if ('roll' in requirement) return { swedish: `rollen ${requirement.roll}`, english: `the role ${requirement.roll}` }
  if ('looksUp' in requirement)
    return { swedish: 'en roll som slår upp personer', english: 'a role that looks persons up' }
  if ('known' in requirement)
    return { swedish: 'en roll som finns i konfigurationen', english: 'a role that the configuration has' }
  const { opens, andamal } = requirement
  return {
    swedish: `en roll som får se ${opens === '*' ? 'något' : opens} för ${andamal === undefined ? 'något ändamål' : `ändamålet ${andamal}`}`,
    english: `a role that may see ${opens === '*' ? 'something' : opens} for ${andamal === undefined ? 'some purpose' : `the purpose ${andamal}`}`,
  }
}
