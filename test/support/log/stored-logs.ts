import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { createCheckpoints, logVkey } from '../../../src/atkomstlogg/checkpoints.ts'
import { discloseThrough } from '../../../src/atkomstlogg/disclose.ts'
import { exportLog } from '../../../src/atkomstlogg/export.ts'
import { createLogWriter } from '../../../src/atkomstlogg/writer.ts'
import { aLogRecord, newSigner } from '../access-records.ts'
import type { useDatabase } from '../database/database.ts'

export const extract = { slutanvandare: 'revisor', klient: 'kommandorad', andamal: null, arende: 'granskning-7' }

/** Logs in the database of a test file, with what exports and proves them. */
export function useStoredLogs(db: ReturnType<typeof useDatabase>) {
  const keys = newSigner()
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'export-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function withItems(log: string, count: number) {
    const writer = createLogWriter(db.pool)
    await writer.write(Array.from({ length: count }, () => aLogRecord(log)))
    const deps = {
      pool: db.pool,
      folder: join(folder, log),
      keys,
      origin: 'insyn.example',
      disclose: discloseThrough(writer),
      clock: () => new Date('2026-03-02T09:00:00Z'),
    }
    const file = join(folder, `${log}-${randomUUID()}.jsonl`)
    return {
      deps,
      file,
      vkey: logVkey(deps, log),
      checkpoints: createCheckpoints(deps),
      exportLog: (selection: { fran?: number; till?: number } = {}) =>
        exportLog(deps, { logg: log, actor: extract, ...selection }, createWriteStream(file)),
    }
  }
  const triggers = (what: 'enable' | 'disable') =>
    ['access_record', 'log_head'].map((table) => `alter table ${table} ${what} trigger user`).join('; ')
  /** What only the owner of the database can do. */
  const tamper = async (sql: string) => {
    const tx = await db.pool.connect()
    await tx.query(`${triggers('disable')}; ${sql}; ${triggers('enable')}`)
    tx.release()
  }
  // A log that one test has broken must not stop the next.
  beforeEach(() => tamper('truncate access_record, log_head'))
  const itemCount = async (log: string) =>
    (await db.pool.query<{ count: number }>('select count(*) as count from access_record where logg = $1', [log]))
      .rows[0]?.count
  return { withItems, tamper, itemCount, folder: () => folder }
}
