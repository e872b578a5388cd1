import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import type pg from 'pg'
import { aLogRecord, newSigner } from '../../../test/support/access-records.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { createPool } from '../../platform/database/database.ts'
import { createCheckpoints, logVkey } from '../checkpoints.ts'
import { discloseThrough } from '../disclose.ts'
import { exportLog } from '../export.ts'
import { planPruning, prune } from '../pruning.ts'
import { recordThrough } from '../record-then.ts'
import { readHead, readLeaves } from '../stored-tree.ts'
import { verifyFile } from '../verify-file.ts'
import { createLogWriter } from '../writer.ts'

/** Records of up to OLD have been kept long enough at NOW, those of YOUNG have not. */
export const NOW = new Date('2026-03-02T09:00:00Z')
export const BEFORE = new Date('2021-03-01T23:00:00Z')
export const OLD = '2021-03-01T22:59:59.999Z'
export const YOUNG = '2021-03-01T23:00:00.000Z'
export const REVIEWER = { slutanvandare: 'revisor', klient: 'kommandorad', andamal: null, arende: null }

/** A database with logs to prune, in partitions of so many numbers; by another role than the tables' owner when one is named. */
export function usePruning(span = 10, role?: string) {
  const owned = useDatabase()
  const held: { pool?: pg.Pool } = {}
  if (role !== undefined) {
    beforeAll(() => {
      held.pool = createPool(owned.address, { max: 4, applicationName: 'test', database: owned.name })
      held.pool.on('connect', (client) => void client.query(`set role ${role}`))
    })
    afterAll(() => held.pool?.end())
  }
  const db = {
    get pool() {
      return held.pool ?? owned.pool
    },
  }
  beforeAll(() =>
    owned.pool.query(
      `create or replace function access_record_span() returns bigint language sql immutable as $$ select ${span}::bigint $$`,
    ),
  )
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gallring-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const keys = newSigner()
  const writer = () => createLogWriter(db.pool)
  const deps = (log: string) => ({
    pool: db.pool,
    folder: join(folder, log),
    keys,
    origin: 'insyn.example',
    disclose: discloseThrough(writer()),
    recordThen: recordThrough(writer()),
    clock: () => NOW,
  })
  const write = (log: string, ...moments: readonly string[]) =>
    writer().write(
      moments.map((moment, i) => aLogRecord(log, { tid: moment, personRef: `person-${i % 3}`, arende: `A"${i % 2}` })),
    )
  const order = (log: string) => ({ logg: log, before: BEFORE, years: 5, rule: 'SDF-2026-1' })
  const pruneLog = async (log: string) => {
    const plan = await planPruning(deps(log), order(log))
    return prune(deps(log), order(log), plan, { by: 'arkivarien', klient: 'insyn-cli' })
  }
  const numbers = async (log: string) => {
    const { rows } = await db.pool.query<{ nummer: number }>(
      'select nummer from access_record where logg = $1 order by nummer',
      [log],
    )
    return rows.map(({ nummer }) => nummer)
  }
  const hold = (log: string, which: { person?: string; arende?: string; from?: string; to?: string }) =>
    db.pool.query(
      `insert into legal_hold (logg, nummer, since, person_ref, arende, begins, ends, sealed)
     values ($1, (select count(*) from legal_hold), now(), $2, $3, $4, $5, '')`,
      [log, which.person, which.arende, which.from, which.to],
    )
  const leaves = async (log: string) => {
    const all: Buffer[] = []
    for await (const page of readLeaves(db.pool, log, 0, (await readHead(db.pool, log)).size)) all.push(...page)
    return all
  }
  let files = 0
  /** The verdict on an export of now, against the checkpoint that was published before. */
  async function verified(log: string, published: readonly string[]) {
    const file = join(folder, `${log}-${files++}.jsonl`)
    await exportLog(deps(log), { logg: log, actor: REVIEWER }, createWriteStream(file))
    const paths = await Promise.all(
      published.map(async (note, i) => {
        const path = `${file}.${i}`
        await writeFile(path, note)
        return path
      }),
    )
    return verifyFile({ file, keys: [logVkey(deps(log), log)], checkpoints: paths })
  }
  const checkpoint = async (log: string) => (await createCheckpoints(deps(log)).takeNow()).get(log)?.note ?? ''

  return {
    db,
    owned,
    folder: () => folder,
    deps,
    vkey: (log: string) => logVkey(deps(log), log),
    writer,
    write,
    order,
    pruneLog,
    numbers,
    hold,
    leaves,
    verified,
    checkpoint,
  }
}
export const times = (count: number, moment: string) => Array.from({ length: count }, () => moment)
