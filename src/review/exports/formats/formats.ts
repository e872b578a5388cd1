import { CEF } from './cef.ts'
import { CSV } from './csv.ts'
import { ECS } from './ecs.ts'
import { FHIR } from './fhir.ts'
import type { Format } from './format.ts'
import { JSON_LINES } from './json-lines.ts'
import { OCSF } from './ocsf.ts'
import { STORE_LOG } from './store-log.ts'

/** By the name that a request gives. */
export const FORMATS = {
  csv: CSV,
  jsonl: JSON_LINES,
  cef: CEF,
  ocsf: OCSF,
  ecs: ECS,
  fhir: FHIR,
  storelog: STORE_LOG,
} as const satisfies Readonly<Record<string, Format>>

export type FormatName = keyof typeof FORMATS
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[]
