import * as arendeschema from '../../uppslag/arende-schema.ts'
import * as uppgiftschema from '../../uppslag/uppgift-schema.ts'
import * as uppslagsschema from '../../uppslag/uppslag-schema.ts'
import * as info from './api-info.ts'
import { anmalArende } from './arenden.ts'
import type { Kontrakt } from './kontrakt.ts'
import { gorUppslag } from './uppslag.ts'

/** Every contract. The published document is made of these, and `operationer.ts` must keep exactly these. */
export const KONTRAKT: readonly Kontrakt[] = [gorUppslag, anmalArende]

/** Modules whose exported object schemas are published under the names that they are exported by. */
export const SCHEMAMODULER: readonly Readonly<Record<string, unknown>>[] = [
  uppslagsschema,
  uppgiftschema,
  arendeschema,
  info,
]
