import type { TObject, TSchema } from 'typebox'
import { createArende, type ArendeDeps } from '../uppslag/arende.ts'
import { Arendebegaran, Arendesvar } from '../uppslag/arende-schema.ts'
import { createUppslag } from '../uppslag/uppslag.ts'
import { Uppslagsbegaran, Uppslagssvar } from '../uppslag/uppslag-schema.ts'
import type { Operation } from './operation.ts'

/** Every operation under /api, with the schemas that are both published and enforced. */
export function operationer(deps: ArendeDeps): readonly Operation[] {
  const uppslag = createUppslag(deps)
  const arende = createArende(deps)
  return [
    operation({
      metod: 'post',
      vag: '/api/v1/uppslag',
      handelse: 'uppslag',
      begaran: Uppslagsbegaran,
      svar: Uppslagssvar,
      hantera: ({ kropp, anropare }) => uppslag(kropp, anropare),
    }),
    operation({
      metod: 'put',
      vag: '/api/v1/arenden/:arendeId',
      handelse: 'arende',
      begaran: Arendebegaran,
      svar: Arendesvar,
      hantera: ({ kropp, parametrar, anropare }) => arende(parametrar.arendeId ?? '', kropp, anropare),
    }),
  ]
}

/** Checks handler against schemas, then forgets the types: the body is checked against the schema before it is called. */
const operation = <B extends TSchema, S extends TObject>(en: Operation<B, S>): Operation => en
