import { createPool } from '../src/platform/database/database.ts'
import { embeddedAddress } from '../src/platform/database/embedded.ts'
import { newState, startHubProcess, startSimulatorProcess } from './support/installation.ts'
import { type Peer, startPeer } from './support/ipc.ts'
import {
  ANDAMAL,
  type Cause,
  CAUSES,
  neutralConfig,
  neutralToken,
  peopleByCause,
  REASONS,
} from './support/neutral-city.ts'
import { loadNow, printMachine, printTable, quantile } from './support/numbers.ts'
import { kruskalWallis, mannWhitney } from './support/rank-tests.ts'
import type { Timing } from './support/timing-process.ts'

/**
 * Whether the time of an answer that shows nothing tells why: the same request about people of each cause, in random
 * order, through the built hub over sockets. A p that is not small says that this many answers do not tell the causes
 * apart; `larger` is how often an answer of the cause took longer than one about somebody absent (0.5: never told apart).
 */
const FULL = process.argv.includes('--full')
const PEOPLE = 3_000
const EACH = FULL ? 2_000 : 500
const WARM_UP = 200
/** Of one connection at a time each answer is alone with the hub: the most that anybody can see. */
const CONNECTIONS = [1, 4, 16]
const WINDOW_MS = 25

const question = (personnummer: string) =>
  JSON.stringify({ personnummer, andamal: ANDAMAL, relation: 'sjalv', identifiering: 'bankid' })

function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [result[i], result[j]]
    if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a]
  }
  return result
}

const asked: Record<Cause, number> = { absent: 0, protected: 0, 'no agreement': 0, 'out of reach': 0 }

async function timesByCause(
  generator: Peer,
  load: Omit<Timing, 'bodies'>,
  people: Readonly<Record<Cause, readonly string[]>>,
  each: number,
): Promise<Record<Cause, number[]>> {
  const order = shuffled(CAUSES.flatMap((cause) => Array.from({ length: each }, (_, i) => ({ cause, i }))))
  const bodies = order.map(({ cause, i }) => question(people[cause][i % people[cause].length] ?? ''))
  const measured = await generator.ask<number[]>({ ...load, bodies } satisfies Timing)
  const times: Record<Cause, number[]> = { absent: [], protected: [], 'no agreement': [], 'out of reach': [] }
  order.forEach(({ cause }, i) => times[cause].push(measured[i] ?? NaN))
  for (const cause of CAUSES) asked[cause] += each
  return times
}

function tell(connections: number, times: Readonly<Record<Cause, readonly number[]>>): void {
  console.log(`\n${EACH} of each cause in random order over ${connections} connection(s), load ${loadNow()}`)
  const share = (values: readonly number[], slot: number) =>
    values.filter((ms) => Math.floor(ms / WINDOW_MS) === slot).length / values.length
  printTable(
    ['ms', 'p5', 'p25', 'p50', 'p75', 'p95', 'p99', '1st slot', '2nd', 'p against absent', 'larger'],
    CAUSES.map((cause) => {
      const { p, larger } = mannWhitney(times[cause], times.absent)
      return [
        cause,
        ...[0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((at) => quantile(times[cause], at).toFixed(2)),
        ...[1, 2].map((slot) => `${(100 * share(times[cause], slot)).toFixed(1)} %`),
        ...(cause === 'absent' ? ['', ''] : [p.toFixed(3), larger.toFixed(3)]),
      ]
    }),
  )
  const { h, p } = kruskalWallis(CAUSES.map((cause) => times[cause]))
  console.log(`all four: H ${h.toFixed(2)}, p ${p.toFixed(3)}`)
}

/** The figures say something only if each request really met its cause. */
async function checkCauses(state: string): Promise<void> {
  const pool = createPool(embeddedAddress(state), { max: 1, applicationName: 'matning' })
  const { rows } = await pool.query<{ reason: string; count: number }>(
    `select record::json->'atkomst'->>'orsak' as reason, count(*) as count from access_record where logg = 'insyn' group by 1`,
  )
  await pool.end()
  const met = new Map(rows.map(({ reason, count }) => [reason, count]))
  for (const cause of CAUSES) {
    const times = REASONS[cause].reduce((sum, reason) => sum + (met.get(reason) ?? 0), 0)
    if (times !== asked[cause]) throw new Error(`${cause}: asked ${asked[cause]} times, met ${times} times`)
  }
}

printMachine()
const simulators = await startSimulatorProcess(PEOPLE)
const state = await newState()
const hub = await startHubProcess(simulators.base, state.folder, await neutralConfig(state.folder))
await hub.sync()
const people = peopleByCause(PEOPLE, new Date().toISOString().slice(0, 10))
console.log(`people: ${CAUSES.map((cause) => `${people[cause].length} ${cause}`).join(', ')}`)
const load = { url: `${hub.adress}/api/v1/uppslag`, token: await neutralToken(simulators.base) }
const generator = startPeer('timing-process.js', {})
for (const connections of CONNECTIONS) {
  await timesByCause(generator, { ...load, connections }, people, WARM_UP)
  tell(connections, await timesByCause(generator, { ...load, connections }, people, EACH))
}
await checkCauses(state.folder)
console.log(
  `\nEvery request met its cause, by the access log. Answers leave ${WINDOW_MS}, ${2 * WINDOW_MS}, … ms after their request: what the ` +
    `work\nbehind them differs by is gone unless it moves an answer from one slot into the next, which the shares tell.`,
)
await Promise.all([generator.stop(), hub.peer.stop()])
await simulators.stop()
await state.remove()
