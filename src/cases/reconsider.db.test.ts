import { expect, test } from '@jest/globals'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { reconsider } from './reconsider.ts'

const { db, gone, held, mirror, openCase, policy, recorded, close, work } = useWorker()

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
