import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import express from 'express'
import { skapaArendelager, type Arendelager as Fallen } from '../../simulators/arendesystem/arendelager.ts'
import { arendesystem } from '../../simulators/arendesystem/arendesystem.ts'
import { type Felkontroll, skapaFelkontroll } from '../../simulators/fault-control.ts'
import { useDatabase } from '../../test/support/database.ts'
import { testNycklar } from '../../test/support/nycklar.ts'
import { createArendesystem } from '../adapters/casesystem/client.ts'
import { discloseThrough } from '../atkomstlogg/disclose.ts'
import { createLoggskrivare } from '../atkomstlogg/writer.ts'
import { kanonisk } from '../mapping/canonical.ts'
import type { Post } from '../mapping/person-post.ts'
import { createArendelager, type Arendelager } from './arendelager.ts'
import { postgresSpegel } from './postgres-spegel.ts'
import { createMirrorWorker, type MirrorWorker } from './worker.ts'

const db = useDatabase()
const nycklar = testNycklar(['bromma'])
const A = '199304232383'
const B = '197712072391'
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

let server: Server
let fel: Felkontroll
let fallen: Fallen
let klient: ReturnType<typeof createArendesystem>
let arenden: Arendelager
let worker: MirrorWorker
/** What policy lets into a case, as the test has it. */
let synligt: ReadonlySet<string>

beforeAll(async () => {
  fel = skapaFelkontroll()
  fallen = skapaArendelager('prov')
  server = createServer(express().use(arendesystem(fallen, fel, { token: 'prov' }))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  klient = createArendesystem({ url, token: 'prov', deadlineMs: 2_000 })
  const spegel = postgresSpegel(db.pool, nycklar)
  arenden = createArendelager(db.pool)
  worker = createMirrorWorker({
    pool: db.pool,
    spegel,
    arendesystem: klient,
    disclose: discloseThrough(createLoggskrivare(db.pool)),
    besluta: () => ({ falt: synligt, orsak: 'tillaten', avtal: 'DNR-1' }),
    policyversion: 'prov',
    klocka: () => new Date(),
    log: silent,
  })
})
afterAll(async () => {
  await klient.stang()
  server.close()
})
beforeEach(async () => {
  fel.rensa()
  synligt = new Set(['beslutId', 'status'])
  await db.pool.query('truncate uppgift, utkorg, skyddad, arende, leverans cascade')
})

/** As the sync writes it: the row and its message in one statement. */
async function mirror(personnummer: string, poster: readonly Post[]): Promise<string> {
  const personRef = nycklar.personRef(personnummer)
  const uppgiftRef = nycklar.uppgiftRef(personRef, 'bromma', 'paraplyet', 'beslut')
  const state = kanonisk(poster)
  await db.pool.query(
    `with ny as (
       insert into uppgift values ($1, $2, 'bromma', 'paraplyet', 'beslut', nextval('uppgift_version'), $3, $4, '{}', now())
       on conflict (uppgift_ref) do update set version = excluded.version, forseglad = excluded.forseglad returning *)
     insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from ny`,
    [uppgiftRef, personRef, nycklar.digest('bromma', state), nycklar.forsegla('bromma', uppgiftRef, state)],
  )
  return uppgiftRef
}

async function gone(personnummer: string): Promise<void> {
  await db.pool.query(
    `with borta as (delete from uppgift where person_ref = $1 returning *)
     insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from borta`,
    [nycklar.personRef(personnummer)],
  )
}

const openCase = async (personnummer: string) => {
  const { arendeId } = fallen.skapa(personnummer, 'beslutsfraga')
  await arenden.oppna({ arendeId, personRef: nycklar.personRef(personnummer), andamal: 'beslutsfraga', kategori: {} })
  return arendeId
}
const held = (arendeId: string) => fallen.speglingar(arendeId).map(({ poster }) => poster)
const recorded = async (arendeId: string) => {
  const { rows } = await db.pool.query<{ post: string }>('select post from atkomst order by tid, logg, nummer')
  return rows
    .map(
      ({ post }) =>
        JSON.parse(post) as {
          logg: string
          atkomst: { arende: string; handelse: string; visat: unknown; avtal: string }
        },
    )
    .filter(({ atkomst }) => atkomst.arende === arendeId)
}
const dueNow = () => db.pool.query(`update leverans set nasta = now(); update arende set nasta = now()`)

test('an opened case is filled with what the mirror holds and policy permits, each write recorded first', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende', insats: 'hemtjänst' }])
  const arendeId = await openCase(A)
  await worker.work()
  expect(held(arendeId)).toEqual([[{ beslutId: '1', status: 'pagaende' }]])
  expect(await recorded(arendeId)).toMatchObject([
    {
      logg: 'bromma',
      atkomst: { handelse: 'spegling', visat: [{ mangd: 'beslut', falt: ['beslutId', 'status'] }], avtal: 'DNR-1' },
    },
  ])
})

