import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type pg from 'pg'
import { memoryLog } from '../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { until } from '../../../test/support/until.ts'
import { recordThrough } from '../../atkomstlogg/record-then.ts'
import { createPool } from '../../platform/database/database.ts'
import { type ClientGuard, createClientGuard } from './client-guard.ts'
import { createClientRegister } from './client-register.ts'

const NOW = new Date('2026-10-15T10:00:00Z')
const db = useDatabase()
const client = {
  namn: 'Telefonisystemet',
  roller: [],
  slutanvandare: 'token',
  utfardare: ['inloggning'],
  egetNummer: 'token',
  takt: { klient: 1, slutanvandare: 1 },
} as const

let log: ReturnType<typeof memoryLog>
let guards: ClientGuard[]
beforeEach(async () => {
  log = memoryLog()
  guards = []
  await db.pool.query('truncate client_suspension')
})
afterEach(() => Promise.all(guards.map((guard) => guard.stop())))

const register = () =>
  createClientRegister({
    pool: db.pool,
    klienter: { telefoni: client, konsol: { ...client, namn: 'Konsolen' } },
    recordThen: recordThrough(log),
    clock: () => NOW,
  })
async function guard(pool: pg.Pool = db.pool, options?: Parameters<typeof createClientGuard>[1]): Promise<ClientGuard> {
  const fresh = createClientGuard(pool, options)
  guards.push(fresh)
  await fresh.start()
  return fresh
}

test('within a second every hub on the database knows who is suspended and who no longer is', async () => {
  const hubs = [await guard(), await guard()]
  const known = async (suspended: boolean) => {
    const start = performance.now()
    await until(() => hubs.every((hub) => hub.suspended('telefoni') === suspended))
    return performance.now() - start
  }
  // A busy machine may be late once, not every time.
  let slowest = Infinity
  for (let round = 0; round < 10 && slowest > 1_000; round++) {
    await register().suspend('telefoni', 'Bo Ek', 'token på villovägar')
    const closed = await known(true)
    expect(hubs.map((hub) => hub.suspended('konsol'))).toEqual([false, false])
    await register().reopen('telefoni', 'Bo Ek')
    slowest = Math.max(closed, await known(false))
  }
  expect(slowest).toBeLessThan(1_000)
})

test('a hub that starts knows at once', async () => {
  await register().suspend('telefoni', 'Bo Ek', 'driftstopp')
  expect((await guard()).suspended('telefoni')).toBe(true)
})

test('suspending and reopening are records before they are done', async () => {
  await register().suspend('telefoni', 'Bo Ek', 'driftstopp')
  await register().reopen('telefoni', 'Eva Ros')
  expect(log.written).toMatchObject([
    {
      logg: 'insyn',
      access: { handelse: 'klient', klient: 'telefoni', slutanvandare: 'Bo Ek', utfall: 'tomt', orsak: 'avstangd' },
    },
    { logg: 'insyn', access: { handelse: 'klient', klient: 'telefoni', slutanvandare: 'Eva Ros', orsak: 'oppnad' } },
  ])
  log.down = true
  await expect(register().suspend('telefoni', 'Bo Ek', 'driftstopp')).rejects.toMatchObject({
    code: 'LOGG_OTILLGANGLIG',
  })
  expect((await register().list()).map(({ suspension }) => suspension)).toEqual([null, null])
})

test('the list tells who may call, and of a suspension since when, by whom and why', async () => {
  await register().suspend('telefoni', 'Bo Ek', 'driftstopp')
  await db.pool.query(
    `insert into client_suspension (klient, suspended_by, reason) values ('borttagen', 'Bo Ek', 'avtalet är slut')`,
  )
  expect(await register().list()).toMatchObject([
    { klient: 'borttagen', name: null, utfardare: [], suspension: { reason: 'avtalet är slut' } },
    { klient: 'konsol', name: 'Konsolen', utfardare: ['inloggning'], suspension: null },
    { klient: 'telefoni', suspension: { by: 'Bo Ek', reason: 'driftstopp', since: expect.any(Date) } },
  ])
})

test('who suspended whom, when and why is kept after the reopening', async () => {
  await register().suspend('telefoni', 'Bo Ek', 'driftstopp')
  await register().reopen('telefoni', 'Eva Ros')
  await register().suspend('telefoni', 'Bo Ek', 'igen')
  const { rows } = await db.pool.query('select suspended_by, reason, reopened_by from client_suspension order by id')
  expect(rows).toEqual([
    { suspended_by: 'Bo Ek', reason: 'driftstopp', reopened_by: 'Eva Ros' },
    { suspended_by: 'Bo Ek', reason: 'igen', reopened_by: null },
  ])
})

test.each<[string, () => Promise<void>, string]>([
  ['a client that no contract names', () => register().suspend('telefonl', 'Bo', 'fel'), 'BEGARAN_OGILTIG'],
  ['a reason that is empty', () => register().suspend('telefoni', 'Bo', '  '), 'BEGARAN_OGILTIG'],
  ['a reason of two lines', () => register().suspend('telefoni', 'Bo', 'a\nb'), 'BEGARAN_OGILTIG'],
  ['a reason with a personnummer', () => register().suspend('telefoni', 'Bo', 'rör 900101-9802'), 'BEGARAN_OGILTIG'],
  ['a person who is a personnummer', () => register().suspend('telefoni', '189001019802', 'fel'), 'BEGARAN_OGILTIG'],
  ['opening one that is not suspended', () => register().reopen('telefoni', 'Bo'), 'KONFLIKT'],
])('%s is refused without a record', async (_, make, code) => {
  await expect(make()).rejects.toMatchObject({ code })
  expect(log.written).toEqual([])
})

test('suspending twice is refused, also at the same moment', async () => {
  const verdict = await Promise.allSettled([1, 2, 3].map(() => register().suspend('telefoni', 'Bo', 'driftstopp')))
  expect(verdict.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(register().suspend('telefoni', 'Bo', 'driftstopp')).rejects.toMatchObject({ code: 'KONFLIKT' })
})

test('when the state cannot be read for a while nobody is known to be let in, until it can be read again', async () => {
  const pool = createPool(db.address, { max: 2, applicationName: 'vakt', database: db.name })
  const hub = await guard(pool, { intervalMs: 20, deadlineMs: 500, maxMs: 1_500 })
  await until(() => hub.suspended('telefoni') === false)
  const reader = await db.pool.connect()
  await reader.query('begin')
  await reader.query('lock table client_suspension in access exclusive mode')
  await until(() => hub.suspended('telefoni') === 'okant')
  await expect(hub.ready()).rejects.toMatchObject({ code: 'DATABAS_FEL' })
  await reader.query('rollback')
  reader.release()
  await until(() => hub.suspended('telefoni') === false)
  await expect(hub.ready()).resolves.toBeUndefined()
  await hub.stop()
  await pool.end()
})

test('a hub that cannot read the state does not start', async () => {
  const pool = createPool({ url: 'postgres://127.0.0.1:1/ingen' }, { max: 1, applicationName: 'vakt' })
  await expect(createClientGuard(pool).start()).rejects.toMatchObject({ code: 'DATABAS_FEL' })
  await pool.end()
})
