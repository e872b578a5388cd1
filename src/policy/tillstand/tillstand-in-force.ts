import type { Policy } from '../policy.ts'
import type { Anropare } from '../../access/caller.ts'
import type { Atkomstgrund } from '../../access/grounds.ts'
import type { Tillstand, Tillstandslager } from './tillstand.ts'

/**
 * The enkelttillstånd that a request names, when it holds now, for this end user and for this person; it is judged by
 * today's policy, whatever it was granted under. One for a protected person holds only where the request names her by
 * number: the sources know nobody by anything else.
 */
export async function gallandeTillstand(
  { policy, tillstand }: { readonly policy: Policy; readonly tillstand: Pick<Tillstandslager, 'gallande'> },
  tillstandId: string,
  { slutanvandare }: Anropare,
  { personnummer, personRef }: Pick<Atkomstgrund, 'personnummer' | 'personRef'>,
): Promise<Tillstand | undefined> {
  const ett = await tillstand.gallande(tillstandId)
  if (ett === undefined || ett.slutanvandare !== slutanvandare) return undefined
  const undantag = policy.undantag[ett.regel]
  if (undantag === undefined || (undantag.godkannande && !ett.godkant)) return undefined
  if (ett.regel === 'skyddad' && personnummer === null) return undefined
  return ett.personRef === null || ett.personRef === personRef ? ett : undefined
}
