import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { logVkey } from '../src/atkomstlogg/checkpoints.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { exportLog } from '../src/atkomstlogg/export.ts'
import { inclusionProof } from '../src/atkomstlogg/proof.ts'
import { verifyFile } from '../src/atkomstlogg/verify-file.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { createPool } from '../src/platform/database/database.ts'
import { embeddedAddress } from '../src/platform/database/embedded.ts'
import { loadNow, median, printMachine, printTable } from './support/numbers.ts'
import { LOG, lookup, openLog } from './support/stored-log.ts'

/**
 * The access log: durable records a second against bare one-row inserts into a table of the same columns in the same
 * database, by as many at a time, and against records that are written without the rows that searches read; then how long a whole log takes to write out and to verify.
 */
const RECORDS = process.argv.includes('--full') ? 1_000_000 : 50_000
const ROUNDS = 3
const MS = 1_500

const record = () => lookup(new Date())

/** How many a second, by this many at a time. */
async function perSecond(concurrent: number, write: () => Promise<unknown>): Promise<number> {
  const until = performance.now() + MS
  let done = 0
  const start = performance.now()
  const one = async () => {
    for (; performance.now() < until; done++) await write()
  }
  await Promise.all(Array.from({ length: concurrent }, one))
  return done / ((performance.now() - start) / 1000)
}

async function bareInsert(pool: pg.Pool): Promise<void> {
  const { access } = record()
  await pool.query({
    name: 'bare',
    text: 'insert into matning (tid, person_ref, event_id, record, leaf) values ($1, $2, $3, $4, $5)',
    values: [access.tid, access.personRef, access.handelseId, JSON.stringify(access), randomBytes(32)],
  })
}

printMachine()
const log = await openLog()
const { state, config, writer } = log
const { pool, logPool, keys } = log.store
// The same writer over connections that find an index function of another schema, which does nothing.
await pool.query(`
  create schema bare;
  create function bare.index_access_records(text[], bigint[], timestamptz[], text[], bigint[], bigint[], bigint[], text[],
    text[], jsonb, jsonb, jsonb) returns void language sql as 'select'`)
const unindexed = createPool(embeddedAddress(state.folder), { max: 4, applicationName: 'bench' })
unindexed.on('connect', (client) => void client.query('set search_path = bare, public'))
const withoutIndex = createLogWriter(unindexed)
await pool.query(
  `create table matning (nummer bigint generated always as identity primary key, tid timestamptz, person_ref text,
                         event_id text, record text, leaf bytea)`,
)

const rows: string[][] = []
for (const concurrent of [1, 10, 100]) {
  const logged: number[] = []
  const plain: number[] = []
  const bare: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const one = [
      await perSecond(concurrent, () => writer.write([record()])),
      await perSecond(concurrent, () => withoutIndex.write([record()])),
      await perSecond(concurrent, () => bareInsert(pool)),
    ]
    // The first round warms them up.
    if (round > 0) {
      logged.push(one[0] ?? NaN)
      plain.push(one[1] ?? NaN)
      bare.push(one[2] ?? NaN)
    }
  }
  const [indexed, alone, single] = [logged, plain, bare].map(median) as [number, number, number]
  const figures = [indexed, alone, single].map((one) => one.toFixed(0))
  rows.push([`${concurrent} at a time`, ...figures, (indexed / alone).toFixed(2), (indexed / single).toFixed(2)])
}
printTable(['', 'records/s', 'without index', 'bare inserts/s', 'of without', 'log of bare'], rows)
console.log(`median of ${ROUNDS}, load ${loadNow()}; the bare inserts have ${pool.options.max} connections`)

const { rows: size } = await pool.query<{ count: number }>('select count(*) as count from access_record')
await log.fill(size[0]?.count ?? 0, RECORDS, record)
const deps = { pool: logPool, folder: state.folder, keys, origin: config.loggnamn }
const disclose = discloseThrough(writer)
const clock = () => new Date()
const extract = { slutanvandare: 'matning', klient: 'matning', andamal: 'granskning', arende: null }
const file = join(state.folder, 'logg.jsonl')
const exporting = performance.now()
await exportLog({ ...deps, disclose, clock }, { logg: LOG, actor: extract }, createWriteStream(file))
const verifying = performance.now()
const outcome = await verifyFile({ file, keys: [logVkey(deps, LOG)] })
const done = performance.now()
if (!outcome.ok) throw new Error(outcome.fel)
const { size: bytes } = await stat(file)
const proof = await inclusionProof({ ...deps, disclose, clock }, { logg: LOG, nummer: 0, actor: extract })
console.log(
  `\n${outcome.size} records, ${(bytes / 1e6).toFixed(0)} MB: exported in ${((verifying - exporting) / 1000).toFixed(1)} s, ` +
    `verified in ${((done - verifying) / 1000).toFixed(1)} s, peak ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB, ` +
    `load ${loadNow()}\nan inclusion proof with its record and checkpoint is ${Buffer.byteLength(proof)} bytes`,
)
await withoutIndex.stop()
await unindexed.end()
await log.close()
