import type { Policy } from '../../policy/policy.ts'
import type { PageRoute } from '../frame/visit.ts'
import { actRoutes } from './act.tsx'
import { DELIVERIES, DOCTOR, ENDING, QUARANTINE, RECONCILIATION, START, UPCOMING } from './addresses.ts'
import { showDeliveries } from './deliveries-page.tsx'
import {
  deadLetterForm,
  pauseForm as pauseDeliveries,
  resumeForm as resumeDeliveries,
  retryForm,
} from './delivery-acts.tsx'
import type { Desk, OperationsDesk } from './desk.ts'
import { askDoctor, showDoctor } from './doctor-page.tsx'
import { showEnding } from './ending-page.tsx'
import { followRun, followStart } from './live.tsx'
import { showNight } from './night-page.tsx'
import { showQuarantine } from './quarantine-page.tsx'
import { redriveForm } from './quarantine-redrive.tsx'
import { reconcileForm, showReconciliation } from './reconciliation-page.tsx'
import { abortForm, approveForm, rejectForm } from './run-acts.tsx'
import { runNowForm } from './run-now.tsx'
import { showRun } from './run-page.tsx'
import { showStart } from './start-page.tsx'
import { pauseForm, resumeForm, showUpcoming } from './upcoming-page.tsx'
import { namesOf } from './words.ts'

export interface OperationsPagesDeps {
  readonly policy: Policy
  /** Absent: the pages of operations are not served. */
  readonly operations?: OperationsDesk | undefined
  readonly clock: () => Date
}

type Show = PageRoute['handle']

export function operationsRoutes({ policy, operations, clock }: OperationsPagesDeps): readonly PageRoute[] {
  if (operations === undefined) return []
  const desk: Desk = { ...operations, names: namesOf(policy), clock }
  const get = (path: string, handle: Show): PageRoute => ({ method: 'get', path, area: 'drift', handle })
  return [
    get(START, (visit) => showStart(desk, visit)),
    get(`${START}/handelser`, async (visit) => followStart(desk, visit)),
    ...actRoutes(runNowForm(desk)),
    get('/drift/natt/:night', (visit) => showNight(desk, visit)),
    get('/drift/korning/:id', (visit) => showRun(desk, visit)),
    get('/drift/korning/:id/handelser', async (visit) => followRun(desk, visit)),
    ...actRoutes(abortForm(desk)),
    ...[approveForm(desk), rejectForm(desk)].flatMap(actRoutes),
    get(UPCOMING, (visit) => showUpcoming(desk, visit)),
    ...actRoutes(pauseForm(desk)),
    ...actRoutes(resumeForm(desk)),
    get(QUARANTINE, (visit) => showQuarantine(desk, visit)),
    ...actRoutes(redriveForm(desk)),
    get(DELIVERIES, (visit) => showDeliveries(desk, visit)),
    ...[pauseDeliveries(desk), resumeDeliveries(desk)].flatMap(actRoutes),
    ...actRoutes(retryForm(desk)),
    ...actRoutes(deadLetterForm(desk)),
    get(RECONCILIATION, (visit) => showReconciliation(desk, visit)),
    ...[reconcileForm(desk, false), reconcileForm(desk, true)].flatMap(actRoutes),
    get(ENDING, () => showEnding(desk)),
    get(DOCTOR, (visit) => showDoctor(desk, visit)),
    { method: 'post', path: DOCTOR, area: 'drift', handle: (visit) => askDoctor(desk, visit) },
  ]
}
