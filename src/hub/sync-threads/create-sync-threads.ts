import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Enter } from '../../sync/budget.ts'
import type { Sources } from '../sources.ts'
import type { Store } from '../store.ts'
import { createThreadPool, type ThreadPool } from './thread-pool.ts'

/** The built program of a thread; scripts/build.js makes it. */
export const SYNC_THREAD = new URL('../../sync-thread.js', import.meta.url)

/** Several times what a run of a large stadsdel needs, and less than what a container has for the whole hub. */
const HEAP_MB = 512

export interface SyncThreadParts {
  readonly config: Config
  readonly store: Pick<Store, 'address' | 'keys'>
  readonly sources: Sources
  readonly stateFolder: string
  readonly log: Log
}

/** The threads of a hub. `enter`: the rooms that all reads of the process share. */
export const createSyncThreads = (program: URL, enter: Enter, parts: SyncThreadParts): ThreadPool => {
  const { config, store, sources, stateFolder, log } = parts
  return createThreadPool({
    ...{ program, most: config.synk.arbetare, heapMb: HEAP_MB, once: { ...sources, enter }, keys: store.keys, log },
    settings: { config, manifests: sources.manifests, address: store.address, stateFolder },
  })
}
