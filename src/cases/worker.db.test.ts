import { expect, test } from '@jest/globals'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { protect } from '../sync/protection.ts'

const { db, gone, held, mirror, keys, openCase, open, policy, recorded, close, system, work, newWorker } = useWorker()

test('an opened case is filled with what the mirror holds and policy permits, each write recorded first', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende', insats: 'hemtjänst' }])
  const arendeId = await openCase(A)
  await work()
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
  await work()
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await work()
  expect([held(first), held(second), held(other)]).toEqual([
    [[{ beslutId: '1', status: 'avslutat' }]],
    [[{ beslutId: '1', status: 'avslutat' }]],
    [],
  ])
  const { rows } = await db.pool.query('select from outbox')
  expect(rows).toHaveLength(0)
})

test('what is gone from the mirror, or no longer permitted, is taken out of the case and comes back when it does', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  await gone(A)
  await work()
  expect(held(arendeId)).toEqual([])
  await mirror(A, [{ beslutId: '2', status: 'pagaende' }])
  await work()
  expect(held(arendeId)).toEqual([[{ beslutId: '2', status: 'pagaende' }]])

  policy.visible = new Set()
  await mirror(A, [{ beslutId: '2', status: 'avslutat' }])
  await work()
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
  await work()
  await db.pool.query(`insert into protected_person (person_ref, source, stadsdel) values ($1, 'agresso', 'bromma')`, [
    keys.personRef(A),
  ])
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await work()
  expect(held(arendeId)).toEqual([])
})

test('a flag takes its person out of every case at once, whatever has become of what tells of changes', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  expect(held(arendeId)).toHaveLength(1)
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await newWorker(async () => 0).work()
  expect(held(arendeId)).toEqual([])
})

test('a closed case is purged with a record, and filled again when it reopens', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  system().store.change(arendeId, { status: 'stangt' })
  expect(await close(arendeId)).toBe(true)
  await work()
  expect(held(arendeId)).toEqual([])
  expect((await recorded(arendeId)).at(-1)).toMatchObject({ logg: 'bromma', atkomst: { handelse: 'rensning' } })

  system().store.change(arendeId, { status: 'oppet' })
  await open(arendeId, A)
  await work()
  expect(held(arendeId)).toHaveLength(1)
})

test('a case that turns out to be about another person, and back, holds only that person', async () => {
  await mirror(A, [{ beslutId: 'a', status: 'pagaende' }])
  await mirror(B, [{ beslutId: 'b', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  for (const [personnummer, beslutId] of [
    [B, 'b'],
    [A, 'a'],
  ] as const) {
    await open(arendeId, personnummer)
    await work()
    expect(held(arendeId)).toEqual([[{ beslutId, status: 'pagaende' }]])
  }
})

test('two workers share the deliveries and neither does the other’s', async () => {
  for (const personnummer of [A, B]) await mirror(personnummer, [{ beslutId: '1', status: 'pagaende' }])
  const cases = await Promise.all(Array.from({ length: 10 }, (_, i) => openCase(i % 2 === 0 ? A : B)))
  await Promise.all([work(), work(), work()])
  for (const arendeId of cases) {
    expect(held(arendeId)).toHaveLength(1)
    expect(await recorded(arendeId)).toHaveLength(1)
  }
})
