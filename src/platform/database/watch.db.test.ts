import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../../../test/support/database/database-proxy.ts'
import { until } from '../../../test/support/until.ts'
import type { LogFields } from '../../log.ts'
import { postgresMirror } from '../../mirror/postgres-mirror.ts'
import type { Keys } from '../keys/keys.ts'
import type { WatchedPool } from './connections.ts'
import { createPool, inTransaction } from './database.ts'
import { createDatabaseWatch, type DatabaseWatch } from './watch.ts'

const db = useDatabase()
const said: [string, string, LogFields | undefined][] = []
const log = {
  info: (event: string, fields?: LogFields) => void said.push(['info', event, fields]),
  warn: (event: string, fields?: LogFields) => void said.push(['warn', event, fields]),
  error: (event: string, fields?: LogFields) => void said.push(['error', event, fields]),
}
const saidOf = (event: string) => said.filter(([, name]) => name === event)
/** Deadlines are seconds, more of them on a busy machine; what has none waits for ever. */
const NEVER_MS = 45_000
let proxy: DatabaseProxy
let answering: WatchedPool
let working: WatchedPool
let watch: DatabaseWatch
let quiet: ReturnType<DatabaseWatch['quiet']>

beforeEach(async () => {
  said.length = 0
  proxy = await startDatabaseProxy({ path: join(db.address.socketFolder, '.s.PGSQL.5432') })
  const password = readFileSync(db.address.passwordFile, 'utf8')
  const address = { url: proxy.urlOf({ user: db.address.user, password, name: db.name }) }
  const open = (max: number) => createPool(address, { max, applicationName: 'watched' })
  answering = open(4)
  working = open(4)
  watch = createDatabaseWatch(address, 'watched', { answering: [answering], working: [working] })
  quiet = watch.quiet(log)
  watch.start()
})
afterEach(async () => {
  proxy.resume()
  await watch.stop()
  await Promise.all([answering.end(), working.end()])
  await proxy.close()
})

/** Milliseconds until it settles, and its failure. */
async function settles(work: Promise<unknown>): Promise<{ ms: number; code: unknown }> {
  const begun = performance.now()
  const code = await work.then(
    () => undefined,
    (error: unknown) => (error as { code?: unknown }).code,
  )
  return { ms: performance.now() - begun, code }
}
const ask = (pool: WatchedPool) => pool.query('select 1 as one')
const fill = (pool: WatchedPool) => Promise.all(Array.from({ length: 4 }, () => pool.query('select pg_sleep(0.05)')))

test('connections that die silently cost what is asked then its deadline, and those after it nothing', async () => {
  await Promise.all([fill(answering), fill(working)])
  const mirror = postgresMirror(answering, {} as Keys)
  proxy.forget()
  // Both places of the shared read, and those who wait for them.
  const lookups = await Promise.all(Array.from({ length: 8 }, (_, i) => settles(mirror.person(`person-${i}`))))
  for (const { ms } of lookups) expect(ms).toBeLessThan(NEVER_MS)
  expect(lookups.some(({ code }) => code === 'DATABAS_SVARAR_EJ')).toBe(true)
  for (const pool of [answering, working]) expect(await settles(fill(pool))).toMatchObject({ code: undefined })
  // Nothing is left of the old ones, and nobody was told that the database is away: it was not.
  await watch.ready()
  expect(saidOf('database-unavailable')).toEqual([])
  expect((await settles(mirror.person('person-9'))).code).toBeUndefined()
})

test('a transaction over a connection that died fails with it, and a long statement that the server works on does not', async () => {
  const long = settles(working.query('select pg_sleep(6)'))
  await until(async () => {
    const { rows } = await db.pool.query(`select from pg_stat_activity where query = 'select pg_sleep(6)'`)
    return rows.length === 1
  })
  const dead = inTransaction(answering, async (tx) => {
    await tx.query('select 1')
    proxy.forget()
    return tx.query('select 1')
  })
  const { ms, code } = await settles(dead)
  expect(code).toBe('DATABAS_SVARAR_EJ')
  expect(ms).toBeLessThan(NEVER_MS)
  // Its connection was forgotten too: it fails when the server has answered, not before.
  expect((await long).ms).toBeGreaterThan(5_500)
  const kept = settles(working.query('select pg_sleep(5)'))
  expect(await kept).toMatchObject({ code: undefined })
})

