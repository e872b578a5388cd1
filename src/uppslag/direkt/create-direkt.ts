import type pg from 'pg'
import type { Registry } from 'prom-client'
import { InsynError } from '../../errors.ts'
import type { SourceName } from '../../informationsmangd.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import type { Log } from '../../log.ts'
import type { ItemKeys } from '../../mapping/merge-items.ts'
import type { VolumeGuard } from '../../sync/guard.ts'
import type { Source } from '../../sync/source.ts'
import { createPersonMirroring } from '../../sync/one-person.ts'
import type { LiveSource } from './read-live.ts'
import { createCompartments, type Compartmentsettings } from './compartments.ts'
import { createLiveReads } from './read-person-now.ts'
import { createLiveMetrics } from './metrics.ts'

export interface LiveSettings extends Compartmentsettings {
  readonly fristMs: number
}

export interface LiveOptions {
  readonly settings: LiveSettings
  readonly kallor: readonly Source[]
  /** By source: the stadsdelar that have joined. */
  readonly connected: Readonly<Partial<Record<SourceName, readonly string[]>>>
  readonly itemKeys: ItemKeys
  /** For the writes into the mirror alone. */
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly volymvakt: VolumeGuard
  readonly register: Registry
  readonly clock: () => Date
  readonly log: Log
}

/** Live reads with all that belongs to them; `fardig` resolves when nothing is on its way into the mirror. */
export function createDirekt(options: LiveOptions): LiveSource & { finished(): Promise<void> } {
  const { settings, kallor, connected, itemKeys, clock, log } = options
  const metrics = createLiveMetrics(options.register)
  const readCounts = createLiveReads({
    kallor,
    inCompartment: createCompartments(connected, settings, { log, metrics }),
    itemKeys,
    mirror: createPersonMirroring(options),
    failed: ({ kalla, stadsdel }, error) => {
      const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
      log.error('live-read-mirroring-failed', { source: kalla, stadsdel, errorCode })
    },
    metrics,
    clock,
  })
  return {
    ...readCounts,
    fristMs: settings.fristMs,
    connected: (source, stadsdel) => connected[source]?.includes(stadsdel) === true,
  }
}
