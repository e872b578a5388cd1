import { createHash } from 'node:crypto'
import type { Selection, ShownUppgift } from '../access/selection.ts'
import type { Access } from '../atkomstlogg/access.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { fieldName } from '../mapping/limit-fields.ts'
import type { Item } from '../mapping/person-items.ts'
import type { Mirror, MirroredPerson } from '../mirror/mirror.ts'
import { list, select } from '../mirror/selection.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { createReaches, type Reach } from '../policy/reach.ts'
import type { Arendesvar, Forslag } from './arende-schema.ts'
import type { Registered } from './case-system.ts'
import { basis, type Categories, suggest } from './categories.ts'

/*
 * What a case registers of its person: the stadsdelar where it belongs, utförare, handläggare and a suggested category. It
 * is made of the uppgifter that the case holds under the policy of the moment, and of nothing else; it is made when the case
 * opens, and again when either has changed.
 */

/** Kinds that a case registers; others are opened only as far as a suggestion looks at them. */
const REGISTERED: readonly Informationsmangd[] = ['utforare', 'handlaggare']

/** A provider whose time is over is not registered. */
export const isCurrent = ({ tillOchMed }: Item, today: string): boolean =>
  typeof tillOchMed !== 'string' || tillOchMed >= today

/** A stadsdel that only has old invoices or decisions is not where the case belongs, when another one has more. */
export function placing<U>(uppgifter: readonly U[], kindOf: (uppgift: U) => Informationsmangd): readonly U[] {
  const registered = uppgifter.filter((uppgift) => REGISTERED.includes(kindOf(uppgift)))
  return registered.length > 0 ? registered : uppgifter
}

/** Tells what one registration is made of from what another is, and nothing of what is in it. `holds`: `uppgiftRef:version`. */
export const basisDigest = (
  policyVersion: string,
  { andamal, holds, chosen }: { andamal: string; holds: readonly string[]; chosen: Forslag | null },
): string =>
  createHash('sha256')
    .update(JSON.stringify([policyVersion, andamal, holds, chosen]))
    .digest('base64url')

export type RegistrationContent = Pick<Arendesvar, 'stadsdelar' | 'utforare' | 'handlaggare' | 'forslag'>

export const REGISTERS_NOTHING: RegistrationContent = { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }

export interface RegistrationQuery {
  readonly person: MirroredPerson
  readonly reach: Reach
  readonly andamal: string
  /** The day in Stockholm. */
  readonly date: string
}

export interface RegistrationParts {
  readonly policy: Policy
  readonly mirror: Pick<Mirror, 'open'>
  readonly categories: Categories
}

/** What the case should register of its person, and the selection behind it for the record. */
export function registrationOf(
  { policy, mirror, categories }: RegistrationParts,
  { person, reach, andamal, date }: RegistrationQuery,
): { readonly content: RegistrationContent; readonly selection: Selection } {
  const looksAt = basis(categories.regler, andamal)
  const opened = select(mirror, person, reach, (mangd, allowed) =>
    REGISTERED.includes(mangd)
      ? allowed
      : new Set([...allowed].filter((field) => looksAt.get(mangd)?.has(field) === true)),
  )
  const shown = opened.shown.map((uppgift) => onlyCurrent(uppgift, date)).filter(({ poster }) => poster.length > 0)
  const places = new Set(placing(shown, ({ mangd }) => mangd).map(({ stadsdel }) => stadsdel))
  return {
    selection: { shown, reason: shown.length === 0 && opened.reason === 'traff' ? 'inga-uppgifter' : opened.reason },
    content: {
      stadsdelar: todaysStadsdelar(policy, date)
        .filter(({ kod }) => places.has(kod))
        .map(({ kod, namn }) => ({ kod, namn })),
      utforare: list(shown, 'utforare'),
      handlaggare: list(shown, 'handlaggare'),
      forslag: suggest(categories.regler, andamal, shown),
    },
  }
}

const onlyCurrent = (shown: ShownUppgift, today: string): ShownUppgift =>
  REGISTERED.includes(shown.mangd) ? { ...shown, poster: shown.poster.filter((item) => isCurrent(item, today)) } : shown

/** Makes registrations anew, of the uppgifter that a case holds. */
export interface Registrations {
  /** Whether a change of this kind can change what a case of this purpose registers. */
  dependsOn(andamal: string, mangd: Informationsmangd): boolean
  /** By the policy of now; `visat` is what the registration shows of the uppgifter, for the record. */
  make(
    arende: {
      readonly arendeId: string
      readonly personRef: string
      readonly andamal: string
      /** In the place of the suggestion. */
      readonly chosen: Forslag | null
    },
    holds: ReadonlySet<string>,
  ): Promise<{ readonly registration: Registered; readonly visat: readonly ShownFields[] }>
}

export type ShownFields = Access['visat'][number] & { readonly stadsdel: string; readonly avtal: string | null }

interface RegistrationsDeps extends RegistrationParts {
  readonly mirror: Pick<Mirror, 'person' | 'open'>
  readonly clock: () => Date
}

export function createRegistrations(deps: RegistrationsDeps): Registrations {
  const { policy, mirror, categories, clock } = deps
  const reaches = createReaches(policy)
  return {
    dependsOn: (andamal, mangd) => REGISTERED.includes(mangd) || basis(categories.regler, andamal).has(mangd),
    async make({ arendeId, personRef, andamal, chosen }, holds) {
      const date = swedishDate(clock())
      const reach = reaches.mirroring({ andamal, arende: arendeId, date })
      const mirrored = await mirror.person(personRef)
      const person = { ...mirrored, uppgifter: mirrored.uppgifter.filter(({ uppgiftRef }) => holds.has(uppgiftRef)) }
      const { content, selection } = registrationOf(deps, { person, reach, andamal, date })
      return {
        registration: chosen === null ? content : { ...content, forslag: chosen },
        visat: selection.shown.map(({ stadsdel, mangd, poster }) => ({
          stadsdel,
          mangd,
          falt: fieldName(poster),
          avtal: reach.decide(stadsdel, mangd).avtal ?? null,
        })),
      }
    },
  }
}
