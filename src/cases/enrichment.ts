import type { Informationsmangd } from '../informationsmangd.ts'
import type { MirroredPerson, Mirror } from '../mirror/mirror.ts'
import type { Stadsdel } from '../policy/policy.ts'
import type { Arendesvar } from './arende-schema.ts'
import type { Selection, ShownUppgift } from '../access/selection.ts'
import { suggest, basis, type CategoryRule } from './categories.ts'
import type { Reach } from '../policy/reach.ts'
import { list, select } from '../mirror/selection.ts'

/** Kinds that a case registers; others are opened only as far as a suggestion looks at them. */
const REGISTERED: readonly Informationsmangd[] = ['utforare', 'handlaggare']

/** Whether a change of this kind can change what a case of this purpose registers. */
export const affectsRegistration = (
  rules: readonly CategoryRule[],
  andamal: string,
  mangd: Informationsmangd,
): boolean => REGISTERED.includes(mangd) || basis(rules, andamal).has(mangd)

export type Enrichment = Pick<Arendesvar, 'stadsdelar' | 'utforare' | 'handlaggare' | 'forslag'>

export const NO_ENRICHMENT: Enrichment = { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }

/** What the case should register of its person, and the selection behind it for the record. */
export function enrich(
  mirror: Pick<Mirror, 'open'>,
  rules: readonly CategoryRule[],
  stadsdelar: readonly Stadsdel[],
  query: { person: MirroredPerson; reach: Reach; andamal: string; today: string },
): { enrichment: Enrichment; selection: Selection } {
  const { person, reach, andamal, today } = query
  const looksAt = basis(rules, andamal)
  const opened = select(mirror, person, reach, (mangd, allowed) =>
    REGISTERED.includes(mangd)
      ? allowed
      : new Set([...allowed].filter((field) => looksAt.get(mangd)?.has(field) === true)),
  )
  const shown = opened.shown.map((one) => withoutEnded(one, today)).filter(({ poster }) => poster.length > 0)
  const selection = {
    shown,
    orsak: shown.length === 0 && opened.orsak === 'traff' ? 'inga-uppgifter' : opened.orsak,
  }

  // A district that only has old invoices or decisions is not where the case belongs, when another one has more.
  const registered = shown.filter(({ mangd }) => REGISTERED.includes(mangd))
  const affected = new Set((registered.length > 0 ? registered : shown).map(({ stadsdel }) => stadsdel))
  return {
    selection,
    enrichment: {
      stadsdelar: stadsdelar.filter(({ kod }) => affected.has(kod)).map(({ kod, namn }) => ({ kod, namn })),
      utforare: list(shown, 'utforare'),
      handlaggare: list(shown, 'handlaggare'),
      forslag: suggest(rules, andamal, shown),
    },
  }
}

const withoutEnded = (shown: ShownUppgift, today: string): ShownUppgift =>
  shown.mangd !== 'utforare'
    ? shown
    : {
        ...shown,
        poster: shown.poster.filter(({ tillOchMed }) => typeof tillOchMed !== 'string' || tillOchMed >= today),
      }
