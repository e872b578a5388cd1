import type pg from 'pg'
import type { Registry } from 'prom-client'
import { codeOrUnknown, failureText, InsynError } from '../../errors.ts'
import type { SourceName } from '../../informationsmangd.ts'
import type { Log } from '../../log.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import type { VolumeGuard } from '../../sync/guard.ts'
import { createPersonMirroring } from '../../sync/one-person.ts'
import type { ReadDeps } from '../../sync/read-source.ts'
import { type CompartmentSettings, createCompartments } from './compartments.ts'
import type { LiveSource } from './live-source.ts'
import { createLiveMetrics } from './metrics.ts'
import { createLiveReads } from './read-sources.ts'

export interface LiveSettings extends CompartmentSettings {
  readonly fristMs: number
}

export interface LiveOptions extends Pick<ReadDeps, 'sources' | 'itemKeys' | 'clock'> {
  readonly settings: LiveSettings
  /** By source: the stadsdelar that have joined. */
  readonly connected: Readonly<Partial<Record<SourceName, readonly string[]>>>
  /** For the writes into the mirror alone. */
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly volymvakt: VolumeGuard
  readonly register: Registry
  readonly log: Log
}

/**
 * Live reading, as a lookup uses it (`live-lookup.ts`, `sources-only-lookup.ts`): sources are read within their compartments
 * until the deadline (`read-sources.ts`, `compartments.ts`), by the reader that syncs use, and what they say is taken into
 * the mirror as a sync does. `finished` resolves when no such write is under way.
 */
export function createDirekt(options: LiveOptions): LiveSource & { finished(): Promise<void> } {
  const { settings, sources, connected, itemKeys, clock, log } = options
  const metrics = createLiveMetrics(options.register)
  const reads = createLiveReads({
    sources,
    itemKeys,
    clock,
    inCompartment: createCompartments(connected, settings, { log, metrics }),
    mirror: createPersonMirroring(options),
    mirrorFailed: ({ source, stadsdel }, error) => {
      const errorCode = codeOrUnknown(error)
      log.error('live-read-mirroring-failed', { source, stadsdel, errorCode })
    },
    readFailed: ({ source, stadsdel }, error) => {
      const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
      // How many rows one person has is said of a truncated answer, and must not be here.
      const text = errorCode === 'KALLA_TRUNKERAD' ? null : failureText(error)
      log.warn('live-read-failed', { source, stadsdel, errorCode, error: text })
    },
    metrics,
  })
  return {
    ...reads,
    fristMs: settings.fristMs,
    connected: (source, stadsdel) => connected[source]?.includes(stadsdel) === true,
  }
}
