import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'
import { urlOf, useDatabase } from '../../test/support/database/database.ts'
import { loadConfig } from '../config.ts'
import { createPool } from '../platform/database/database.ts'
import { migrateStore, openStore, type Store } from './store.ts'

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

const settings = () => loadConfig(join(import.meta.dirname, '../../config/demo.yaml'), {})

/** An empty database of the tests' role, and an empty state folder; `what` tells what stands in them. */
async function fresh(suffix: string) {
  const name = `${db.name}_${suffix}`
  await db.pool.query(`create database ${name}`)
  const state = await mkdtemp(join(tmpdir(), 'insyn-store-'))
  const owner = urlOf({ name, address: db.address })
  const pool = createPool({ url: owner }, { max: 1, applicationName: 'test' })
  const what = async () => {
    const { rows } = await pool.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace order by 1`,
    )
    return { tables: rows.length, files: readdirSync(state) }
  }
  const end = async () => {
    await pool.end()
    await rm(state, { recursive: true })
  }
  return { name, state, owner, pool, what, end }
}

test('a command makes no table, no key and no file, and says what does', async () => {
  const place = await fresh('found')
  const config = { ...settings(), databas: place.owner }
  const found = () => openStore(config, place.state, ['bromma'], { asFound: true })
  await expect(found()).rejects.toThrow(/lacks \d+ of the migrations of this version, .*run insyn migrera/)
  expect(await place.what()).toEqual({ tables: 0, files: [] })
  expect((await migrateStore(config, place.state)).length).toBeGreaterThan(20)
  const opened = await found()
  await expect(opened.keyStore.requireKept()).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
  expect((await opened.pool.query('select from key_proof')).rowCount).toBe(0)
  await opened.close()
  expect((await place.what()).files).toEqual([])
  await place.end()
})

/** The one other role that the tests' role may take on, by a session that begins as it. */
const APPLICATION = 'pg_checkpoint'

test('the owner migrates and the application serves, with the documented rights alone; it migrates nothing itself', async () => {
  const place = await fresh('roles')
  const url = `${place.owner}&options=${encodeURIComponent(`-c role=${APPLICATION}`)}`
  const alone = { ...settings(), databas: { url } }
  await expect(openStore(alone, place.state, ['bromma'])).rejects.toThrow(/may not make them: run insyn migrera/)
  expect((await place.what()).tables).toBe(0)
  const both = { ...settings(), databas: { url, agareUrl: place.owner } }
  await migrateStore(both, place.state)
  const [, sql = ''] = /```sql\n(-- insyn_hubb[^]*?)```/.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
  await place.pool.query(sql.replaceAll('insyn_hubb', APPLICATION))
  const opened = await openStore(alone, place.state, ['bromma'])
  expect((await opened.pool.query('select current_user as who')).rows).toEqual([{ who: APPLICATION }])
  expect((await opened.pool.query('select from key_proof')).rowCount).toBeGreaterThan(0)
  for (const statement of [
    'update access_record set record = record',
    'delete from access_record',
    'create table mine ()',
  ])
    await expect(opened.pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  await opened.close()
  await place.end()
})
