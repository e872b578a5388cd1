import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Random, random } from '../simulators/population/random.ts'
import { createCheckpoints, logVkey } from '../src/atkomstlogg/checkpoints.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { exportLog } from '../src/atkomstlogg/export.ts'
import { EMPTY_RANGE, encodePeaks, extend, leafHash } from '../src/atkomstlogg/merkle.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { InsynError } from '../src/errors.ts'
import { aLogRecord, newSigner } from './support/access-records.ts'
import { campaign } from './support/campaign.ts'
import { useDatabase } from './support/database/database.ts'
import { verifyByBoth } from './support/log/both-verifiers.ts'

jest.setTimeout(campaign(600_000, 1_800_000))

const CHANGES = campaign(60, 1_000)
const SEED = Number(process.env.INSYN_SEED ?? 1)
/** Records of each log, and sizes of which a checkpoint is published. */
const SIZE = 40
const PUBLISHED = [12, 25, 40]

const db = useDatabase()
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-log-'))
  // What only the owner of the database can do.
  const { rows } = await db.pool.query<{ table: string }>(
    `select relname as table from pg_class
      where relkind in ('r', 'p') and (relname like 'access\\_record%' or relname in ('log_head', 'pruned_leaf'))`,
  )
  for (const { table } of rows) await db.pool.query(`alter table ${table} disable trigger user`)
})
afterAll(() => rm(folder, { recursive: true }))

/** SQL that changes the log $1, with the number of the first record that is then another, or is missing. */
type Change = (numbers: Random) => { readonly sql: string; readonly bad: number }

const someNumber = (numbers: Random): number => numbers.number(SIZE - 2)

const CHANGES_OF_STORE: Readonly<Record<string, Change>> = {
  record(numbers) {
    const bad = someNumber(numbers)
    return { sql: `update access_record set record = replace(record, 'bankid', 'ingen') where nummer = ${bad}`, bad }
  },
  'record and leaf'(numbers) {
    const bad = someNumber(numbers)
    const record = `replace(record, 'bankid', 'ingen')`
    return {
      sql: `update access_record set record = ${record}, leaf = sha256('\\x00'::bytea || convert_to(${record}, 'UTF8')) where nummer = ${bad}`,
      bad,
    }
  },
  leaf(numbers) {
    const bad = someNumber(numbers)
    return { sql: `update access_record set leaf = sha256(leaf) where nummer = ${bad}`, bad }
  },
  deleted(numbers) {
    const bad = someNumber(numbers)
    return { sql: `delete from access_record where nummer = ${bad}`, bad }
  },
  'cut at the end'(numbers) {
    const bad = numbers.between(1, SIZE - 1)
    return { sql: `delete from access_record where nummer >= ${bad}`, bad }
  },
  swapped(numbers) {
    const bad = someNumber(numbers)
    const other = numbers.between(bad + 1, SIZE - 1)
    return {
      sql: `update access_record r set record = o.record, leaf = o.leaf from access_record o
             where o.logg = r.logg and r.nummer in (${bad}, ${other}) and o.nummer = ${bad + other} - r.nummer and r`,
      bad,
    }
  },
  'said to be pruned'(numbers) {
    const bad = someNumber(numbers)
    return {
      sql: `with gone as (delete from access_record where nummer = ${bad} and logg = $1 returning logg, nummer, leaf)
            insert into pruned_leaf (logg, nummer, upto, leaves) select logg, nummer, nummer + 1, leaf from gone where `,
      bad,
    }
  },
}

