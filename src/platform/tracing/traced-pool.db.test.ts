import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { startCollector } from '../../../test/support/otlp-collector.ts'
import { inTransaction } from '../database/database.ts'
import { startTracing } from './open-telemetry.ts'
import { inTrace, useTracing } from './spans.ts'

const db = useDatabase()
const NUMBER = '189001039800'

test('statements are recorded by verb and name, whoever has the connection, and never with a text or a value', async () => {
  const collector = await startCollector()
  const recorder = startTracing({ otlp: collector.url, andel: 1, version: '1' })
  useTracing(recorder)
  recorder.tracePool(db.pool)
  await inTrace({ kind: 'internal', name: 'work' }, async () => {
    const { rows } = await db.pool.query({ name: 'prov-namn', text: 'select $1::text as value', values: [NUMBER] })
    expect(rows).toEqual([{ value: NUMBER }])
    await inTransaction(db.pool, async (tx) => {
      await tx.query(`insert into saved_filter select * from saved_filter where '${NUMBER}' = $1`, [NUMBER])
    })
    await expect(db.pool.query(`select '${NUMBER}'::int[]`)).rejects.toThrow()
    // Of a connection that has been given back nothing is recorded twice.
    await db.pool.query('select 1')
  })
  // Nothing recorded is under way.
  await db.pool.query('select 2')
  useTracing(undefined)
  await recorder.stop()
  const spans = collector.spans()
  expect(
    spans.map(({ name, attributes }) => [name, attributes['db.operation.name'] ?? '', attributes['error.type']]),
  ).toEqual([
    ['prov-namn', 'SELECT', undefined],
    ['BEGIN', 'BEGIN', undefined],
    ['INSERT', 'INSERT', undefined],
    ['COMMIT', 'COMMIT', undefined],
    ['SELECT', 'SELECT', '22P02'],
    ['SELECT', 'SELECT', undefined],
    ['work', '', undefined],
  ])
  expect(collector.text()).not.toMatch(/189001|saved_filter|::/)
  await collector.stop()
})
