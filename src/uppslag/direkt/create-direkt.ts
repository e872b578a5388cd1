import type pg from 'pg'
import type { Registry } from 'prom-client'
import { InsynError } from '../../errors.ts'
import type { KallaNamn } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import type { Log } from '../../log.ts'
import type { Postnycklar } from '../../mapping/merge-items.ts'
import type { Volymvakt } from '../../sync/guard.ts'
import type { Kalla } from '../../sync/source.ts'
import { createPersonspegling } from '../../sync/one-person.ts'
import type { Direktkalla } from './read-live.ts'
import { createCompartments, type Compartmentsettings } from './compartments.ts'
import { createDirektlasning } from './read-person-now.ts'
import { createDirektMetrics } from './metrics.ts'

export interface Direktinstallningar extends Compartmentsettings {
  readonly fristMs: number
}

export interface DirektOptions {
  readonly installningar: Direktinstallningar
  readonly kallor: readonly Kalla[]
  /** By source: the stadsdelar that have joined. */
  readonly anslutna: Readonly<Record<KallaNamn, object>>
  readonly postnycklar: Postnycklar
  /** For the writes into the mirror alone. */
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly volymvakt: Volymvakt
  readonly register: Registry
  readonly klocka: () => Date
  readonly log: Log
}

/** Live reads with all that belongs to them; `fardig` resolves when nothing is on its way into the mirror. */
export function createDirekt(options: DirektOptions): Direktkalla & { fardig(): Promise<void> } {
  const { installningar, kallor, anslutna, postnycklar, klocka, log } = options
  const metrics = createDirektMetrics(options.register)
  const stadsdelar = { paraplyet: Object.keys(anslutna.paraplyet), agresso: Object.keys(anslutna.agresso) }
  const lasning = createDirektlasning({
    kallor,
    inCompartment: createCompartments(stadsdelar, installningar, { log, metrics }),
    postnycklar,
    spegla: createPersonspegling(options),
    misslyckad: ({ kalla, stadsdel }, error) => {
      const felkod = error instanceof InsynError ? error.code : 'OKANT_FEL'
      log.error('direkt-spegling-misslyckad', { kalla, stadsdel, felkod })
    },
    metrics,
    klocka,
  })
  return {
    ...lasning,
    fristMs: installningar.fristMs,
    ansluten: (kalla, stadsdel) => stadsdelar[kalla].includes(stadsdel),
  }
}
