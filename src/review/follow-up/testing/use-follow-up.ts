import { mkdtempSync, rmSync } from 'node:fs'
import { createWriteStream } from 'node:fs'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../../test/support/database/database.ts'
import { createOperations } from '../../../api/operations.ts'
import type { Access } from '../../../atkomstlogg/access.ts'
import { discloseThrough } from '../../../atkomstlogg/disclose.ts'
import { exportLog } from '../../../atkomstlogg/export.ts'
import { linesOf } from '../../../atkomstlogg/lines.ts'
import { createLogWriter } from '../../../atkomstlogg/writer.ts'
import { composeFollowUp } from '../../../hub/review.ts'
import type { Policy } from '../../../policy/policy.ts'
import { createFollowUpChore } from '../chore.ts'

const CONFIG = join(import.meta.dirname, '../../../../config')

/** A clock that a test turns. */
export const time = { now: new Date('2026-11-02T09:00:00Z') }

/** Officers of Bromma beside `anna` of the harness, who reads every log. */
const OFFICERS = ['eva', 'ove'].map((name) => ({
  utfardare: 'inloggning',
  slutanvandare: name,
  loggar: ['bromma'],
}))

/** The API over a real log in a database of its own. */
export function useFollowUp(more: Policy['granskare'] = []) {
  const db = useDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'follow-up-'))
  const held: { app?: UppslagApp } = {}
  const policy = { ...realPolicy(), granskare: [...OFFICERS, ...more] }

  const app = () => {
    if (held.app === undefined) throw new Error('the app is there once the tests run')
    return held.app
  }
  const writer = () => createLogWriter(db.pool)
  const parts = () => ({
    ...{ config: { folder: CONFIG, loggnamn: 'insyn.test' }, policy, keys: app().keys, logWriter: writer() },
    pool: db.pool,
  })
  beforeAll(async () => {
    const disclose: ReturnType<typeof discloseThrough> = (answer, release) => discloseThrough(writer())(answer, release)
    held.app = await startUppslagApp({ policy, disclose, clock: () => time.now }, (deps) =>
      createOperations({
        ...deps,
        followUp: composeFollowUp({
          ...{ config: { folder: CONFIG, loggnamn: 'insyn.test' }, policy, keys: deps.keys, pool: db.pool },
          logWriter: { write: (records) => writer().write(records) },
        }),
      }),
    )
  })
  afterAll(async () => {
    await held.app?.stop()
    rmSync(folder, { recursive: true })
  })

  const officer = (name: string, roller: readonly string[] = ['granskare']) => ({
    ...{ klient: 'konsol', slutanvandare: name, roller },
    ansprak: name === 'chef' ? { insyn: { loggar: ['bromma', 'insyn'] } } : {},
  })

  return {
    db,
    app,
    officer,
    /** All logs of Bromma and the hub itself, and the right to see protected persons. */
    chief: officer('chef', ['sakerhetsansvarig']),
    write: (accesses: readonly Access[], log = 'bromma') =>
      writer().write(accesses.map((access) => ({ logg: log, access }))),
    chore: () =>
      createFollowUpChore({
        followUp: composeFollowUp(parts()),
        clock: () => time.now,
        log: {
          info: () => undefined,
          warn: () => undefined,
          error: (event, fields) => {
            throw new Error(`${event} ${JSON.stringify(fields)}`)
          },
        },
      }),
    /** The records of a log, as the database has them. */
    recordsOf: async (log: string) => {
      const { rows } = await db.pool.query<{ record: string }>(
        'select record from access_record where logg = $1 order by nummer',
        [log],
      )
      return rows.map(({ record }) => (JSON.parse(record) as { atkomst: Access }).atkomst)
    },
    /** The export of a log as an auditor reads it, line by line. */
    exported: async (log: string) => {
      const file = join(folder, `${log}-${String(Math.random()).slice(2)}.jsonl`)
      const deps = { pool: db.pool, folder: join(folder, log), keys: app().keys, origin: 'insyn.test' }
      const actor = { slutanvandare: 'revisor', klient: 'insyn-cli', andamal: 'export', arende: null }
      await exportLog(
        { ...deps, disclose: discloseThrough(writer()), clock: () => time.now },
        { logg: log, actor },
        createWriteStream(file),
      )
      return { file, text: () => readFile(file, 'utf8'), lines: () => linesOf(createReadStream(file)) }
    },
  }
}
