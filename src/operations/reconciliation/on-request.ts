import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { Disclose } from '../../atkomstlogg/disclose.ts'
import { extractAccess } from '../../atkomstlogg/export.ts'
import { checkText } from '../../atkomstlogg/free-text.ts'
import type { Scope } from '../../sync/sync-job.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { Report } from './report.ts'

export interface ReconciliationRequest {
  /** Whose sources are read; topics and cases are looked at whole. */
  readonly scopes: readonly Scope[]
  readonly repair: boolean
  /** Who asks for it. */
  readonly av: string
}

interface Deps {
  readonly avstamning: Pick<Reconciliation, 'reconcile'>
  readonly disclose: Disclose
  readonly clock: () => Date
}

/** A report names references, so that it is somebody's to have asked for is on record before it is made. */
export function reconcileOnRequest(
  { avstamning, disclose, clock }: Deps,
  { scopes, repair, av }: ReconciliationRequest,
): Promise<Report> {
  checkText('--av', av, 100, clock())
  const extract = { slutanvandare: av, klient: 'insyn-cli', andamal: 'avstamning', arende: null }
  const orsak = repair ? 'reparation' : 'jamforelse'
  const access = { ...extractAccess('avstamning', extract, clock()), utfall: 'tomt', orsak } as const
  return disclose({ poster: [{ logg: OWN_LOG, access }], body: () => scopes }, (chosen) =>
    avstamning.reconcile(chosen, { repair }),
  )
}