/** The leaves, numbers and head made to fit what is there, as somebody does who knows the code; no key. */
async function coverUp(log: string): Promise<void> {
  const { rows } = await db.pool.query<{ nummer: number; record: string | null; leaf: Buffer }>(
    `select nummer, record, leaf from access_record where logg = $1
      union all select nummer, null, leaves from pruned_leaf where logg = $1 order by nummer`,
    [log],
  )
  const leaves: Buffer[] = []
  for (const [number, { nummer, record, leaf }] of rows.entries()) {
    const text = record?.replace(/"nummer":\d+,"salt"/, `"nummer":${number},"salt"`)
    leaves.push(text === undefined ? leaf : leafHash(text))
    if (text === undefined || text === record) continue
    await db.pool.query('update access_record set nummer = $3, record = $4 where logg = $1 and nummer = $2', [
      log,
      nummer,
      number,
      text,
    ])
  }
  await db.pool.query(
    `update access_record set leaf = sha256('\\x00'::bytea || convert_to(record, 'UTF8')) where logg = $1`,
    [log],
  )
  const { size, ...range } = extend(EMPTY_RANGE, leaves)
  await db.pool.query('update log_head set size = $2, ranges = $3 where logg = $1', [
    log,
    size,
    encodePeaks({ size, ...range }),
  ])
}

async function written(log: string, index: number) {
  const writer = createLogWriter(db.pool)
  const keys = newSigner()
  const deps = { pool: db.pool, folder: join(folder, String(index)), keys, origin: 'insyn.example' }
  const checkpoints = createCheckpoints(deps)
  const kept = join(folder, `${log}.kept`)
  let size = 0
  let notes = ''
  for (const next of PUBLISHED) {
    await writer.write(Array.from({ length: next - size }, () => aLogRecord(log)))
    size = next
    notes += `${JSON.stringify({ checkpoint: (await checkpoints.takeNow()).get(log)?.note })}\n`
  }
  await writeFile(kept, notes)
  return { deps, kept, vkey: logVkey(deps, log), file: join(folder, `${log}.jsonl`) }
}

test('no change of a stored log goes unseen, also when all that the database holds is made to fit', async () => {
  const seen = new Map<string, number>()
  const wrong: unknown[] = []
  const kinds = Object.entries(CHANGES_OF_STORE)
  for (let index = 0; index < CHANGES; index++) {
    const numbers = random(SEED, index, 19)
    const [kind, change] = kinds[index % kinds.length] ?? ['', () => ({ sql: '', bad: 0 })]
    // One name for all: the partitions of thousands of logs would be emptied each time.
    const log = 'bromma'
    // A log that one round has broken must not stop the next.
    await db.pool.query('truncate access_record, log_head, pruned_leaf')
    const { deps, kept, vkey, file } = await written(log, index)
    const { sql, bad } = change(numbers)
    await db.pool.query(
      /\$1/.test(sql)
        ? `${sql} logg = $1`
        : `${sql}${sql.endsWith('and r') ? '' : ' and '}${sql.endsWith('and r') ? '.logg' : 'logg'} = $1`,
      [log],
    )
    // Covering a changed leaf hash up makes it what it was.
    const covered = kind !== 'leaf' && numbers.chance(0.5)
    // The hub's own checkpoints are gone too: those that were published are all that is left.
    if (covered) {
      await coverUp(log)
      await rm(deps.folder, { recursive: true })
    }
    // Another process: the one that wrote knows how far the log had come.
    const outcome = await exportLog(
      { ...deps, disclose: discloseThrough(createLogWriter(db.pool)), clock: () => new Date() },
      { logg: log, actor: { slutanvandare: 'revisor', klient: 'prov', andamal: null, arende: null } },
      createWriteStream(file),
    ).catch((error: unknown) => error)
    const verdict = await verifyByBoth({ file, keys: [vkey], checkpoints: [kept] })
    const name = covered ? `${kind}, covered up` : kind
    seen.set(name, (seen.get(name) ?? 0) + 1)
    // The hub does not read what the log says was pruned; a verifier does.
    const refused = (outcome instanceof InsynError && outcome.code === 'LOGG_BRUTEN') || kind === 'said to be pruned'
    const { from = -1, to = -1 } = verdict.ok || !('fel' in verdict) ? {} : verdict
    const named = from <= bad && bad < to
    if (verdict.ok || !named || (!covered && !refused))
      wrong.push({ name, index, bad, verdict, outcome: String(outcome) })
  }
  console.log(
    `changes of the stored log, all found: ${[...seen].map(([name, count]) => `${name} ${count}`).join(', ')}`,
  )
  expect(wrong.slice(0, 5)).toEqual([])
})
