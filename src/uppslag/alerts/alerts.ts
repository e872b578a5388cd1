import type { Caller } from '../../access/caller.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import { failed, rightMissing } from '../../access/refusals.ts'
import { groundsOf } from '../../access/grounds.ts'
import { logIds } from '../../access/log-ids.ts'
import { ownRecord } from '../../access/records.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../../policy/requirements.ts'
import { pageOf } from '../../access/paging.ts'
import type { UppslagDeps } from '../uppslag.ts'
import type { Outcome } from '../../access/outcome.ts'
import type { AlertQuery, Larmsvar } from './alerts-schema.ts'
import type { AlertStore } from './alert-store.ts'

export interface AlertDeps extends Pick<UppslagDeps, 'policy' | 'keys' | 'clock'> {
  readonly larm: AlertStore
}

/** Alerts that the log follower has found, newest first, for those who review the log. */
export function createAlerts(deps: AlertDeps) {
  const { policy, keys } = deps

  return async (query: AlertQuery, caller: Caller): Promise<Outcome<Larmsvar>> => {
    const { grounds } = groundsOf(deps, 'granskning', caller, {})
    const [roll] = rollerFor(policy, caller.roller, REQUIREMENTS.alerts)
    if (roll === undefined) return rightMissing(keys, grounds, 'ratt', requirementText(REQUIREMENTS.alerts).swedish)
    try {
      const { slag, franOchMed: from, tillOchMed: to } = query
      const requested = pageOf(query)
      const { larm, count } = await deps.larm.list({ kind: slag, from, to }, requested)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'visat', orsak: 'larm' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          larm: larm.map((one) => ({
            larmId: String(one.id),
            tid: one.time.toISOString(),
            slag: one.kind,
            loggpost: sealLogId(keys, one),
          })),
          ...requested,
          antal: count,
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}
