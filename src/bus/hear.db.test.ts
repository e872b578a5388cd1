import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { startCollector } from '../../test/support/otlp-collector.ts'
import { startTracing } from '../platform/tracing/open-telemetry.ts'
import { sampledPlace, useTracing } from '../platform/tracing/spans.ts'
import { createConsumerWatch, unheard } from './consumer-state.ts'
import { createEnvelope } from './envelope.ts'
import { hearBus } from './hear.ts'
import type { ReadMessage } from './message.ts'
import { uppgiftTopic } from './topics.ts'

const { db, gone, held, keys, mirror, newWorker, openCase, recorded, work } = useWorker()
const options = { amnesprefix: 'prov', origin: 'insyn.example' }
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const unread = { topic: uppgiftTopic('prov', 'beslut'), partition: 0, nyckel: '', value: null, headers: {} }

test('a batch that cannot be opened costs no change: its kind is brought into open cases from the mirror, once', async () => {
  const [hers, his] = [await openCase(A), await openCase(B)]
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  await mirror(B, [{ beslutId: '2', status: 'pagaende' }])
  await work()
  // Changes of which the bus tells only in a batch that a broker has compressed anew.
  await mirror(A, [{ beslutId: '1', status: 'avslutad' }])
  await gone(B)
  await db.pool.query('delete from outbox')

  const register = new Registry()
  const watch = createConsumerWatch({ pool: db.pool, group: 'prov', register, log: quiet })
  const events: string[] = []
  const log = {
    ...quiet,
    error: (event: string, fields = {}) => void events.push(`${event} ${JSON.stringify(fields)}`),
  }
  let take: (messages: readonly ReadMessage[]) => Promise<void> = async () => undefined
  const consumer = {
    start: async (_: readonly string[], taking: typeof take) => void (take = taking),
    stop: async () => undefined,
  }
  const envelope = createEnvelope({ keys, ...options })
  await hearBus({ pool: db.pool, consumer, envelope, wake: () => undefined, watch, log })
  const byBus = newWorker(async () => 0)
  await take([{ ...unread, offset: '7', unreadable: 'zstd' }])
  await byBus.work()
  expect([held(hers), held(his)]).toEqual([[[{ beslutId: '1', status: 'avslutad' }]], []])
  expect(events).toEqual(['batch-unreadable {"topic":"prov.beslut.v1","offset":"7","codec":"zstd"}'])
  const { rows } = await db.pool.query('select topic, position, reason from rejected_message')
  expect(rows).toEqual([{ topic: 'prov.beslut.v1', position: 7, reason: 'a batch that cannot be opened (zstd)' }])
  expect(await register.metrics()).toContain('insyn_unreadable_batches_total{topic="prov.beslut.v1",codec="zstd"} 1')

  const before = (await recorded(his)).length + (await recorded(hers)).length
  await take([{ ...unread, offset: '8', unreadable: 'zstd' }])
  await byBus.work()
  expect((await recorded(his)).length + (await recorded(hers)).length).toBe(before)
})

test('that no hub is in its group is known to all processes after a minute, and no longer when one is', async () => {
  const log: string[] = []
  const note = (event: string, fields = {}) => void log.push(`${event} ${JSON.stringify(fields)}`)
  const register = new Registry()
  const deps = { pool: db.pool, group: 'prov', register, log: { info: note, warn: note, error: note } }
  const watch = createConsumerWatch(deps, { writeMs: 10, graceMs: 0 })
  watch.state({ joined: false, reason: 'Kafka, consuming: INVALID_SESSION_TIMEOUT' })
  watch.start()
  const since = async (seconds: number) =>
    void (await db.pool.query(`update consumer_state set since = now() - $1 * interval '1 second'`, [seconds]))
  const written = async () => (await db.pool.query('select from consumer_state')).rowCount === 1
  while (!(await written()));
  await watch.stop()
  expect(await unheard(db.pool, 'prov')).toBeUndefined()
  expect(log).toEqual(['consumer-not-in-group {"reason":"Kafka, consuming: INVALID_SESSION_TIMEOUT"}'])
  await db.pool.query(
    `insert into consumer_state values ('prov', 'x/1', false, 'Kafka, consuming: INVALID_SESSION_TIMEOUT', now(), now())`,
  )
  expect(await unheard(db.pool, 'prov')).toBeUndefined()
  await since(61)
  expect(await unheard(db.pool, 'prov')).toMatchObject({ reason: 'Kafka, consuming: INVALID_SESSION_TIMEOUT' })
  expect(await unheard(db.pool, 'other')).toBeUndefined()
  await db.pool.query(`insert into consumer_state values ('prov', 'x/2', true, '', now(), now())`)
  expect(await unheard(db.pool, 'prov')).toBeUndefined()
  watch.state({ joined: true, reason: '' })
  expect(await register.metrics()).toContain('insyn_consumer_joined 1')
  expect(log.at(-1)).toBe('consumer-in-group {}')
})

test('what is heard is below what was sent, in the one trace that the message names', async () => {
  const collector = await startCollector()
  const recorder = startTracing({ otlp: collector.url, andel: 1, version: '1' })
  useTracing(recorder)
  const envelope = createEnvelope({ keys, ...options })
  const uppgiftRef = 'A'.repeat(22)
  const removal = envelope.gone({
    ...{ uppgiftRef, personRef: 'B'.repeat(21) + 'A', version: 7, time: new Date() },
    ...({ stadsdel: 'bromma', source: 'paraplyet', mangd: 'beslut' } as const),
  })
  const message: ReadMessage = { ...removal, topic: unread.topic, partition: 0, offset: '0' }
  const place = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
  const unrecorded = { ...message, headers: { ...message.headers, traceparent: place } }
  const consumer = {
    start: (_: readonly string[], take: (messages: readonly ReadMessage[]) => Promise<void>) =>
      take([message, unrecorded]),
    stop: async () => undefined,
  }
  const watch = createConsumerWatch({ pool: db.pool, group: 'prov', register: new Registry(), log: quiet })
  await hearBus({ ...{ pool: db.pool, consumer, envelope, wake: () => undefined }, watch, log: quiet })
  useTracing(undefined)
  await recorder.stop()
  await collector.stop()
  const { traceId, spanId: parentSpanId } = sampledPlace(message.headers.traceparent) ?? {}
  expect(collector.spans()).toEqual([
    expect.objectContaining({ name: `process ${unread.topic}`, kind: 5, traceId, parentSpanId }),
  ])
  expect(collector.text()).not.toContain(uppgiftRef)
})
