import { createHandlaggare, type HandlaggareDeps } from '../handlaggare/handlaggare.ts'
import { createLarm, type LarmDeps } from '../larm/larm.ts'
import { createStatistik, type StatistikDeps } from '../statistik/statistik.ts'
import { createBegarTillstand } from '../tillstand/begar.ts'
import { createListaTillstand } from '../tillstand/lista.ts'
import type { Tillstandslager } from '../tillstand/tillstand.ts'
import { createBeslutaTillstand, createGranskaTillstand } from '../tillstand/ta-stallning.ts'
import { createArende, type ArendeDeps } from '../uppslag/arende.ts'
import { createFaktura } from '../uppslag/faktura.ts'
import { createForklaring } from '../uppslag/forklaring.ts'
import { createUppslag } from '../uppslag/uppslag.ts'
import { anmalArende } from './kontrakt/arenden.ts'
import { hamtaFaktura } from './kontrakt/fakturor.ts'
import { listaHandlaggare } from './kontrakt/handlaggare.ts'
import { listaLarm } from './kontrakt/larm.ts'
import { forklaraPolicy } from './kontrakt/policy.ts'
import { hamtaUppslagsstatistik } from './kontrakt/statistik.ts'
import { begarTillstand, beslutaTillstand, granskaTillstand, listaTillstand } from './kontrakt/tillstand.ts'
import { gorUppslag } from './kontrakt/uppslag.ts'
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
