import { createHub } from '../../src/hub.ts'
import { SYNC_THREAD } from '../../src/hub/sync-threads/create-sync-threads.ts'
import { createLog } from '../../src/log.ts'
import { configFor, type SyncResult } from './installation.ts'
import { answerPeer } from './ipc.ts'

/** The hub as it is composed for its users, in a process of its own: `{ bas, state, config }` in the first argument. */
const { base, state, config } = JSON.parse(process.argv[2] ?? '') as { base: string; state: string; config: string }
const hub = await createHub(configFor(base, config), state, createLog('error'), { syncThread: SYNC_THREAD })

async function sync(): Promise<SyncResult> {
  const start = performance.now()
  const states = await hub.sync({ scopes: hub.scopes(), kind: 'fullstandig', trigger: 'bench' })
  const ms = performance.now() - start
  await hub.mirrorOpen()
  const failed = states.find(({ status }) => status !== 'lyckad')
  if (failed !== undefined) throw new Error(`${failed.source} ${failed.stadsdel}: ${failed.errorCode ?? failed.status}`)
  const sum = (count: (counts: (typeof states)[number]['counts']) => number) =>
    states.reduce((total, { counts }) => total + count(counts), 0)
  return {
    ms,
    rows: sum((counts) => counts.rows),
    bytes: sum(({ bytesRead }) => bytesRead),
    written: sum(({ added, changed, gone }) => added + changed + gone),
    unchanged: sum(({ unchanged }) => unchanged),
    sortedMs: performance.now() - start,
  }
}

answerPeer<{ what: 'start' | 'sync' }>(
  async ({ what }) => {
    if (what === 'sync') return sync()
    await hub.start()
    return hub.adress
  },
  () => hub.stop(),
)
