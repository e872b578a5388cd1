import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed } from '../../access/refusals.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import { showsProtection } from '../../atkomstlogg/protection.ts'
import { beginReview, reviewRecords, touchingProtected } from '../officers.ts'
import { personIdsFor } from '../person-ids.ts'
import { logsOf, readNamed, type RecordDeps } from './named-record.ts'
import type { Postbegaran, Postsvar } from './record-schema.ts'
import { fieldsInWords, logInWords, summaryOf } from './words.ts'

/** One record in words, with those of the same request in the officer's other logs. */
export function createShowRecord(deps: RecordDeps) {
  const { keys, policy } = deps

  return async ({ loggId, skal }: Postbegaran, caller: Caller): Promise<Outcome<Postsvar>> => {
    const begun = beginReview(deps, caller, { skal })
    if (isRefused(begun)) return begun
    try {
      const named = await readNamed(deps, begun, loggId)
      if ('refused' in named) return named
      const personId = personIdsFor(keys, caller, begun.grounds.tid)
      const answeredAt = begun.grounds.tid.toISOString()
      if ('gone' in named)
        return {
          poster: reviewRecords(keys, { ...begun, logs: [named.logg] }, { orsak: 'visa-post', utfall: 'tomt' }),
          body: (places) => ({ loggId: logIds(keys, places), tidpunkt: answeredAt, status: named.gone, poster: [] }),
        }
      const step = { ...begun, logs: logsOf(named) }
      const isProtected = named.some(({ logg, access }) => showsProtection({ logg, atkomst: access }))
      return {
        poster: reviewRecords(keys, isProtected ? touchingProtected(step) : step, {
          ...{ orsak: 'visa-post', utfall: 'visat' },
        }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: answeredAt,
          status: 'finns',
          poster: named.map(({ logg, nummer, access }) => ({
            loggpost: sealLogId(keys, { logg, nummer }),
            logg,
            loggnamn: logInWords(policy, logg),
            tid: access.tid,
            sammanfattning: summaryOf(policy, access),
            personId: access.personRef === null ? null : personId(access.personRef),
            falt: fieldsInWords(policy, access),
          })),
        }),
      }
    } catch (error) {
      return failed(keys, begun.grounds, error)
    }
  }
}
