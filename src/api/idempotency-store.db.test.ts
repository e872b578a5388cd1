import { expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { createIdempotencyStore, purgeIdempotency } from './idempotency-store.ts'

const db = useDatabase()
const oneDay = (key: string) =>
  db.pool.query(`update idempotency set created_at = now() - interval '24 hours 1 second' where key = $1`, [key])

test('of many hubs that take one key at once, one gets it, and the others what it asked', async () => {
  const hubs = Array.from({ length: 10 }, () => createIdempotencyStore(db.pool))
  const answer = await Promise.all(hubs.map((store, i) => store.take('samtidig', `begaran ${i}`)))
  const got = answer.findIndex((one) => one === undefined)
  const others = answer.filter((one) => one !== undefined)
  expect(others).toHaveLength(9)
  for (const one of others) expect(one).toEqual({ request: `begaran ${got}`, answer: null })
})

test('an answer is found again, a key that was let go of is free', async () => {
  const store = createIdempotencyStore(db.pool)
  await store.take('kvar', 'b')
  await store.answer('kvar', 's')
  expect(await store.take('kvar', 'annan')).toEqual({ request: 'b', answer: 's' })
  await store.release('kvar')
  expect(await store.take('kvar', 'annan')).toBeUndefined()
})

test('after a day a key is new again, and what it held is gone even when nobody asks', async () => {
  const store = createIdempotencyStore(db.pool)
  await store.take('gammal', 'b')
  await store.answer('gammal', 's')
  await oneDay('gammal')
  expect(await store.take('gammal', 'ny')).toBeUndefined()
  expect(await store.take('gammal', 'ny')).toEqual({ request: 'ny', answer: null })

  await oneDay('gammal')
  await purgeIdempotency(db.pool)
  const { rows } = await db.pool.query(`select from idempotency where key = 'gammal'`)
  expect(rows).toHaveLength(0)
})
