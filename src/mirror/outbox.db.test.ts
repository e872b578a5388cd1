import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { plannedAsEmpty } from '../../test/support/database/planned-as-empty.ts'
import { NEXT_VERSION, requeue, takingFromOutbox } from './outbox.ts'

const db = useDatabase()
const next = async (count = 1): Promise<number[]> =>
  (
    await db.pool.query<{ version: number }>(`select ${NEXT_VERSION} as version from generate_series(1, $1::int)`, [
      count,
    ])
  ).rows.map(({ version }) => version)
const oneNow = async () => (await next())[0] ?? 0

test('the versions of two changes do not tell how many others there were between them', async () => {
  for (const others of [0, 1, 9]) {
    const start = performance.now()
    const first = await oneNow()
    if (others > 0) await next(others)
    await delay(1_500)
    const gap = (await oneNow()) - first
    // Tenths of seconds that went by, and nothing else.
    expect(gap).toBeGreaterThan(13)
    expect(gap).toBeLessThan((performance.now() - start) / 100 + 3)
  }
})

test('versions rise strictly for each of many writers, and no two are equal', async () => {
  const seen = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const own: number[] = []
      for (let round = 0; round < 30; round++) own.push(...(await next(20)))
      return own
    }),
  )
  for (const own of seen) expect(own.every((version, at) => at === 0 || version > (own[at - 1] ?? 0))).toBe(true)
  expect(new Set(seen.flat()).size).toBe(8 * 30 * 20)
})

test('a clock that was set back makes no version older than one before', async () => {
  const ahead = 1_000_000 + (await oneNow())
  await db.pool.query(`select setval('uppgift_version', $1)`, [ahead])
  expect(await next(3)).toEqual([ahead + 1, ahead + 2, ahead + 3])
})

test('the oldest are taken in one pass, also where the outbox is planned as if it were empty', async () => {
  await requeue(
    db.pool,
    Array.from({ length: 300 }, (_, index) => ({
      ...{ uppgiftRef: String(index), personRef: 'person', stadsdel: 'bromma', source: 'paraplyet', mangd: 'beslut' },
      version: index + 1,
    })),
  )
  await plannedAsEmpty(db.pool, 'outbox')
  const { rows: plan } = await db.pool.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, timing off) ${takingFromOutbox(100)}`,
  )
  const loops = plan.flatMap((line) => /loops=(\d+)/.exec(line['QUERY PLAN'])?.[1] ?? [])
  expect(loops.length).toBeGreaterThan(1)
  expect(new Set(loops)).toEqual(new Set(['1']))
  const { rows: left } = await db.pool.query<{ version: number }>('select version from outbox order by id')
  expect(left.map(({ version }) => version)).toEqual(Array.from({ length: 200 }, (_, index) => index + 101))
})
