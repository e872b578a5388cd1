import type { Policy } from '../policy/policy.ts'
import type { Anropare } from '../uppslag/anropare.ts'
import type { Tillstand, Tillstandslager } from './tillstand.ts'

/**
 * The enkelttillstånd that a request names, when it holds now, for this end user and for this person; it is judged by
 * today's policy, whatever it was granted under. One that is about a person holds only where the request names the
 * person by number.
 */
export async function gallandeTillstand(
  { policy, tillstand }: { readonly policy: Policy; readonly tillstand: Pick<Tillstandslager, 'gallande'> },
  tillstandId: string,
  { slutanvandare }: Anropare,
  personRef: string | null,
): Promise<Tillstand | undefined> {
  const ett = await tillstand.gallande(tillstandId)
  if (ett === undefined || ett.slutanvandare !== slutanvandare) return undefined
  const undantag = policy.undantag[ett.regel]
  if (undantag === undefined || (undantag.godkannande && !ett.godkant)) return undefined
  return ett.personRef === null || ett.personRef === personRef ? ett : undefined
}
