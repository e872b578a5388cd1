import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { createSampling } from '../platform/sampling.ts'
import { measureLogs } from './metrics.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()

test('the storage of the logs is told in steps that hide the records of a lookup, and of no log by itself', async () => {
  const register = new Registry()
  const checkpoints = { wholeAt: () => new Date(Date.now() - 90_000) }
  measureLogs(createSampling(register, { everyMs: 0 }), { pool: db.pool, checkpoints })
  const lines = async () => (await register.metrics()).split('\n').filter((line) => /^insyn_(atkomst|check)/.test(line))
  const writer = createLogWriter(db.pool)
  await writer.write([aLogRecord('insyn')])
  const before = await lines()
  await writer.write(['insyn', 'bromma', 'farsta'].map((log) => aLogRecord(log)))
  const [age = '', size = ''] = await lines()
  expect(age).toMatch(/^insyn_checkpoint_age_seconds 9\d/)
  expect(size).toBe(before[1])
  expect(Number(size.split(' ')[1]) % (16 * 1024 ** 2)).toBe(0)
  expect(Number(size.split(' ')[1])).toBeGreaterThan(0)
})
