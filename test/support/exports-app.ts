import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Access } from '../../src/atkomstlogg/access.ts'
import { discloseThrough } from '../../src/atkomstlogg/disclose.ts'
import { createLogWriter, type LogWriter } from '../../src/atkomstlogg/writer.ts'
import { postgresExports } from '../../src/review/exports/export-store.ts'
import type { Exportbegaran, Exportsvar } from '../../src/review/exports/exports-schema.ts'
import { createExportPreparer } from '../../src/review/exports/prepare-exports.ts'
import { realPolicy, startUppslagApp, type UppslagApp } from './api-in-memory.ts'
import type { TestDatabase } from './database/database.ts'
import { LOOKUP } from './exported-records.ts'
import { testKeys } from './keys.ts'

/** With granska-skyddade, and without. */
export const EVERYTHING = { klient: 'demo', roller: ['sakerhetsansvarig'] }
export const OFFICER = { klient: 'demo', roller: ['granskare'] }
export const OCTOBER = { fran: '2026-10-01', till: '2026-10-31', skal: 'Månadens uppföljning, dnr 7' } as const

export const record = (log: string, change: Partial<Access> = {}) => ({
  logg: log,
  access: { ...LOOKUP, handelseId: randomUUID(), ...change },
})

/** The API with real logs and real exports, for a test file. */
export function useExports(db: TestDatabase) {
  const policy = realPolicy()
  const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
  const held: { app?: UppslagApp; log?: LogWriter } = {}
  const errors: unknown[] = []
  const app = () => held.app as UppslagApp
  const log = () => held.log as LogWriter
  beforeAll(async () => {
    held.log = createLogWriter(db.pool)
    held.app = await startUppslagApp({
      policy,
      keys,
      disclose: discloseThrough(log()),
      exports: postgresExports(db.pool, keys),
    })
  })
  afterAll(async () => {
    await app().stop()
    await log().stop()
  })
  beforeEach(async () => {
    errors.length = 0
    await db.pool.query('delete from log_export')
  })

  const preparer = (checkpoint = async (name: string): Promise<string | undefined> => `the note of ${name}`) =>
    createExportPreparer({
      pool: db.pool,
      keys,
      checkpoint,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (event, fields) => void errors.push({ event, ...fields }),
      },
    })
  const order = async (body: Partial<Exportbegaran>, who: object = EVERYTHING) =>
    app().send('POST', '/api/v1/exporter', { format: 'jsonl', ...OCTOBER, ...body }, who)
  const state = async (id: string, who: object = EVERYTHING) => app().fetch(`/api/v1/exporter/${id}`, who)
  return {
    app,
    log,
    errors,
    preparer,
    order,
    state,
    store: () => postgresExports(db.pool, keys),
    write: async (name: string, changes: readonly Partial<Access>[]) =>
      void (await log().write(changes.map((change) => record(name, change)))),
    file: async (id: string, who: object = EVERYTHING, headers: Record<string, string> = {}) =>
      app().fetch(`/api/v1/exporter/${id}/fil`, { ...who, headers }),
    /** Orders an export and prepares it. */
    ready: async (body: Partial<Exportbegaran>, who: object = EVERYTHING): Promise<Exportsvar> => {
      const ordered = await order(body, who)
      expect([ordered.status, ordered.json.status]).toEqual([200, 'vantar'])
      await preparer().caughtUp()
      const { json } = await state(ordered.json.exportId as string, who)
      expect([json.status, errors]).toEqual(['klar', []])
      return json as unknown as Exportsvar
    },
  }
}