test('a database that hangs is not ready, is said once, and is tried by nobody until it answers', async () => {
  await Promise.all([fill(answering), fill(working)])
  proxy.hang()
  const first = await settles(ask(answering))
  expect([first.code, first.ms < NEVER_MS]).toEqual(['DATABAS_SVARAR_EJ', true])
  await expect(watch.ready()).rejects.toMatchObject({ code: 'DATABAS_SVARAR_EJ' })
  // Each that was tried would take a deadline of seconds.
  const begun = performance.now()
  for (let i = 0; i < 20; i++) {
    expect(await settles(ask(i % 2 === 0 ? answering : working))).toMatchObject({ code: 'DATABAS_SVARAR_EJ' })
    quiet.error('delivery-worker-failed', { errorCode: 'DATABAS_SVARAR_EJ' })
    quiet.error('request-failed', { code: 'LOGG_OTILLGANGLIG' })
  }
  expect(performance.now() - begun).toBeLessThan(NEVER_MS)
  quiet.error('sync-failed', { errorCode: 'KALLA_FAULT' })
  proxy.resume()
  await until(() =>
    watch.ready().then(
      () => true,
      () => false,
    ),
  )
  await fill(answering)
  await until(() => saidOf('database-available').length > 0)
  expect(
    said.filter(([, event]) => event !== 'database-connections-replaced').map(([level, event]) => `${level} ${event}`),
  ).toEqual(['error database-unavailable', 'error sync-failed', 'info database-available'])
  expect(saidOf('database-available')[0]?.[2]).toMatchObject({ unsaid: 40 })
})

test('a database that is gone is named, and used again when it is back', async () => {
  await fill(answering)
  await proxy.refuse()
  // Before the watch has looked: what fails first makes it look.
  const { code } = await settles(ask(answering))
  expect(code).toBe('DATABAS_NERE')
  quiet.error('orders-not-read', { errorCode: 'DATABAS_NERE' })
  await until(() => saidOf('database-unavailable').length > 0)
  await proxy.accept()
  await until(() => settles(ask(answering)).then((one) => one.code === undefined))
  await until(() => saidOf('database-available').length > 0)
  expect(said.map(([, event]) => event)).toEqual(['database-unavailable', 'database-available'])
})

test('a single connection that the server ends is no outage: what failed with it is said', async () => {
  await fill(working)
  const pid = working.clients.values().next().value?.session?.pid
  await db.pool.query('select pg_terminate_backend($1)', [pid])
  quiet.error('delivery-worker-failed', { errorCode: 'DATABAS_NERE' })
  await until(() => said.length > 0)
  expect(said).toEqual([['error', 'delivery-worker-failed', { errorCode: 'DATABAS_NERE' }]])
})

test('a database that turns read-only is left at once, and taken into use when it takes writes', async () => {
  await Promise.all([fill(answering), fill(working)])
  const readOnly = async (value: string) => {
    await db.pool.query(`alter database ${db.name} set default_transaction_read_only = ${value}`)
  }
  await readOnly('on')
  try {
    // A session of before, whose server was demoted behind a proxy.
    const demoted = await working.connect()
    await demoted.query('set default_transaction_read_only = on')
    expect(await settles(demoted.query('create table made_here ()'))).toMatchObject({ code: 'DATABAS_SKRIVSKYDDAD' })
    demoted.release()
    proxy.forget()
    await until(() => saidOf('database-unavailable').length > 0)
    await expect(watch.ready()).rejects.toMatchObject({ code: 'DATABAS_SKRIVSKYDDAD' })
    expect(await settles(ask(answering))).toMatchObject({ code: 'DATABAS_SKRIVSKYDDAD' })
    expect(answering.idleCount + working.idleCount).toBe(0)
  } finally {
    await readOnly('off')
  }
  await until(() => settles(ask(answering)).then((one) => one.code === undefined))
  await watch.ready()
  await delay(0)
})
