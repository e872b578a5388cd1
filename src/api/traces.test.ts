import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { startCollector } from '../../test/support/otlp-collector.ts'
import { startTracing } from '../platform/tracing/open-telemetry.ts'
import { inSpan, useTracing } from '../platform/tracing/spans.ts'

const ABSENT = '189001029819'
const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736'

let collector: Awaited<ReturnType<typeof startCollector>>
let recorder: ReturnType<typeof startTracing>
let app: UppslagApp
beforeAll(async () => {
  collector = await startCollector()
  recorder = startTracing({ otlp: collector.url, andel: 1, version: '1' })
  useTracing(recorder)
  app = await startUppslagApp()
  // As the database would: what is read for a lookup is below its request.
  const { mirror } = app
  const read = mirror.person.bind(mirror)
  Object.assign(mirror, { person: (ref: string) => inSpan({ kind: 'client', name: 'SELECT' }, () => read(ref)) })
})
afterAll(async () => {
  useTracing(undefined)
  await app.stop()
  await collector.stop()
})

const lookup = (personnummer: string, traceparent?: string) =>
  app.uppslag(
    { personnummer, andamal: 'samlad-fraga', arende: 'A-1', relation: 'sjalv', identifiering: 'bankid' },
    traceparent === undefined ? {} : { headers: { traceparent } },
  )

test('a request is the span that its answer names, by the template of its route, and a neutral one has nothing below', async () => {
  const sampled = await lookup(ABSENT, `00-${CALLER}-00f067aa0ba902b7-01`)
  const unsampled = await lookup(ABSENT, `00-${CALLER}-00f067aa0ba902b7-00`)
  const own = await lookup(ABSENT)
  const path = await app.fetch('/api/v1/arenden/KC-2026-1')
  await recorder.stop()
  const places = [sampled, own, path].map(({ headers }) => headers.get('traceparent')?.split('-').slice(1))
  const spans = collector.spans()
  expect(spans.map(({ traceId, spanId }) => [traceId, spanId, '01'])).toEqual(places)
  expect(unsampled.headers.get('traceparent')).toMatch(/-00$/)
  expect(spans[0]).toMatchObject({ traceId: CALLER, parentSpanId: '00f067aa0ba902b7', kind: 2 })
  expect(spans.map(({ attributes }) => attributes)).toEqual([
    ...[sampled, own].map(({ status }) => ({
      'http.request.method': 'POST',
      'http.route': '/api/v1/uppslag',
      'http.response.status_code': String(status),
    })),
    {
      'http.request.method': 'GET',
      'http.route': '/api/v1/arenden/:arendeId',
      'http.response.status_code': String(path.status),
    },
  ])
  expect(collector.text()).not.toMatch(/189001|900102|KC-2026|anna/)
})
