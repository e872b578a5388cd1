import { createBegarTillstand } from '../tillstand/begar.ts'
import { createListaTillstand } from '../tillstand/lista.ts'
import { createBeslutaTillstand, createGranskaTillstand } from '../tillstand/ta-stallning.ts'
import { createArende, type ArendeDeps } from '../uppslag/arende.ts'
import { createUppslag } from '../uppslag/uppslag.ts'
import { anmalArende } from './kontrakt/arenden.ts'
import { begarTillstand, beslutaTillstand, granskaTillstand, listaTillstand } from './kontrakt/tillstand.ts'
import { gorUppslag } from './kontrakt/uppslag.ts'
import { operation, type Operation } from './operation.ts'

/** Every operation under /api/v1: what it promises and who keeps the promise. */
export function operationer(deps: ArendeDeps): readonly Operation[] {
  const uppslag = createUppslag(deps)
  const arende = createArende(deps)
  const begar = createBegarTillstand(deps)
  const besluta = createBeslutaTillstand(deps)
  const granska = createGranskaTillstand(deps)
  const lista = createListaTillstand(deps)
  return [
    operation(gorUppslag, ({ kropp, anropare }) => uppslag(kropp, anropare)),
    operation(anmalArende, ({ kropp, parametrar, anropare }) => arende(parametrar.arendeId, kropp, anropare)),
    operation(begarTillstand, ({ kropp, anropare }) => begar(kropp, anropare)),
    operation(listaTillstand, ({ fraga, anropare }) => lista(fraga, anropare)),
    operation(beslutaTillstand, ({ kropp, parametrar, anropare }) => besluta(parametrar.tillstandId, kropp, anropare)),
    operation(granskaTillstand, ({ kropp, parametrar, anropare }) => granska(parametrar.tillstandId, kropp, anropare)),
  ]
}
