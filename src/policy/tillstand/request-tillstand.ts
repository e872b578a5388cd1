import { randomUUID } from 'node:crypto'
import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { ownRecord } from '../../access/records.ts'
import { failed, invalidRequest, rightMissing, unknownArende } from '../../access/refusals.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { containsPersonnummer } from '../../mapping/find-personnummer.ts'
import { type CaseOwners, mayName } from '../named-arende.ts'
import { rollerForProtected } from '../policy.ts'
import { REQUIREMENTS } from '../requirements.ts'
import type { Tillstandsbegaran, Tillstandssvar } from './tillstand-schema.ts'
import { aboutFreeText, beginStep, refuseStep, type TillstandDeps } from './tillstand-steps.ts'

/**
 * Requests an enkelttillstånd. Nothing of the person is read: the answer is the same whether the person exists or is
 * protected.
 */
export function createRequestTillstand(deps: TillstandDeps & { readonly arenden: CaseOwners }) {
  const { policy, keys, tillstand } = deps

  return async (request: Tillstandsbegaran, caller: Caller): Promise<Outcome<Tillstandssvar>> => {
    const { regel, arende, minuter, motivering } = request
    const step = beginStep(deps, caller, REQUIREMENTS.requestTillstand, request)
    if (isRefused(step)) return step
    const tillstandId = newId(step.grounds.tid)
    const grounds = { ...step.grounds, tillstand: tillstandId }
    const exception = policy.undantag[regel]
    if (exception === undefined) return refuseStep(keys, step.grounds, 'regel')
    if (minuter > exception.hogstMinuter)
      return invalidRequest(keys, step.grounds, [{ pekare: '/minuter', regel: 'är fler än regeln tillåter' }])
    if (regel === 'skyddad' && rollerForProtected(policy, caller.roller).length === 0)
      return rightMissing(
        keys,
        step.grounds,
        'ratt-saknas',
        'en roll som får se skyddade personuppgifter (skyddade: true)',
      )

    try {
      if (!(await mayName(deps, caller.klient, step.grounds.arende))) return unknownArende(keys, step.grounds)
    } catch (error) {
      return failed(keys, step.grounds, error)
    }
    const status = exception.godkannande ? 'vantar-godkannande' : 'beviljat'
    return {
      poster: ownRecord(keys, grounds, { roll: step.roll, utfall: 'tomt', orsak: `${regel}-${status}` }),
      body: async (places) => {
        const { giltigTill } = await tillstand.request({
          tillstandId,
          regel,
          status,
          utfardare: caller.utfardare,
          slutanvandare: caller.slutanvandare,
          klient: caller.klient,
          personRef: grounds.personRef,
          arende: arende ?? null,
          motivering: keys.sealForLog(OWN_LOG, aboutFreeText(tillstandId, 'motivering'), motivering),
          minuter,
        })
        return { tillstandId, status, giltigTill: giltigTill.toISOString(), loggId: logIds(keys, places) }
      },
    }
  }
}

/** The id stands in URLs, and the digits of a UUID may happen to form a personnummer. */
export function newId(now: Date): string {
  for (;;) {
    const id = randomUUID()
    if (!containsPersonnummer(id, now)) return id
  }
}
