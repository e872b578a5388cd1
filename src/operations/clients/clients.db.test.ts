import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type pg from 'pg'
import { useDatabase } from '../../../test/support/database/database.ts'
import { minneslogg } from '../../../test/support/api-in-memory.ts'
import { discloseThrough } from '../../atkomstlogg/disclose.ts'
import { createPool } from '../../platform/database/database.ts'
import { createKlientregister } from './client-register.ts'
import { createKlientvakt, type Klientvakt } from './client-guard.ts'

const NU = new Date('2026-10-15T10:00:00Z')
const db = useDatabase()
const klient = {
  namn: 'Telefonisystemet',
  roller: [],
  slutanvandare: 'token',
  takt: { klient: 1, slutanvandare: 1 },
} as const

let logg: ReturnType<typeof minneslogg>
let vakter: Klientvakt[]
beforeEach(async () => {
  logg = minneslogg()
  vakter = []
  await db.pool.query('truncate klient_avstangd')
})
afterEach(() => Promise.all(vakter.map((vakt) => vakt.stop())))

const register = () =>
  createKlientregister({
    pool: db.pool,
    klienter: { telefoni: klient, konsol: { ...klient, namn: 'Konsolen' } },
    disclose: discloseThrough(logg),
    klocka: () => NU,
  })
async function vakt(pool: pg.Pool = db.pool, val?: Parameters<typeof createKlientvakt>[1]): Promise<Klientvakt> {
  const ny = createKlientvakt(pool, val)
  vakter.push(ny)
  await ny.start()
  return ny
}
async function inom(ms: number, villkor: () => boolean): Promise<void> {
  const slut = performance.now() + ms
  while (!villkor()) {
    if (performance.now() > slut) throw new Error(`not within ${String(ms)} ms`)
    await delay(5)
  }
}

test('within a second every hub on the database knows who is suspended and who no longer is', async () => {
  const hubbar = [await vakt(), await vakt()]
  await register().stang('telefoni', 'Bo Ek', 'token på villovägar')
  await inom(1_000, () => hubbar.every((hubb) => hubb.avstangd('telefoni') === true))
  expect(hubbar.map((hubb) => hubb.avstangd('konsol'))).toEqual([false, false])
  await register().oppna('telefoni', 'Bo Ek')
  await inom(1_000, () => hubbar.every((hubb) => hubb.avstangd('telefoni') === false))
})

test('a hub that starts knows at once', async () => {
  await register().stang('telefoni', 'Bo Ek', 'driftstopp')
  expect((await vakt()).avstangd('telefoni')).toBe(true)
})

test('suspending and reopening are records before they are done', async () => {
  await register().stang('telefoni', 'Bo Ek', 'driftstopp')
  await register().oppna('telefoni', 'Eva Ros')
  expect(logg.skrivna).toMatchObject([
    {
      logg: 'insyn',
      atkomst: { handelse: 'klient', klient: 'telefoni', slutanvandare: 'Bo Ek', utfall: 'tomt', orsak: 'avstangd' },
    },
    { logg: 'insyn', atkomst: { handelse: 'klient', klient: 'telefoni', slutanvandare: 'Eva Ros', orsak: 'oppnad' } },
  ])
  logg.nere = true
  await expect(register().stang('telefoni', 'Bo Ek', 'driftstopp')).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect((await register().lista()).map(({ avstangning }) => avstangning)).toEqual([null, null])
})

test('the list tells who may call, and of a suspension since when, by whom and why', async () => {
  await register().stang('telefoni', 'Bo Ek', 'driftstopp')
  await db.pool.query(`insert into klient_avstangd (klient, av, skal) values ('borttagen', 'Bo Ek', 'avtalet är slut')`)
  expect(await register().lista()).toMatchObject([
    { klient: 'borttagen', namn: null, avstangning: { skal: 'avtalet är slut' } },
    { klient: 'konsol', namn: 'Konsolen', avstangning: null },
    { klient: 'telefoni', avstangning: { av: 'Bo Ek', skal: 'driftstopp', sedan: expect.any(Date) } },
  ])
})

test('who suspended whom, when and why is kept after the reopening', async () => {
  await register().stang('telefoni', 'Bo Ek', 'driftstopp')
  await register().oppna('telefoni', 'Eva Ros')
  await register().stang('telefoni', 'Bo Ek', 'igen')
  const { rows } = await db.pool.query('select av, skal, oppnad_av from klient_avstangd order by id')
  expect(rows).toEqual([
    { av: 'Bo Ek', skal: 'driftstopp', oppnad_av: 'Eva Ros' },
    { av: 'Bo Ek', skal: 'igen', oppnad_av: null },
  ])
})

test.each<[string, () => Promise<void>, string]>([
  ['a client that no contract names', () => register().stang('telefonl', 'Bo', 'fel'), 'BEGARAN_OGILTIG'],
  ['a reason that is empty', () => register().stang('telefoni', 'Bo', '  '), 'BEGARAN_OGILTIG'],
  ['a reason of two lines', () => register().stang('telefoni', 'Bo', 'a\nb'), 'BEGARAN_OGILTIG'],
  ['a reason with a personnummer', () => register().stang('telefoni', 'Bo', 'rör 900101-9802'), 'BEGARAN_OGILTIG'],
  ['a person who is a personnummer', () => register().stang('telefoni', '189001019802', 'fel'), 'BEGARAN_OGILTIG'],
  ['opening one that is not suspended', () => register().oppna('telefoni', 'Bo'), 'KONFLIKT'],
])('%s is refused without a record', async (_, gor, code) => {
  await expect(gor()).rejects.toMatchObject({ code })
  expect(logg.skrivna).toEqual([])
})

test('suspending twice is refused, also at the same moment', async () => {
  const utfall = await Promise.allSettled([1, 2, 3].map(() => register().stang('telefoni', 'Bo', 'driftstopp')))
  expect(utfall.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(register().stang('telefoni', 'Bo', 'driftstopp')).rejects.toMatchObject({ code: 'KONFLIKT' })
})

test('when the state cannot be read for a while nobody is known to be let in, until it can be read again', async () => {
  const pool = createPool(db.address, { max: 2, applicationName: 'vakt', database: db.name })
  const hubb = await vakt(pool, { intervallMs: 20, fristMs: 100, hogstMs: 300 })
  expect(hubb.avstangd('telefoni')).toBe(false)
  const lasare = await db.pool.connect()
  await lasare.query('begin')
  await lasare.query('lock table klient_avstangd in access exclusive mode')
  await inom(2_000, () => hubb.avstangd('telefoni') === 'okant')
  await expect(hubb.beredd()).rejects.toMatchObject({ code: 'DATABAS_FEL' })
  await lasare.query('rollback')
  lasare.release()
  await inom(2_000, () => hubb.avstangd('telefoni') === false)
  await expect(hubb.beredd()).resolves.toBeUndefined()
  await hubb.stop()
  await pool.end()
})

test('a hub that cannot read the state does not start', async () => {
  const pool = createPool({ url: 'postgres://127.0.0.1:1/ingen' }, { max: 1, applicationName: 'vakt' })
  await expect(createKlientvakt(pool).start()).rejects.toMatchObject({ code: 'DATABAS_FEL' })
  await pool.end()
})
