import type { Informationsmangd } from '../informationsmangd.ts'
import type { SpegladPerson, Spegel } from '../mirror/mirror.ts'
import type { Stadsdel } from '../policy/policy.ts'
import type { Arendesvar } from './arende-schema.ts'
import { lista } from '../uppslag/content.ts'
import { foresla, underlag, type Kategoriregel } from './categories.ts'
import type { Rackvidd } from '../policy/reach.ts'
import { gorUrval, type Urval, type Visning } from '../mirror/selection.ts'

/** Kinds that a case registers; others are opened only as far as a suggestion looks at them. */
const REGISTRERAS: readonly Informationsmangd[] = ['utforare', 'handlaggare']

/** Whether a change of this kind can change what a case of this purpose registers. */
export const rorRegistreringen = (
  regler: readonly Kategoriregel[],
  andamal: string,
  mangd: Informationsmangd,
): boolean => REGISTRERAS.includes(mangd) || underlag(regler, andamal).has(mangd)

export type Berikning = Pick<Arendesvar, 'stadsdelar' | 'utforare' | 'handlaggare' | 'forslag'>

export const INGEN_BERIKNING: Berikning = { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }

/** What the case should register of its person, and the selection behind it for the record. */
export function berika(
  spegel: Pick<Spegel, 'oppna'>,
  regler: readonly Kategoriregel[],
  stadsdelar: readonly Stadsdel[],
  fraga: { person: SpegladPerson; rackvidd: Rackvidd; andamal: string; idag: string },
): { berikning: Berikning; urval: Urval } {
  const { person, rackvidd, andamal, idag } = fraga
  const tittarPa = underlag(regler, andamal)
  const oppnat = gorUrval(spegel, person, rackvidd, (mangd, tillatna) =>
    REGISTRERAS.includes(mangd)
      ? tillatna
      : new Set([...tillatna].filter((falt) => tittarPa.get(mangd)?.has(falt) === true)),
  )
  const visningar = oppnat.visningar.map((en) => utanAvslutade(en, idag)).filter(({ poster }) => poster.length > 0)
  const urval = {
    visningar,
    orsak: visningar.length === 0 && oppnat.orsak === 'traff' ? 'inga-uppgifter' : oppnat.orsak,
  }

  // A district that only has old invoices or decisions is not where the case belongs, when another one has more.
  const registrerade = visningar.filter(({ mangd }) => REGISTRERAS.includes(mangd))
  const berorda = new Set((registrerade.length > 0 ? registrerade : visningar).map(({ stadsdel }) => stadsdel))
  return {
    urval,
    berikning: {
      stadsdelar: stadsdelar.filter(({ kod }) => berorda.has(kod)).map(({ kod, namn }) => ({ kod, namn })),
      utforare: lista(visningar, 'utforare'),
      handlaggare: lista(visningar, 'handlaggare'),
      forslag: foresla(regler, andamal, visningar),
    },
  }
}

const utanAvslutade = (visning: Visning, idag: string): Visning =>
  visning.mangd !== 'utforare'
    ? visning
    : {
        ...visning,
        poster: visning.poster.filter(({ tillOchMed }) => typeof tillOchMed !== 'string' || tillOchMed >= idag),
      }
