import { createArende, type ArendeDeps } from '../uppslag/arende.ts'
import { createForklaring } from '../uppslag/forklaring.ts'
import { createUppslag } from '../uppslag/uppslag.ts'
import { anmalArende } from './kontrakt/arenden.ts'
import { forklaraPolicy } from './kontrakt/policy.ts'
import { gorUppslag } from './kontrakt/uppslag.ts'
import { operation, type Operation } from './operation.ts'

/** Every operation under /api/v1: what it promises and who keeps the promise. */
export function operationer(deps: ArendeDeps): readonly Operation[] {
  const uppslag = createUppslag(deps)
  const arende = createArende(deps)
  const forklaring = createForklaring(deps)
  return [
    operation(gorUppslag, ({ kropp, anropare }) => uppslag(kropp, anropare)),
    operation(anmalArende, ({ kropp, parametrar, anropare }) => arende(parametrar.arendeId, kropp, anropare)),
    operation(forklaraPolicy, ({ kropp, anropare }) => forklaring(kropp, anropare)),
  ]
}
