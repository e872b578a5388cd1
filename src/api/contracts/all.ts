import * as handlaggarschema from '../../uppslag/handlaggare/handlaggare-schema.ts'
import * as larmschema from '../../uppslag/alerts/alerts-schema.ts'
import * as statistikschema from '../../uppslag/statistics/statistics-schema.ts'
import * as tillstandsschema from '../../policy/tillstand/tillstand-schema.ts'
import * as arendeschema from '../../cases/arende-schema.ts'
import * as fakturaschema from '../../uppslag/faktura-schema.ts'
import * as uppgiftschema from '../../mapping/item-schemas.ts'
import * as uppslagsschema from '../../uppslag/uppslag-schema.ts'
import * as info from './api-info.ts'
import { anmalArende } from './arenden.ts'
import { hamtaFaktura } from './fakturor.ts'
import { listaHandlaggare } from './handlaggare.ts'
import type { Kontrakt } from './contract.ts'
import { listaLarm } from './alerts.ts'
import { forklaraPolicy } from './policy.ts'
import { hamtaUppslagsstatistik } from './statistics.ts'
import { begarTillstand, beslutaTillstand, granskaTillstand, listaTillstand } from './tillstand.ts'
import { gorUppslag } from './uppslag.ts'

/** Every contract. The published document is made of these, and `operationer.ts` must keep exactly these. */
export const KONTRAKT: readonly Kontrakt[] = [
  gorUppslag,
  anmalArende,
  hamtaFaktura,
  listaHandlaggare,
  hamtaUppslagsstatistik,
  listaLarm,
  begarTillstand,
  beslutaTillstand,
  listaTillstand,
  granskaTillstand,
  forklaraPolicy,
]

/** Modules whose exported object schemas are published under the names that they are exported by. */
export const SCHEMAMODULER: readonly Readonly<Record<string, unknown>>[] = [
  uppslagsschema,
  uppgiftschema,
  arendeschema,
  fakturaschema,
  handlaggarschema,
  statistikschema,
  larmschema,
  tillstandsschema,
  info,
]