test('a change reaches every open case of the person and no other', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const [first, second, other] = [await openCase(A), await openCase(A), await openCase(B)]
  await worker.work()
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await worker.work()
  expect([held(first), held(second), held(other)]).toEqual([
    [[{ beslutId: '1', status: 'avslutat' }]],
    [[{ beslutId: '1', status: 'avslutat' }]],
    [],
  ])
  const { rows } = await db.pool.query('select from utkorg')
  expect(rows).toHaveLength(0)
})

test('what is gone from the mirror, or no longer permitted, is taken out of the case and comes back when it does', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await worker.work()
  await gone(A)
  await worker.work()
  expect(held(arendeId)).toEqual([])
  await mirror(A, [{ beslutId: '2', status: 'pagaende' }])
  await worker.work()
  expect(held(arendeId)).toEqual([[{ beslutId: '2', status: 'pagaende' }]])

  synligt = new Set()
  await mirror(A, [{ beslutId: '2', status: 'avslutat' }])
  await worker.work()
  expect(held(arendeId)).toEqual([])
  expect((await recorded(arendeId)).map(({ atkomst }) => atkomst.handelse)).toEqual([
    'spegling',
    'borttagning',
    'spegling',
    'borttagning',
  ])
})

test('a person who became protected is taken out even before the mirror is', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await worker.work()
  await db.pool.query(`insert into skyddad (person_ref, kalla, stadsdel) values ($1, 'agresso', 'bromma')`, [
    nycklar.personRef(A),
  ])
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await worker.work()
  expect(held(arendeId)).toEqual([])
})

test('a closed case is purged with a record, and filled again when it reopens', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await worker.work()
  fallen.andra(arendeId, { status: 'stangt' })
  expect(await arenden.stang(arendeId)).toBe(true)
  await worker.work()
  expect(held(arendeId)).toEqual([])
  expect((await recorded(arendeId)).at(-1)).toMatchObject({ logg: 'bromma', atkomst: { handelse: 'rensning' } })

  fallen.andra(arendeId, { status: 'oppet' })
  await arenden.oppna({ arendeId, personRef: nycklar.personRef(A), andamal: 'beslutsfraga', kategori: {} })
  await worker.work()
  expect(held(arendeId)).toHaveLength(1)
})

test('a case that turns out to be about another person, and back, holds only that person', async () => {
  await mirror(A, [{ beslutId: 'a', status: 'pagaende' }])
  await mirror(B, [{ beslutId: 'b', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await worker.work()
  for (const [personnummer, beslutId] of [
    [B, 'b'],
    [A, 'a'],
  ] as const) {
    await arenden.oppna({ arendeId, personRef: nycklar.personRef(personnummer), andamal: 'beslutsfraga', kategori: {} })
    await worker.work()
    expect(held(arendeId)).toEqual([[{ beslutId, status: 'pagaende' }]])
  }
})

test.each(['nere', 'fault', 'html', 'tomt'] as const)(
  'a case system that is %s loses nothing: the write waits and is made',
  async (vad) => {
    await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
    const arendeId = await openCase(A)
    fel.satt({ peer: 'arendesystem', fel: vad })
    await worker.work()
    const { rows } = await db.pool.query('select status, orsak from leverans')
    expect(rows).toEqual([{ status: 'vantar', orsak: 'MALSYSTEM_OTILLGANGLIGT' }])
    fel.rensa()
    await dueNow()
    await worker.work()
    expect(held(arendeId)).toHaveLength(1)
  },
)

test('a write that is refused for good is set aside with its reason, and the next change is tried again', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  fel.satt({ peer: 'arendesystem', fel: 'nekad' })
  await worker.work()
  const { rows } = await db.pool.query('select status, orsak from leverans')
  expect(rows).toEqual([{ status: 'parkerad', orsak: 'MALSYSTEM_NEKAR' }])
  fel.rensa()
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await worker.work()
  expect(held(arendeId)).toEqual([[{ beslutId: '1', status: 'avslutat' }]])
})

test('two workers share the deliveries and neither does the other’s', async () => {
  for (const personnummer of [A, B]) await mirror(personnummer, [{ beslutId: '1', status: 'pagaende' }])
  const cases = await Promise.all(Array.from({ length: 10 }, (_, i) => openCase(i % 2 === 0 ? A : B)))
  await Promise.all([worker.work(), worker.work(), worker.work()])
  for (const arendeId of cases) {
    expect(held(arendeId)).toHaveLength(1)
    expect(await recorded(arendeId)).toHaveLength(1)
  }
})

test('nothing is written when the access log cannot be', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await db.pool
    .query(`create function prov_full() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$;
    create trigger prov_full before insert on atkomst for each row execute function prov_full()`)
  await worker.work()
  await db.pool.query('drop trigger prov_full on atkomst')
  expect(held(arendeId)).toEqual([])
  await dueNow()
  await worker.work()
  expect(held(arendeId)).toHaveLength(1)
})
