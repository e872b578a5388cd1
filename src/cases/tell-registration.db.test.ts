import { expect, test } from '@jest/globals'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { protect } from '../sync/protection.ts'
import { createArendeStore } from './arende-store.ts'
import type { Registrations } from './registration.ts'

const worker = useWorker()
const { db, dueNow, gone, mirror, keys, openCase, recorded, registers, close, system } = worker

/** Registers the name of the mirror's own state: the newest version among what the case holds. */
const registrations: Registrations = {
  dependsOn: (_andamal, mangd) => mangd === 'beslut',
  async make({ personRef }, holds) {
    const { rows } = await db.pool.query<{ version: number }>(
      'select version from uppgift where person_ref = $1 and uppgift_ref = any($2)',
      [personRef, [...holds]],
    )
    return {
      registration: {
        stadsdelar: [],
        utforare: [],
        handlaggare: rows.map(({ version }) => ({ namn: String(version) })),
        forslag: null,
      },
      visat: rows.map(() => ({ stadsdel: 'bromma', mangd: 'beslut' as const, falt: ['status'], avtal: 'DNR-1' })),
    }
  },
}
const newWorker = () => worker.newWorker(undefined, registrations)
const work = () => newWorker().work()
const named = (arendeId: string) => registers(arendeId)?.handlaggare.map(({ namn }) => namn)
const inMirror = async () =>
  (await db.pool.query<{ version: number }>('select version from uppgift')).rows.map(({ version }) => String(version))
const kinds = async (arendeId: string) => (await recorded(arendeId)).map(({ atkomst }) => atkomst.handelse)

test('a case that has been filled is told what to register, recorded first, and again when that has changed', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  expect(named(arendeId)).toEqual(await inMirror())
  expect((await recorded(arendeId)).at(-1)).toMatchObject({
    logg: 'bromma',
    atkomst: { handelse: 'berikning', visat: [{ mangd: 'beslut', falt: ['status'] }], avtal: 'DNR-1' },
  })

  const first = named(arendeId)
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await work()
  expect(named(arendeId)).toEqual(await inMirror())
  expect(named(arendeId)).not.toEqual(first)
  await work()
  expect(await kinds(arendeId)).toEqual(['spegling', 'berikning', 'spegling', 'berikning'])
})

test('what is taken out of a case takes with it what the case registers, and a late word of it changes nothing', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  const before = registers(arendeId)
  await gone(A)
  await work()
  expect(registers(arendeId)).toBeUndefined()
  expect(await kinds(arendeId)).toEqual(['spegling', 'berikning', 'borttagning'])
  if (before !== undefined) system().store.enrich(arendeId, before)
  expect(registers(arendeId)).toBeUndefined()
})

test('a person who becomes protected is no longer registered, in a closed case and during a pause either', async () => {
  worker.policy.rensaEfterDygn = 30
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const [open, closed] = [await openCase(A), await openCase(A)]
  await work()
  system().store.change(closed, { status: 'stangt' })
  await close(closed)
  await db.pool.query(`insert into pause (target, paused_by, reason) values ('arendesystem', 'prov', 'prov')`)
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await work()
  expect([registers(open), registers(closed)]).toEqual([undefined, undefined])
  await db.pool.query('truncate pause')
})

test('while deliveries are paused nothing new is registered, and afterwards it is', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await db.pool.query(`update arende set enrich_at = now()`)
  await db.pool.query(`insert into pause (target, paused_by, reason) values ('arendesystem', 'prov', 'prov')`)
  await work()
  expect(registers(arendeId)).toBeUndefined()
  await db.pool.query('truncate pause')
  await work()
  expect(named(arendeId)).toEqual(await inMirror())
})

test('a case system that is away is told when it is back', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  system().fel.set({ peer: 'arendesystem', operation: 'berika', fel: 'nere' })
  await work()
  expect(registers(arendeId)).toBeUndefined()
  system().fel.purge()
  await dueNow()
  await work()
  expect(named(arendeId)).toEqual(await inMirror())
})

test('a purged case has no registration, and one that opens again is told anew', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  system().store.change(arendeId, { status: 'stangt' })
  await close(arendeId)
  await work()
  expect(registers(arendeId)).toBeUndefined()
  system().store.change(arendeId, { status: 'oppet' })
  await worker.open(arendeId, A)
  await work()
  expect(named(arendeId)).toEqual(await inMirror())
})

test('a case that turns out to be about another person registers that one', async () => {
  await mirror(A, [{ beslutId: 'a', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  await worker.open(arendeId, B)
  await work()
  expect(registers(arendeId)).toBeUndefined()
  await mirror(B, [{ beslutId: 'b', status: 'pagaende' }])
  await work()
  const { rows } = await db.pool.query<{ version: number }>('select version from uppgift where person_ref = $1', [
    keys.personRef(B),
  ])
  expect(named(arendeId)).toEqual(rows.map(({ version }) => String(version)))
})

test('a category that somebody chose is registered in the place of the suggestion, once, until the case is about another person', async () => {
  const chosen = { huvudkategori: 'Ekonomi', arendetyp: 'Avgift', arendeklass: 'Fråga om avgift' }
  const withChosen: Registrations = {
    ...registrations,
    make: async (arende, holds) => {
      const { registration, visat } = await registrations.make(arende, holds)
      return { registration: { ...registration, forslag: arende.chosen }, visat }
    },
  }
  const again = () => worker.newWorker(undefined, withChosen).work()
  const store = createArendeStore(db.pool, 0)
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await again()
  expect(registers(arendeId)?.forslag).toBeNull()

  const owner = (await store.ownerOf(arendeId)) ?? ''
  expect(await store.choose(arendeId, 'another', chosen)).toBe(false)
  expect(await store.choose(arendeId, owner, chosen)).toBe(true)
  await again()
  await again()
  expect(registers(arendeId)?.forslag).toEqual(chosen)
  expect(await kinds(arendeId)).toEqual(['spegling', 'berikning', 'berikning'])

  await worker.open(arendeId, B)
  const { rows } = await db.pool.query('select chosen from arende where arende_id = $1', [arendeId])
  expect(rows).toEqual([{ chosen: null }])
})
