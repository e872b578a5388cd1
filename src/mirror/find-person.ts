import type { Nycklar } from '../platform/keys/keys.ts'
import type { SpegladPerson, Sokslag, Spegel } from './mirror.ts'
import { begransa } from '../mapping/limit-fields.ts'
import type { Rackvidd } from '../policy/reach.ts'

/** More than this many candidates for one invoice is no search of one person. */
const MAX_KANDIDATER = 20
/** No person can have it: month 00 and day 00. */
export const INGEN_ALLS = '000000000000'

const FALT = { ocr: 'ocrNummer', fakturanummer: 'fakturanummer' } as const satisfies Record<Sokslag, string>

/**
 * The one person whose opened invoice carries the reference; undefined with the cause for the log when there is none or
 * more than one. Only invoices whose reference the caller may see are opened: otherwise the search itself would tell.
 */
export async function sokPerson(
  deps: { spegel: Spegel; nycklar: Pick<Nycklar, 'personRef'> },
  rackvidd: Rackvidd,
  slag: Sokslag,
  varde: string,
): Promise<SpegladPerson | 'okand' | 'flera-personer'> {
  const funna = [...new Set(await deps.spegel.sok(slag, varde))]
  // With no candidate a person is read all the same, so that the time taken does not tell that there was none.
  const refar = funna.length === 0 ? [deps.nycklar.personRef(INGEN_ALLS)] : funna
  if (refar.length > MAX_KANDIDATER) return 'flera-personer'
  const personer = await Promise.all(refar.map((ref) => deps.spegel.person(ref)))
  const traffar = personer.filter((person) => harFaktura(deps.spegel, person, rackvidd, FALT[slag], varde))
  const [traff] = traffar
  if (traff === undefined) return 'okand'
  return traffar.length === 1 ? traff : 'flera-personer'
}

const harFaktura = (spegel: Spegel, person: SpegladPerson, rackvidd: Rackvidd, falt: string, varde: string): boolean =>
  !person.skyddad &&
  person.uppgifter.some(
    (uppgift) =>
      uppgift.mangd === 'faktura' &&
      rackvidd.beslut(uppgift.stadsdel, 'faktura').falt.has(falt) &&
      begransa(spegel.oppna(uppgift), new Set([falt])).some((post) => post[falt] === varde),
  )
