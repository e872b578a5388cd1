import { createHandlaggare, type HandlaggareDeps } from '../uppslag/handlaggare/handlaggare.ts'
import { createAlerts, type AlertDeps } from '../uppslag/alerts/alerts.ts'
import { createStatistics, type StatisticsDeps } from '../uppslag/statistics/statistics.ts'
import { createRequestTillstand } from '../policy/tillstand/request-tillstand.ts'
import { createListTillstand } from '../policy/tillstand/list-tillstand.ts'
import type { TillstandStore } from '../policy/tillstand/tillstand.ts'
import { createDecideTillstand, createReviewTillstand } from '../policy/tillstand/decide-tillstand.ts'
import { createArende, type ArendeDeps } from '../cases/report-arende.ts'
import { createFaktura } from '../uppslag/faktura.ts'
import { createExplanation } from '../uppslag/explanation.ts'
import { createUppslag, type UppslagDeps } from '../uppslag/uppslag.ts'
import { reportArende } from './contracts/arenden.ts'
import { fetchFaktura } from './contracts/fakturor.ts'
import { listHandlaggare } from './contracts/handlaggare.ts'
import { listAlerts } from './contracts/alerts.ts'
import { explainPolicy } from './contracts/policy.ts'
import { fetchUppslagStatistics } from './contracts/statistics.ts'
import { requestTillstand, decideTillstand, reviewTillstand, listTillstand } from './contracts/tillstand.ts'
import { performUppslag } from './contracts/uppslag.ts'
import { operation, type Operation } from './operation.ts'

export interface OperationsDeps extends UppslagDeps, ArendeDeps, HandlaggareDeps, StatisticsDeps, AlertDeps {
  readonly tillstand: TillstandStore
}

/** Every operation under /api/v1: what it promises and who keeps the promise. */
export function operations(deps: OperationsDeps): readonly Operation[] {
  const uppslag = createUppslag(deps)
  const arende = createArende(deps)
  const faktura = createFaktura(deps)
  const handlaggare = createHandlaggare(deps)
  const statistics = createStatistics(deps)
  const alert = createAlerts(deps)
  const request = createRequestTillstand(deps)
  const decide = createDecideTillstand(deps)
  const check = createReviewTillstand(deps)
  const list = createListTillstand(deps)
  const explanation = createExplanation(deps)
  return [
    operation(performUppslag, ({ body, caller }) => uppslag(body, caller)),
    operation(reportArende, ({ body, parameters, caller }) => arende(parameters.arendeId, body, caller)),
    operation(fetchFaktura, ({ parameters, caller }) => faktura(parameters.fakturaRef, caller)),
    operation(listHandlaggare, ({ query, caller }) => handlaggare(query, caller)),
    operation(fetchUppslagStatistics, ({ query, caller }) => statistics(query, caller)),
    operation(listAlerts, ({ query, caller }) => alert(query, caller)),
    operation(requestTillstand, ({ body, caller }) => request(body, caller)),
    operation(listTillstand, ({ query, caller }) => list(query, caller)),
    operation(decideTillstand, ({ body, parameters, caller }) => decide(parameters.tillstandId, body, caller)),
    operation(reviewTillstand, ({ body, parameters, caller }) => check(parameters.tillstandId, body, caller)),
    operation(explainPolicy, ({ body, caller }) => explanation(body, caller)),
  ]
}
