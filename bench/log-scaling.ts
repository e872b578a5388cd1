import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { logVkey } from '../src/atkomstlogg/checkpoints.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { exportLog } from '../src/atkomstlogg/export.ts'
import { inclusionProof } from '../src/atkomstlogg/proof.ts'
import { verifyFile } from '../src/atkomstlogg/verify-file.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { loadNow, printMachine, printTable, quantile } from './support/numbers.ts'
import { officerOf } from './support/officer.ts'
import { printJson } from './support/report.ts'
import { LOGS, searchRecords } from './support/search-records.ts'
import { LOG, lookup, openLog } from './support/stored-log.ts'

/**
 * What a log that is ten times as long costs whoever is answered, whoever searches, and whoever verifies: the same records and questions
 * at each size of one log that grows. Processor time of this process and of the database together.
 */
const SIZES = process.argv.includes('--full') ? [100_000, 1_000_000, 10_000_000] : [10_000, 100_000]
const LARGEST = Math.max(...SIZES)
const AT_A_TIME = 10
const WRITTEN = 3_000
const ROUNDS = 25
const PROOFS = 20

printMachine()
const log = await openLog(LOGS)
const { pool, logPool, keys } = log.store
const disclose = discloseThrough(log.writer)
const clock = () => new Date()
const extract = { slutanvandare: 'matning', klient: 'matning', andamal: 'granskning', arende: null }
const proofs = { pool: logPool, folder: log.state.folder, keys, origin: log.config.loggnamn, disclose, clock }
const ask = officerOf(log)

/** µs of processor time for each of so many records that are answered for, ten at a time. */
async function writing(): Promise<number> {
  const before = await log.processorTime()
  let left = WRITTEN
  const one = async () => {
    while (left-- > 0) await log.writer.write([lookup(new Date())])
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, one))
  return (((await log.processorTime()) - before) * 1_000) / WRITTEN
}

async function p95(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = -1; round < rounds; round++) {
    const from = performance.now()
    await work()
    // The first warms it up.
    if (round >= 0) times.push(performance.now() - from)
  }
  return quantile(times, 0.95)
}

/** A writer finds its place in each log before the first record: what a start of a hub waits for. */
async function startOfWriter(): Promise<void> {
  const another = createLogWriter(logPool)
  await another.start()
  await another.stop()
}

/** µs for each record: to write all logs out, and to verify what was written. */
async function audit(): Promise<{ records: number; exporting: number; verifying: number }> {
  const total = { records: 0, exporting: 0, verifying: 0 }
  for (const name of [...LOGS, 'insyn']) {
    const file = join(log.state.folder, 'logg.jsonl')
    const begun = await log.processorTime()
    await exportLog(proofs, { logg: name, actor: extract }, createWriteStream(file))
    const written = await log.processorTime()
    const outcome = await verifyFile({ file, keys: [logVkey(proofs, name)] })
    const done = await log.processorTime()
    if (!outcome.ok) throw new Error(outcome.fel)
    total.records += outcome.size
    total.exporting += written - begun
    total.verifying += done - written
    await rm(file)
  }
  const { records, exporting, verifying } = total
  return { records, exporting: (exporting * 1_000) / records, verifying: (verifying * 1_000) / records }
}

const records = searchRecords(LARGEST, new Date())
const all: (Awaited<ReturnType<typeof audit>> & Record<string, number>)[] = []
for (const [step, size] of SIZES.entries()) {
  const start = performance.now()
  await log.take(size - (SIZES[step - 1] ?? 0), records)
  const filling = (performance.now() - start) / 1_000
  await log.settle()
  await writing()
  const { rows: held } = await pool.query<{ size: string }>('select size from log_head where logg = $1', [LOG])
  const proven = Number(held[0]?.size)
  const { rows: bytes } = await pool.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes')
  all.push({
    write: await writing(),
    starting: await p95(ROUNDS, startOfWriter),
    proven,
    proof: await p95(PROOFS, () =>
      inclusionProof(proofs, { logg: LOG, nummer: Math.floor(Math.random() * proven), actor: extract }),
    ),
    searchAll: await p95(ROUNDS, () => ask({})),
    searchPerson: await p95(ROUNDS, () => ask({ handlaggare: [{ slutanvandare: 'handlaggare-150' }] })),
    searchCase: await p95(ROUNDS, () => ask({ arende: ['KC-2026-000001'] })),
    searchSeveral: await p95(ROUNDS, () =>
      ask({ utfall: ['visat'], loggar: ['bromma', 'jarva'], klient: ['konsol', 'e-tjanst'] }),
    ),
    ...{ ...(await audit()), filling },
    gigabytes: Number(bytes[0]?.bytes) / 1e9,
    peakMb: process.resourceUsage().maxRSS / 1_000,
  })
  console.log(`${size} records: load ${loadNow()}`)
}

const [smallest] = all
const growth = (key: string) => (one: Record<string, number>) =>
  `${(one[key] ?? NaN).toFixed(1)} (${((one[key] ?? NaN) / (smallest?.[key] ?? NaN)).toFixed(2)})`
const plain = (key: string) => (one: Record<string, number>) => (one[key] ?? NaN).toFixed(1)
const FIGURES: readonly (readonly [string, (one: Record<string, number>) => string])[] = [
  ['a durable record, µs of CPU (of the smallest)', growth('write')],
  ['start of a writer, p95 ms', plain('starting')],
  ['an inclusion proof, p95 ms', plain('proof')],
  ['records of the log that it is of', (one) => String(one.proven)],
  ['search without criteria, p95 ms', plain('searchAll')],
  ['search by handläggare, p95 ms', plain('searchPerson')],
  ['search by case, p95 ms', plain('searchCase')],
  ['search by outcome, log, client, p95 ms', plain('searchSeveral')],
  ['a record written out, µs of CPU', growth('exporting')],
  ['a record verified, µs of CPU', growth('verifying')],
  ['filled in, s', plain('filling')],
  ['database, GB', plain('gigabytes')],
  ['peak of this process until then, MB', plain('peakMb')],
]
printTable(
  ['', ...all.map(({ records: count }) => String(count))],
  FIGURES.map(([title, shown]) => [title, ...all.map(shown)]),
)
printJson('log-scaling', { all })
await log.close()
