import { readAccess } from '../../atkomstlogg/access-index.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import type { Loggtraff } from './search-schema.ts'
import type { Found, SearchStore } from './search-store.ts'

/** The records of these places in their order, as officers see them. One that has been pruned since the search is left out. */
export async function readHits(
  store: Pick<SearchStore, 'records'>,
  keys: Pick<Keys, 'sealForLog'>,
  personId: (personRef: string) => string,
  places: readonly Found[],
): Promise<readonly (readonly [Found, Loggtraff])[]> {
  const records = new Map((await store.records(places)).map((one) => [`${one.logg}/${one.nummer}`, one.record]))
  return places.flatMap((place) => {
    const record = records.get(`${place.logg}/${place.nummer}`)
    const access = record === undefined ? undefined : readAccess(record)
    if (access === undefined) return []
    const hit: Loggtraff = {
      loggpost: sealLogId(keys, place),
      tid: access.tid,
      logg: place.logg,
      handelse: access.handelse,
      handelseId: access.handelseId,
      slutanvandare: access.slutanvandare,
      identitet: access.identitet ?? null,
      utfardare: access.utfardare ?? null,
      roll: access.roll,
      klient: access.klient,
      andamal: access.andamal,
      arende: access.arende,
      relation: access.relation,
      identifiering: access.identifiering,
      visat: access.visat.map(({ mangd, falt }) => ({ mangd, falt: [...falt] })),
      utfall: access.utfall,
      orsak: access.orsak,
      flaggor: [...access.flaggor],
      tillstand: access.tillstand ?? null,
      ...(access.antal === undefined ? {} : { antal: access.antal }),
      personId: access.personRef === null ? null : personId(access.personRef),
    }
    return [[place, hit] as const]
  })
}
