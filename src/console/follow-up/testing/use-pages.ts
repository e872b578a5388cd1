import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../../test/support/database/database.ts'
import { testKeys } from '../../../../test/support/keys.ts'
import { memoryAudit } from '../../../../test/support/memory-audit.ts'
import { memorySessions, signedIn } from '../../../../test/support/memory-sessions.ts'
import { createOperations } from '../../../api/operations.ts'
import type { Access } from '../../../atkomstlogg/access.ts'
import { discloseThrough } from '../../../atkomstlogg/disclose.ts'
import { recordsOfPerson } from '../../../atkomstlogg/person-records.ts'
import { proveRecords } from '../../../atkomstlogg/proof.ts'
import { createLogWriter, type LogWriter } from '../../../atkomstlogg/writer.ts'
import { avtalState, receiptOf } from '../../../avtal/avtal-state.ts'
import { policyChanges } from '../../../avtal/policy-changes.ts'
import { readCategories } from '../../../cases/categories.ts'
import { composeFollowUp } from '../../../hub/review.ts'
import { postgresExports } from '../../../review/exports/export-store.ts'
import { createExportPreparer } from '../../../review/exports/prepare-exports.ts'
import { postgresExtracts } from '../../../review/extracts/extract-store.ts'
import { postgresHours } from '../../../review/search/hours.ts'
import { createConsole } from '../../console.ts'

const CONFIG = join(import.meta.dirname, '../../../../config')
const ORIGIN = 'insyn.test'

/** A clock that a test turns. */
export const time = { now: new Date('2026-11-02T09:00:00Z') }

/** Officers; `anna` is a group leader, who has figures alone. */
const PEOPLE = {
  eva: { roller: ['sakerhetsansvarig'], loggar: ['insyn', 'bromma', 'jarva'] },
  bo: { roller: ['granskare'], loggar: ['bromma'] },
  anna: { roller: ['gruppledare'], loggar: [] },
} as const
export type Who = keyof typeof PEOPLE

export interface Shown {
  readonly status: number
  readonly text: string
  /** Where a redirect leads. */
  readonly to: string
  readonly headers: Headers
}

/** The pages over a real log in a database of its own. */
export function usePages() {
  const db = useDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'pages-'))
  const held: { app?: UppslagApp; writer?: LogWriter } = {}
  const real = realPolicy()
  const policy = {
    ...real,
    granskare: (['eva', 'bo'] as const).map((name) => ({
      ...{ utfardare: 'inloggning', slutanvandare: name, loggar: PEOPLE[name].loggar },
    })),
  }
  const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
  const app = () => held.app as UppslagApp
  const writer = () => held.writer as LogWriter
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

  beforeAll(async () => {
    const { pool } = db
    const log = createLogWriter(pool)
    const sessions = memorySessions(
      Object.fromEntries(Object.entries(PEOPLE).map(([name, { roller }]) => [name, signedIn(name, roller)])),
    )
    const clock = () => time.now
    held.writer = log
    held.app = await startUppslagApp(
      {
        ...{ policy, keys, clock, disclose: discloseThrough(log) },
        hours: postgresHours(pool),
        exports: postgresExports(pool, keys),
        extracts: postgresExtracts(pool, keys),
        extractLog: {
          origin: ORIGIN,
          signer: keys,
          recordsOfPerson: (name, selection) => recordsOfPerson(pool, name, selection),
          prove: (name, numbers) => proveRecords({ pool, folder, keys, origin: ORIGIN }, name, numbers),
        },
        governance: {
          avtal: (today) => avtalState(pool, policy, today),
          receipt: (endingId) => receiptOf(pool, ORIGIN, endingId, keys),
          policyChanges: () => policyChanges(pool),
        },
        pages: createConsole({
          ...{ policy, clock, sessions, report: () => undefined },
          ...{ categories: readCategories(CONFIG, policy), liveMs: 2000, givesCategory: true, ring: [] },
          ...memoryAudit(),
        }),
      },
      (deps) =>
        createOperations({
          ...deps,
          followUp: composeFollowUp({
            ...{ config: { folder: CONFIG, loggnamn: ORIGIN }, policy, keys, pool, logWriter: log },
          }),
        }),
    )
  })
  afterAll(async () => {
    await held.app?.stop()
    await held.writer?.stop()
    rmSync(folder, { recursive: true })
  })

  async function ask(who: Who, method: string, path: string, init: RequestInit = {}): Promise<Shown> {
    const answer = await fetch(app().base + path, {
      method,
      redirect: 'manual',
      ...init,
      headers: { cookie: `session=${who}`, accept: 'text/html', ...init.headers },
    })
    const { status, headers } = answer
    return { status, headers, text: await answer.text(), to: headers.get('location') ?? '' }
  }

  return {
    ...{ db, app, policy, keys },
    get: (who: Who, path: string, headers: Readonly<Record<string, string>> = {}) => ask(who, 'GET', path, { headers }),
    post: (who: Who, path: string, fields: Readonly<Record<string, string>>) =>
      ask(who, 'POST', path, { body: new URLSearchParams({ csrf: `token-of-${who}`, ...fields }) }),
    write: (accesses: readonly Access[], log = 'bromma') =>
      writer().write(accesses.map((access) => ({ logg: log, access }))),
    prepareExports: () =>
      createExportPreparer({ pool: db.pool, keys, checkpoint: async () => undefined, log: quiet }).caughtUp(),
    /** The records of a log, oldest first. */
    recordsOf: async (log: string): Promise<Access[]> => {
      const { rows } = await db.pool.query<{ record: string }>(
        'select record from access_record where logg = $1 order by nummer',
        [log],
      )
      return rows.map(({ record }) => (JSON.parse(record) as { atkomst: Access }).atkomst)
    },
  }
}
