import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { postgresMirror } from '../mirror/postgres-mirror.ts'
import { decideMirroring } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { DecideMirroring } from './decide-mirroring.ts'
import { reconsider } from './reconsider.ts'
import { createRegistrations } from './registration.ts'

const { db, gone, held, keys, mirror, newWorker, openCase, policy, recorded, registers, close, work } = useWorker()

const reconsiderNow = () => reconsider(db.pool, () => ({ falt: policy.visible, reason: 'tillaten', avtal: 'DNR-1' }))
const open = async (...visible: string[]) => {
  policy.visible = new Set(visible)
  const count = await reconsiderNow()
  await work()
  return count
}

test('what a new policy takes away is taken out of open cases, what it adds comes in, each on record', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende', insats: 'hemtjänst' }])
  await mirror(B, [{ beslutId: '2', status: 'pagaende' }])
  const [hers, his] = [await openCase(A), await openCase(B)]
  await work()
  expect(await open('beslutId')).toBe(2)
  expect([held(hers), held(his)]).toEqual([[[{ beslutId: '1' }]], [[{ beslutId: '2' }]]])
  expect(await open('beslutId', 'insats')).toBe(2)
  expect(held(hers)).toEqual([[{ beslutId: '1', insats: 'hemtjänst' }]])
  expect(await open()).toBe(2)
  expect(held(hers)).toEqual([])
  expect(await open('status')).toBe(2)
  expect(held(hers)).toEqual([[{ status: 'pagaende' }]])
  const kinds = (await recorded(hers)).map(({ atkomst }) => atkomst.handelse)
  expect(kinds).toEqual(['spegling', 'spegling', 'spegling', 'borttagning', 'spegling'])
})

test('the same decision changes nothing, in whatever order its fields are named', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  expect(await open('status', 'beslutId')).toBe(0)
  expect(await recorded(arendeId)).toHaveLength(1)
})

test('what is on its way already, in closed cases or gone from the mirror is left alone', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  policy.visible = new Set(['status'])
  expect(await reconsiderNow()).toBe(1)
  expect(await reconsiderNow()).toBe(0)
  await work()
  expect(held(arendeId)).toEqual([[{ status: 'pagaende' }]])

  await mirror(B, [{ beslutId: '2', status: 'pagaende' }])
  const closed = await openCase(B)
  await work()
  await close(closed)
  await gone(A)
  await work()
  expect(await open('beslutId')).toBe(0)
})

test('what was given before decisions were kept is judged once', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  await openCase(A)
  await work()
  await db.pool.query('update delivery set fields_digest = null')
  expect(await open('beslutId', 'status')).toBe(1)
  expect(await reconsiderNow()).toBe(0)
})

test('a kind that comes by reference from now on leaves the cases of its purpose, which register nothing of it', async () => {
  const today = realPolicy()
  const narrowed = { ...today.andamal.beslutsfraga!, hanvisning: ['beslut'] as const }
  const byReference: Policy = { ...today, version: 'ny', andamal: { ...today.andamal, beslutsfraga: narrowed } }
  const under = (one: Policy) => {
    const decide: DecideMirroring = (query, stadsdel, mangd) =>
      decideMirroring(one, { ...query, date: '2026-10-15' }, stadsdel, mangd)
    policy.decide = decide
    // Suggested by what the case holds of beslut.
    const rule = { andamal: ['beslutsfraga'], data: { mangd: 'beslut', falt: 'status', ar: ['pagaende'] } } as const
    const words = { huvudkategori: 'Äldreomsorg', arendetyp: 'Beslut', arendeklass: 'Pågående' }
    const parts = {
      policy: one,
      mirror: postgresMirror(db.pool, keys),
      categories: { regler: [{ ...rule, forslag: words }] },
    }
    const registrations = createRegistrations({ ...parts, clock: () => new Date('2026-10-15T10:00:00Z') })
    return { decide, worker: newWorker(undefined, registrations) }
  }
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await under(today).worker.work()
  expect(held(arendeId)).toEqual([[{ beslutId: '1', status: 'pagaende' }]])
  expect(registers(arendeId)?.forslag).toMatchObject({ arendeklass: 'Pågående' })

  const { decide, worker } = under(byReference)
  expect(await reconsider(db.pool, decide)).toBe(1)
  for (let round = 0; round < 2; round++) await worker.work()
  expect(held(arendeId)).toEqual([])
  expect(registers(arendeId)?.forslag ?? null).toBeNull()
  expect((await recorded(arendeId)).map(({ atkomst }) => [atkomst.handelse, atkomst.orsak])).toEqual([
    ['spegling', 'traff'],
    ['berikning', 'traff'],
    ['borttagning', 'hanvisning'],
  ])
  expect(await reconsider(db.pool, decide)).toBe(0)

  // A case that opens now never gets any of it, and no record says that it did.
  const later = await openCase(A)
  for (let round = 0; round < 2; round++) await worker.work()
  expect([held(later), await recorded(later)]).toEqual([[], []])

  expect(await reconsider(db.pool, under(today).decide)).toBe(1)
  await under(today).worker.work()
  expect([held(arendeId), held(later)]).toEqual(Array(2).fill([[{ beslutId: '1', status: 'pagaende' }]]))
})
