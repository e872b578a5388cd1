import { checkText, operatorRecord, type RecordThen } from '../../atkomstlogg/record-then.ts'
import type { Scope } from '../../sync/source.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { Report } from './report.ts'

export interface ReconciliationRequest {
  /** Whose sources are read; topics and cases are looked at whole. */
  readonly scopes: readonly Scope[]
  readonly repair: boolean
  /** Who asks for it. */
  readonly by: string
}

interface Deps {
  readonly avstamning: Pick<Reconciliation, 'reconcile'>
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

/** A report names references, so who requested it is logged before it is made. */
export async function reconcileOnRequest(
  { avstamning, recordThen, clock }: Deps,
  { scopes, repair, by }: ReconciliationRequest,
): Promise<Report> {
  checkText('--av', by, 100, clock())
  const reason = repair ? 'reparation' : 'jamforelse'
  const record = operatorRecord({ handelse: 'avstamning', orsak: reason, by, andamal: 'avstamning' }, clock())
  return await recordThen(record, () => avstamning.reconcile(scopes, { repair }))
}
