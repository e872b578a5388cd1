import type { Registrera } from './register.ts'
import type { Spegel } from '../mirror/mirror.ts'
import { faltnamn } from '../mapping/limit-fields.ts'
import { svensktDatum } from '../platform/stockholm-time.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { berika, rorRegistreringen } from './enrichment.ts'
import type { Kategoriregel } from './categories.ts'
import { createRackvidder } from '../policy/reach.ts'

export interface RegistreringDeps {
  readonly policy: Policy
  readonly spegel: Pick<Spegel, 'person' | 'oppna'>
  readonly kategorier: readonly Kategoriregel[]
  readonly klocka: () => Date
}

/** The enrichment that the opening of a case is answered with, made again when what the case holds has changed. */
export function createRegistrering({ policy, spegel, kategorier, klocka }: RegistreringDeps): Registrera {
  const rackvidder = createRackvidder(policy)
  return {
    rors: (andamal, mangd) => rorRegistreringen(kategorier, andamal, mangd),
    async gor({ arendeId, personRef, andamal }, har) {
      const datum = svensktDatum(klocka())
      const rackvidd = rackvidder.spegling({ andamal, arende: arendeId, datum })
      const person = await spegel.person(personRef)
      const { berikning, urval } = berika(spegel, kategorier, dagensStadsdelar(policy, datum), {
        person: { ...person, uppgifter: person.uppgifter.filter(({ uppgiftRef }) => har.has(uppgiftRef)) },
        rackvidd,
        andamal,
        idag: datum,
      })
      return {
        registrering: berikning,
        visat: urval.visningar.map(({ stadsdel, mangd, poster }) => ({
          stadsdel,
          mangd,
          falt: faltnamn(poster),
          avtal: rackvidd.beslut(stadsdel, mangd).avtal ?? null,
        })),
      }
    },
  }
}
