import { svensktDatum } from '../platform/stockholm-time.ts'
import { ARENDESYSTEM, dagensStadsdelar } from '../policy/decide.ts'
import type { Anropare } from '../access/caller.ts'
import type { Arendebegaran, Arendesvar } from './arende-schema.ts'
import type { Arenden, OppnatArende } from './arenden.ts'
import { misslyckad, nekadAtkomst, ogiltigBegaran, okantArende } from '../access/refusals.ts'
import { berika, INGEN_BERIKNING } from './enrichment.ts'
import { arEget, EGET_NUMMER, INGET_EGET } from '../access/own-number.ts'
import { laggGrund } from '../access/grounds.ts'
import type { Kategoriregel } from './categories.ts'
import { kanda, loggIdn, utgangsposter } from '../access/records.ts'
import { createRackvidder } from '../policy/reach.ts'
import { INGEN_ALLS } from '../mirror/find-person.ts'
import type { UppslagDeps } from '../uppslag/uppslag.ts'
import type { Utgang } from '../access/outcome.ts'

export interface ArendeDeps extends UppslagDeps {
  readonly arenden: Arenden
  readonly kategorier: readonly Kategoriregel[]
}

/**
 * A case was opened, categorised or closed in the case system. Starts or ends the mirroring and answers with what the
 * case should register; the answer is a disclosure, as neutral as a lookup's.
 */
export function createArende(deps: ArendeDeps) {
  const { policy, spegel, nycklar, kategorier } = deps
  const rackvidder = createRackvidder(policy)

  return async (arendeId: string, begaran: Arendebegaran, anropare: Anropare): Promise<Utgang<Arendesvar>> => {
    const { status, personnummer, andamal } = begaran
    const lagd = laggGrund(deps, 'arende', anropare, { personnummer, andamal, arende: arendeId })
    if (!anropare.roller.includes(ARENDESYSTEM)) return nekadAtkomst(nycklar, lagd.grund, 'roll')
    if (lagd.ogiltigt.length > 0) return ogiltigBegaran(nycklar, lagd.grund, lagd.ogiltigt)
    const datum = svensktDatum(lagd.grund.tid)
    // Before the case is opened, so that none is opened for a purpose that does not exist.
    if (andamal !== undefined && !Object.hasOwn(policy.andamal, andamal))
      return nekadAtkomst(nycklar, lagd.grund, 'andamal')

    let grund = lagd.grund
    try {
      // Whoever opens a case about themselves gets one that nothing is mirrored into; it closes like any other.
      const uppgiven = lagd.grund.personRef
      const om = arEget(anropare, uppgiven) ? nycklar.personRef(INGEN_ALLS) : uppgiven
      const arende = await anmal(deps.arenden, arendeId, begaran, om)
      if (arende === undefined) return okantArende(nycklar, grund)
      // Whoever the request names, an open case is about the person that it was opened for.
      const personRef = arende.personRef === om ? uppgiven : arende.personRef
      grund = {
        ...grund,
        ...arende,
        personRef,
        personnummer: personRef === grund.personRef ? grund.personnummer : null,
      }
      const rackvidd = rackvidder.spegling({ andamal: arende.andamal ?? '', arende: arendeId, datum })
      const person = personRef === null || status === 'stangt' ? undefined : await spegel.person(personRef)
      const eget = person !== undefined && arEget(anropare, person.personRef)
      const { berikning, urval } =
        person === undefined
          ? { berikning: INGEN_BERIKNING, urval: { visningar: [], orsak: status } }
          : berika(spegel, kategorier, dagensStadsdelar(policy, datum), {
              person: eget ? { ...person, uppgifter: [] } : person,
              rackvidd,
              andamal: arende.andamal ?? '',
              idag: datum,
            })
      if (eget) grund = { ...grund, flaggor: [EGET_NUMMER] }
      const varfor = eget ? INGET_EGET : urval
      return {
        poster: utgangsposter(nycklar, grund, rackvidd, varfor, kanda(policy, person?.skyddadAv ?? [])),
        ...(person === undefined || urval.visningar.length > 0 ? {} : { neutral: { tidigastMs: 0 } }),
        body: (platser) => ({
          arendeId,
          status,
          ...berikning,
          spegling: status === 'stangt' ? 'avslutas' : 'pagar',
          loggId: loggIdn(platser, urval),
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

type OmArende = { readonly [K in 'personRef' | 'andamal']: OppnatArende[K] | null }

/** A case that was closed before may be closed again, but it is no longer known whom it was about. */
const REDAN_STANGT: OmArende = { personRef: null, andamal: null }

/** Whom the case is about; undefined when it is not open. Every person's case is reported alike: the answer must not tell. */
async function anmal(
  arenden: Arenden,
  arendeId: string,
  { status, personnummer: _, andamal, ...kategori }: Arendebegaran,
  personRef: string | null,
): Promise<OmArende | undefined> {
  if (status === 'oppnat') {
    // The schema demands both when a case opens.
    if (personRef === null || andamal === undefined) return undefined
    await arenden.oppna({ arendeId, personRef, andamal, kategori })
    return { personRef, andamal }
  }
  const arende = await arenden.hamta(arendeId)
  if (status === 'stangt') return (await arenden.stang(arendeId)) ? (arende ?? REDAN_STANGT) : undefined
  return (await arenden.kategorisera(arendeId, kategori)) ? arende : undefined
}
