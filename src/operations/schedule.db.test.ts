import { expect, test } from '@jest/globals'
import { setTimeout as delay } from 'node:timers/promises'
import { useDatabase } from '../../test/support/database/database.ts'
import { until } from '../../test/support/until.ts'
import { createSchema } from './schedule.ts'

const db = useDatabase()
const EVERY_SECOND = '* * * * * *'

test('reads when its time comes, one hub at a time and never twice at once, and no more when it is stopped', async () => {
  const failures: string[] = []
  const note = (event: string) => void failures.push(event)
  const log = { info: () => undefined, warn: () => undefined, error: note }
  let underWay = 0
  let most = 0
  let reads = 0
  const readChanges = async () => {
    reads++
    most = Math.max(most, ++underWay)
    await delay(1_100)
    underWay--
    if (reads === 1) throw new Error('the source is away')
  }
  const other = () => Promise.reject(new Error('its time has not come'))
  const chores = { andrade: readChanges, fullstandig: other, avstamning: other, gallring: other }
  const hubs = [1, 2].map(() => createSchema({ options: { andrade: EVERY_SECOND }, pool: db.pool, chores, log }))
  // Each read lasts beyond the next second, so that it meets one that is not to begin.
  await until(() => reads === 2)
  for (const hub of hubs) await hub.stop()
  const before = reads
  await delay(1_500)
  expect([most, failures]).toEqual([1, ['scheduled-run-failed']])
  expect(reads).toBe(before)
})
