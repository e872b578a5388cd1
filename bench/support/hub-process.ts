import { createHub } from '../../src/hub.ts'
import { createLog } from '../../src/log.ts'
import { configFor, type SyncResult } from './installation.ts'
import { answerPeer } from './ipc.ts'

/** The hub as it is composed for its users, in a process of its own: `{ bas, state, config }` in the first argument. */
const { bas, state, config } = JSON.parse(process.argv[2] ?? '') as { bas: string; state: string; config: string }
const hub = await createHub(configFor(bas, config), state, createLog('error'))

async function sync(): Promise<SyncResult> {
  const start = performance.now()
  const lagen = await hub.synka({ omraden: hub.omraden(), slag: 'fullstandig', utlosare: 'bench' })
  const ms = performance.now() - start
  await hub.speglaOppna()
  const failed = lagen.find(({ status }) => status !== 'lyckad')
  if (failed !== undefined) throw new Error(`${failed.kalla} ${failed.stadsdel}: ${failed.felkod ?? failed.status}`)
  const sum = (count: (rakning: (typeof lagen)[number]['rakning']) => number) =>
    lagen.reduce((total, { rakning }) => total + count(rakning), 0)
  return {
    ms,
    rows: sum(({ rader }) => rader),
    bytes: sum(({ lastaByte }) => lastaByte),
    written: sum(({ nya, andrade, borta }) => nya + andrade + borta),
    unchanged: sum(({ oforandrade }) => oforandrade),
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
