import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { aLogRecord, newSigner } from '../../../test/support/access-records.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { createCheckpoints } from '../../atkomstlogg/checkpoints.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import type { Log } from '../../log.ts'
import { createChainChecker } from './chain-checker.ts'
import { askWhereDue, postgresChain } from './chain-store.ts'

const db = useDatabase()
const keys = newSigner()
let root = ''
let count = 0
const told: unknown[] = []
const log: Log = { info: () => undefined, warn: () => undefined, error: (...said) => void told.push(said) }

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kedja-'))
})
afterAll(() => rm(root, { recursive: true }))
beforeEach(async () => {
  told.length = 0
  await tamper('truncate access_record, log_head')
  await db.pool.query('truncate chain_check')
})

const triggers = (what: 'enable' | 'disable') =>
  ['access_record', 'log_head'].map((table) => `alter table ${table} ${what} trigger user`).join('; ')
/** What only the owner of the database can do. */
const tamper = async (sql: string) =>
  void (await db.pool.query(`${triggers('disable')}; ${sql}; ${triggers('enable')}`))

/** A log of so many records, with a checkpoint after each portion of them. */
async function signedLog(...portions: readonly number[]) {
  const name = `kedja-${++count}`
  const deps = { pool: db.pool, folder: join(root, name), keys, origin: 'insyn.example', log }
  const writer = createLogWriter(db.pool)
  const checkpoints = createCheckpoints(deps)
  for (const portion of portions) {
    await writer.write(Array.from({ length: portion }, () => aLogRecord(name)))
    await checkpoints.takeNow()
  }
  const store = postgresChain(deps)
  const checker = createChainChecker(deps)
  return {
    logg: name,
    store,
    checker,
    write: (items: number) => writer.write(Array.from({ length: items }, () => aLogRecord(name))),
    checked: async () => {
      await store.ask([name])
      await checker.caughtUp()
      return (await store.states([name]))[0]
    },
  }
}

test('a log that is what was signed is whole, up to its newest checkpoint', async () => {
  const { checked, write, store, logg } = await signedLog(600, 40)
  await write(3)
  expect((await store.states([logg]))[0]).toMatchObject({ records: 643, checked: undefined, running: undefined })
  expect(await checked()).toMatchObject({
    checkpoint: { records: 640 },
    checked: { records: 640, broken: undefined, at: expect.any(Date) },
    running: undefined,
  })
  expect(told).toEqual([])
})

test.each([
  [
    'a record that is changed alone',
    `update access_record set record = replace(record, 'visat', 'tomtt') where nummer = 411`,
    411,
    412,
  ],
  ['a record that is taken away', 'delete from access_record where nummer = 7', 7, 8],
] as const)('%s is named as the first bad position', async (_, sql, from, to) => {
  const { checked, logg } = await signedLog(500, 60)
  await tamper(sql)
  expect((await checked())?.checked).toMatchObject({ records: 560, broken: { from, to } })
  expect(told).toEqual([['chain-broken', { logg }]])
})

test('a record that is changed with its leaf hash is found among those of the first checkpoint that disagrees', async () => {
  const { checked } = await signedLog(20, 20, 20)
  await tamper(`update access_record set record = replace(record, 'anna.', 'bnna.') where nummer = 33;
    update access_record set leaf = sha256('\\x00'::bytea || convert_to(record, 'UTF8')) where nummer = 33`)
  expect((await checked())?.checked?.broken).toEqual({ from: 20, to: 40 })
})

test('asked for again while it waits it is one check, and progress is told while it runs', async () => {
  const { store, logg, checker } = await signedLog(10)
  await Promise.all([store.ask([logg]), store.ask([logg])])
  expect((await store.states([logg]))[0]?.running).toEqual({ checked: 0, of: 0 })
  await checker.caughtUp()
  expect((await store.states([logg]))[0]).toMatchObject({ running: undefined, checked: { records: 10 } })
})

test('two hubs check one log at a time', async () => {
  const { store, logg, checker } = await signedLog(10)
  await store.ask([logg])
  const session = await db.pool.connect()
  await session.query('select pg_advisory_lock($1)', [0x1c5f_0021])
  await checker.caughtUp()
  expect((await store.states([logg]))[0]?.running).toBeDefined()
  await session.query('select pg_advisory_unlock_all()')
  session.release()
  await checker.caughtUp()
  expect((await store.states([logg]))[0]?.running).toBeUndefined()
})

test('a log is checked by itself when nobody has for a day', async () => {
  const { checker, store, logg } = await signedLog(5)
  await askWhereDue(db.pool, 24)
  await checker.caughtUp()
  expect((await store.states([logg]))[0]?.checked?.records).toBe(5)
  await askWhereDue(db.pool, 24)
  expect((await store.states([logg]))[0]?.running).toBeUndefined()
  await db.pool.query(`update chain_check set checked_at = now() - interval '25 hours'`)
  await askWhereDue(db.pool, 24)
  expect((await store.states([logg]))[0]?.running).toBeDefined()
})
