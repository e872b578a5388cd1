import { createHandlaggare, type HandlaggareDeps } from '../uppslag/handlaggare/handlaggare.ts'
import { createLarm, type LarmDeps } from '../uppslag/alerts/alerts.ts'
import { createStatistik, type StatistikDeps } from '../uppslag/statistics/statistics.ts'
import { createBegarTillstand } from '../policy/tillstand/request-tillstand.ts'
import { createListaTillstand } from '../policy/tillstand/list-tillstand.ts'
import type { Tillstandslager } from '../policy/tillstand/tillstand.ts'
import { createBeslutaTillstand, createGranskaTillstand } from '../policy/tillstand/decide-tillstand.ts'
import { createArende, type ArendeDeps } from '../cases/report-arende.ts'
import { createFaktura } from '../uppslag/faktura.ts'
import { createForklaring } from '../uppslag/explanation.ts'
import { createUppslag } from '../uppslag/uppslag.ts'
import { anmalArende } from './contracts/arenden.ts'
import { hamtaFaktura } from './contracts/fakturor.ts'
import { listaHandlaggare } from './contracts/handlaggare.ts'
import { listaLarm } from './contracts/alerts.ts'
import { forklaraPolicy } from './contracts/policy.ts'
import { hamtaUppslagsstatistik } from './contracts/statistics.ts'
import { begarTillstand, beslutaTillstand, granskaTillstand, listaTillstand } from './contracts/tillstand.ts'
import { gorUppslag } from './contracts/uppslag.ts'
import { operation, type Operation } from './operation.ts'

export interface OperationerDeps extends ArendeDeps, HandlaggareDeps, StatistikDeps, LarmDeps {
  readonly tillstand: Tillstandslager
}

/** Every operation under /api/v1: what it promises and who keeps the promise. */
export function operationer(deps: OperationerDeps): readonly Operation[] {
  const uppslag = createUppslag(deps)
  const arende = createArende(deps)
  const faktura = createFaktura(deps)
  const handlaggare = createHandlaggare(deps)
  const statistik = createStatistik(deps)
  const larm = createLarm(deps)
  const begar = createBegarTillstand(deps)
  const besluta = createBeslutaTillstand(deps)
  const granska = createGranskaTillstand(deps)
  const lista = createListaTillstand(deps)
  const forklaring = createForklaring(deps)
  return [
    operation(gorUppslag, ({ kropp, anropare }) => uppslag(kropp, anropare)),
    operation(anmalArende, ({ kropp, parametrar, anropare }) => arende(parametrar.arendeId, kropp, anropare)),
    operation(hamtaFaktura, ({ parametrar, anropare }) => faktura(parametrar.fakturaRef, anropare)),
    operation(listaHandlaggare, ({ fraga, anropare }) => handlaggare(fraga, anropare)),
    operation(hamtaUppslagsstatistik, ({ fraga, anropare }) => statistik(fraga, anropare)),
    operation(listaLarm, ({ fraga, anropare }) => larm(fraga, anropare)),
    operation(begarTillstand, ({ kropp, anropare }) => begar(kropp, anropare)),
    operation(listaTillstand, ({ fraga, anropare }) => lista(fraga, anropare)),
    operation(beslutaTillstand, ({ kropp, parametrar, anropare }) => besluta(parametrar.tillstandId, kropp, anropare)),
    operation(granskaTillstand, ({ kropp, parametrar, anropare }) => granska(parametrar.tillstandId, kropp, anropare)),
    operation(forklaraPolicy, ({ kropp, anropare }) => forklaring(kropp, anropare)),
  ]
}
