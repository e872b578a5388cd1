import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome, type Refusal } from '../../access/outcome.ts'
import { pageOf } from '../../access/paging.ts'
import { refusalRecords } from '../../access/records.ts'
import { failed } from '../../access/refusals.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewStep, touchingProtected } from '../officers.ts'
import type { Acknowledgement, Alert, AlertStore } from './alert-store.ts'
import type { AlertQuery, Kvitteringsbegaran, Kvitteringssvar, Larmsvar } from './alerts-schema.ts'

export interface AlertDeps extends ReviewDeps {
  readonly larm: AlertStore
}

/** Alerts of the officer's logs, newest first. */
export function createAlerts(deps: AlertDeps) {
  const { keys } = deps

  return async (query: AlertQuery, caller: Caller): Promise<Outcome<Larmsvar>> => {
    const { slag, status, logg, franOchMed: from, tillOchMed: to } = query
    const step = beginReview(deps, caller, {
      skal: 'Genomgång av larm',
      loggar: logg === undefined ? undefined : [logg],
    })
    if (isRefused(step)) return step
    try {
      const requested = pageOf(query)
      const { larm, count } = await deps.larm.list(scopeOf(step), { kind: slag, status, from, to }, requested)
      return {
        poster: reviewRecords(keys, step, { utfall: 'visat', orsak: 'larm' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: step.grounds.tid.toISOString(),
          larm: larm.map((one) => shownAlert(keys, one)),
          ...requested,
          antal: count,
        }),
      }
    } catch (error) {
      return failed(keys, step.grounds, error)
    }
  }
}

/** An officer takes care of an alert, and says what came of it. */
export function createAcknowledgeAlert(deps: AlertDeps) {
  const { keys } = deps

  return async (id: string, { kommentar }: Kvitteringsbegaran, caller: Caller): Promise<Outcome<Kvitteringssvar>> => {
    const begun = beginReview(deps, caller, { skal: 'Kvittering av larm' })
    if (isRefused(begun)) return begun
    try {
      const alert = await deps.larm.find(scopeOf(begun), id)
      if (alert === undefined) return refuse(keys, begun, 'larm-okant')
      const { acknowledged, logg, kind, isProtected } = alert
      if (acknowledged !== null && !isBy(acknowledged, caller, openComment(keys, alert, acknowledged), kommentar))
        return refuse(keys, begun, 'larm-kvitterat')
      const ofLog = { ...begun, logs: [logg] as const }
      const step = isProtected ? touchingProtected(ofLog) : ofLog
      return {
        poster: reviewRecords(keys, step, {
          ...{ utfall: 'tomt', orsak: 'larm-kvitterat' },
          detaljer: { larm: kind, larmId: id },
        }),
        body: async (places) => {
          const { utfardare, slutanvandare } = caller
          const comment = keys.sealForLog(logg, aboutComment(id), kommentar)
          const stored = await deps.larm.acknowledge(id, { utfardare, slutanvandare, comment })
          return { ...shownAlert(keys, { ...alert, acknowledged: stored }), loggId: logIds(keys, places) }
        },
      }
    } catch (error) {
      return failed(keys, begun.grounds, error)
    }
  }
}

const REFUSALS = {
  'larm-okant': { kod: 'FINNS_EJ', forklaring: 'Larmet finns inte i någon logg som du granskar.' },
  'larm-kvitterat': { kod: 'KONFLIKT', forklaring: 'Larmet är redan kvitterat.' },
} as const satisfies Record<string, Refusal['refused']>

const refuse = (keys: Keys, { grounds }: ReviewStep, reason: keyof typeof REFUSALS): Refusal => ({
  refused: REFUSALS[reason],
  poster: refusalRecords(keys, grounds, 'nekat', reason),
})

const scopeOf = ({ logs, officer: { mayProtected } }: ReviewStep) => ({ logs, mayProtected })

/** The same comment by the same person again changes nothing: an answer may have been lost. */
const isBy = (earlier: Acknowledgement, { utfardare, slutanvandare }: Caller, said: string, says: string): boolean =>
  earlier.utfardare === utfardare && earlier.slutanvandare === slutanvandare && said === says

/** Binds the seal to the alert. */
const aboutComment = (id: string): string => `larm/${id}/kommentar`

const openComment = (keys: Keys, { logg, publicId }: Alert, { comment }: Acknowledgement): string =>
  keys.openFromLog(logg, aboutComment(publicId), comment)

function shownAlert(keys: Keys, alert: Alert): Larmsvar['larm'][number] {
  const { publicId, time, kind, logg, nummer, pruned, acknowledged } = alert
  return {
    larmId: publicId,
    tid: time.toISOString(),
    slag: kind,
    logg,
    loggpost: nummer === null ? null : sealLogId(keys, { logg, nummer }),
    gallrad: pruned,
    status: acknowledged === null ? 'nytt' : 'kvitterat',
    kvittering:
      acknowledged === null
        ? null
        : {
            utfardare: acknowledged.utfardare,
            av: acknowledged.slutanvandare,
            tid: acknowledged.time.toISOString(),
            kommentar: openComment(keys, alert, acknowledged),
          },
  }
}
