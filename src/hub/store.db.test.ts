import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'
import { urlOf, useDatabase } from '../../test/support/database/database.ts'
import { loadConfig } from '../config.ts'
import { openStore, type Store } from './store.ts'

const db = useDatabase()
let store: Store
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insyn-store-'))
  const demo = loadConfig(join(import.meta.dirname, '../../config/demo.yaml'), {})
  store = await openStore({ ...demo, databas: urlOf(db) }, folder, ['bromma'])
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** Takes every connection a pool will ever give; gives them back when called. */
async function useUp(pool: pg.Pool): Promise<() => void> {
  const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  return () => {
    for (const connection of taken) connection.release()
  }
}

const USES = ['pool', 'syncPool', 'livePool', 'logPool'] as const

test.each(USES)('with every connection of %s in use, the others get theirs', async (use) => {
  const giveBack = await useUp(store[use])
  try {
    // A pool that has none to give rejects after a while.
    for (const other of USES.filter((name) => name !== use)) await store[other].query('select 1')
  } finally {
    giveBack()
  }
})

test('a sync has two connections for each scope that it reads at the same time', () => {
  expect(store.syncPool.options.max).toBeGreaterThan(2 * 3)
})
