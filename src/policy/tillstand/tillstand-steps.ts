import type { Loggplats } from '../../atkomstlogg/access.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import { rymmerPersonnummer } from '../../mapping/find-personnummer.ts'
import type { Policy, Ratt } from '../policy.ts'
import { rollMed } from '../rights.ts'
import type { Anropare } from '../../access/caller.ts'
import { ogiltigBegaran } from '../../access/refusals.ts'
import { laggGrund, type Atkomstgrund, type Uppgivet } from '../../access/grounds.ts'
import { avvisningsposter } from '../../access/records.ts'
import type { Kroppsfel, Nekad } from '../../access/outcome.ts'
import type { Hinder, Tillstandslager } from './tillstand.ts'

export interface TillstandDeps {
  readonly policy: Policy
  readonly nycklar: Nycklar
  readonly klocka: () => Date
  readonly tillstand: Tillstandslager
}

type Nekandekod = 'ratt-saknas' | 'regel' | 'tillstand-eget' | 'tillstand-okant' | 'tillstand-konflikt'

const NEKANDEN: Readonly<
  Record<Nekandekod, { readonly kod: 'ATKOMST_NEKAD' | 'FINNS_EJ' | 'KONFLIKT'; readonly forklaring: string }>
> = {
  'ratt-saknas': { kod: 'ATKOMST_NEKAD', forklaring: 'Ingen av rollerna har rätt att göra det här.' },
  regel: { kod: 'ATKOMST_NEKAD', forklaring: 'Undantag kan inte ges från den regeln.' },
  'tillstand-eget': { kod: 'ATKOMST_NEKAD', forklaring: 'Någon annan måste ta ställning till det.' },
  'tillstand-okant': { kod: 'FINNS_EJ', forklaring: 'Tillståndet finns inte.' },
  'tillstand-konflikt': {
    kod: 'KONFLIKT',
    forklaring: 'Det går inte att ta ställning till tillståndet längre, eller än.',
  },
}

const HINDER: Readonly<Record<Hinder, Nekandekod>> = {
  'finns-ej': 'tillstand-okant',
  eget: 'tillstand-eget',
  konflikt: 'tillstand-konflikt',
}

export interface Steg {
  readonly grund: Atkomstgrund
  /** The role that gives the right. */
  readonly roll: string
}

/** What every step with enkelttillstånd begins with: the ground of its record, and whether it may be taken at all. */
export function borjaSteg(
  deps: TillstandDeps,
  anropare: Anropare,
  ratter: readonly [Ratt, ...Ratt[]],
  uppgivet: Uppgivet & {
    readonly tillstand?: string
    readonly fritext?: { readonly falt: string; readonly text: string }
  },
): Steg | Nekad {
  const { policy, nycklar } = deps
  const { fritext, tillstand = null } = uppgivet
  const lagd = laggGrund(deps, 'tillstand', anropare, uppgivet)
  const ogiltigt: Kroppsfel[] = [...lagd.ogiltigt]
  if (fritext !== undefined && rymmerPersonnummer(fritext.text, lagd.grund.tid))
    ogiltigt.push({ pekare: `/${fritext.falt}`, regel: 'innehåller något som kan läsas som ett personnummer' })
  const grund = { ...lagd.grund, tillstand }
  if (ogiltigt.length > 0) return ogiltigBegaran(nycklar, grund, ogiltigt)
  const roll = ratter.map((ratt) => rollMed(policy, anropare.roller, ratt)).find((en) => en !== undefined)
  return roll === undefined ? nekaSteg(nycklar, grund, 'ratt-saknas') : { grund, roll }
}

export const nekaSteg = (nycklar: Nycklar, grund: Atkomstgrund, orsak: Nekandekod): Nekad => ({
  nekad: NEKANDEN[orsak],
  poster: avvisningsposter(nycklar, grund, 'nekat', orsak),
})

export const hindrat = (nycklar: Nycklar, grund: Atkomstgrund, hinder: Hinder): Nekad =>
  nekaSteg(nycklar, grund, HINDER[hinder])

/** Bound to its place, so that one text cannot be put where another stood. */
export const omFritext = (tillstandId: string, vad: 'motivering' | 'beslut' | 'granskning'): string =>
  `tillstand/${tillstandId}/${vad}`

export const loggId = (platser: readonly Loggplats[]): string[] =>
  platser.map(({ logg, nummer }) => `${logg}/${String(nummer)}`)
