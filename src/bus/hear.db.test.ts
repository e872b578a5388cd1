import { expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import { startCollector } from '../../test/support/otlp-collector.ts'
import { startTracing } from '../platform/tracing/open-telemetry.ts'
import { sampledPlace, useTracing } from '../platform/tracing/spans.ts'
import { createEnvelope } from './envelope.ts'
import { hearBus } from './hear.ts'
import type { ReadMessage } from './message.ts'

const db = useDatabase()
const nothing = () => undefined

test('what is heard is below what was sent, in the one trace that the message names', async () => {
  const collector = await startCollector()
  const recorder = startTracing({ otlp: collector.url, andel: 1, version: '1' })
  useTracing(recorder)
  const envelope = createEnvelope({ keys: testKeys(['bromma']), amnesprefix: 'insyn', origin: 'insyn.prov' })
  const change = {
    ...{ uppgiftRef: `${'A'.repeat(21)}A`, personRef: `${'B'.repeat(21)}A`, version: 7, time: new Date() },
    ...({ stadsdel: 'bromma', source: 'paraplyet', mangd: 'beslut' } as const),
  }
  const message: ReadMessage = { ...envelope.gone(change), topic: 'insyn.beslut.v1', partition: 0, offset: '0' }
  const unrecorded = {
    ...message,
    headers: { ...message.headers, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` },
  }
  const consumer = {
    start: (_topics: readonly string[], take: (messages: readonly ReadMessage[]) => Promise<void>) =>
      take([message, unrecorded]),
    stop: async () => undefined,
  }
  await hearBus({
    ...{ pool: db.pool, consumer, envelope, wake: nothing },
    log: { info: nothing, warn: nothing, error: nothing },
  })
  useTracing(undefined)
  await recorder.stop()
  const sent = sampledPlace(message.headers.traceparent)
  expect(collector.spans()).toEqual([
    expect.objectContaining({
      name: 'process insyn.beslut.v1',
      kind: 5,
      traceId: sent?.traceId,
      parentSpanId: sent?.spanId,
    }),
  ])
  expect(collector.text()).not.toContain(change.uppgiftRef)
  await collector.stop()
})
