import type { Policy } from '../policy.ts'
import type { Caller } from '../../access/caller.ts'
import type { Grounds } from '../../access/grounds.ts'
import type { Tillstand, TillstandStore } from './tillstand.ts'

/**
 * The enkelttillstånd that a request names, when it holds now, for this end user and for this person; it is judged by
 * today's policy, whatever it was granted under. One for a protected person holds only where the request names her by
 * number: the sources know nobody by anything else.
 */
export async function tillstandInForce(
  { policy, tillstand }: { readonly policy: Policy; readonly tillstand: Pick<TillstandStore, 'inForce'> },
  tillstandId: string,
  { slutanvandare }: Caller,
  { personnummer, personRef }: Pick<Grounds, 'personnummer' | 'personRef'>,
): Promise<Tillstand | undefined> {
  const one = await tillstand.inForce(tillstandId)
  if (one === undefined || one.slutanvandare !== slutanvandare) return undefined
  const exception = policy.undantag[one.regel]
  if (exception === undefined || (exception.godkannande && !one.approved)) return undefined
  if (one.regel === 'skyddad' && personnummer === null) return undefined
  return one.personRef === null || one.personRef === personRef ? one : undefined
}
