import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { InsynError } from '../errors.ts'
import { createSampling } from '../platform/sampling.ts'
import { measureReads } from './metrics.ts'
import type { Scope } from './source.ts'
import { many, useSync } from './testing/use-sync.ts'

const sync = useSync({ samtidiga: 1 })
const SCOPES: readonly Scope[] = [
  { source: 'paraplyet', stadsdel: 'bromma' },
  { source: 'paraplyet', stadsdel: 'farsta' },
]

/** The series of one metric with their values, as Prometheus gets them. */
async function metrics(): Promise<(name: string) => string[]> {
  const register = new Registry()
  measureReads(createSampling(register), sync.db.pool, () => SCOPES)
  const text = await register.metrics()
  return (name) => text.split('\n').filter((line) => line.startsWith(`${name}{`))
}

test('each scope has when it was last read whole, and one that never was has 0 and no age', async () => {
  sync.says('paraplyet/bromma', many(3))
  await sync.runs()
  const read = await metrics()
  const [bromma, farsta] = read('insyn_sync_last_success_timestamp_seconds')
  expect(Date.now() / 1000 - Number(bromma?.split(' ')[1])).toBeLessThan(60)
  expect(farsta).toBe('insyn_sync_last_success_timestamp_seconds{source="paraplyet",stadsdel="farsta"} 0')
  expect(read('insyn_sync_age_seconds')).toEqual([
    expect.stringMatching(/^insyn_sync_age_seconds\{source="paraplyet",stadsdel="bromma"\} \d/),
  ])
  expect(read('insyn_sync_failed')).toEqual([])
})

test('a failure stands by its code until the scope has been read, and is counted for good', async () => {
  sync.says('paraplyet/bromma', new InsynError('KALLA_INLOGGNING', 'nej'))
  await sync.runs()
  await sync.runs()
  const labels = '{source="paraplyet",stadsdel="bromma",code="KALLA_INLOGGNING"}'
  const failing = await metrics()
  expect(failing('insyn_sync_failed')).toEqual([`insyn_sync_failed${labels} 1`])
  expect(failing('insyn_sync_failures_total')).toEqual([`insyn_sync_failures_total${labels} 2`])
  sync.says('paraplyet/bromma', many(1))
  await sync.runs()
  const well = await metrics()
  expect([well('insyn_sync_failed'), well('insyn_sync_failures_total')]).toEqual([
    [],
    [`insyn_sync_failures_total${labels} 2`],
  ])
})

test('a held deletion awaits a person until one has judged it, and is told by scope alone', async () => {
  sync.says('paraplyet/bromma', many(9))
  await sync.runs()
  sync.says('paraplyet/bromma', many(1))
  expect((await sync.runs())?.status).toBe('vantar')
  const waiting = (await metrics())('insyn_sync_awaiting_approval')
  expect(waiting).toEqual([
    'insyn_sync_awaiting_approval{source="paraplyet",stadsdel="bromma"} 1',
    'insyn_sync_awaiting_approval{source="paraplyet",stadsdel="farsta"} 0',
  ])
  await sync.db.pool.query(
    `insert into approved_removal (source, stadsdel, at_most, approved_by, reason) values ('paraplyet', 'bromma', 8, 'prov', 'prov')`,
  )
  expect((await metrics())('insyn_sync_awaiting_approval')[0]).toMatch(/ 0$/)
})
