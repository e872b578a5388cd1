import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { startCollector } from '../../test/support/otlp-collector.ts'
import { startTracing } from '../platform/tracing/open-telemetry.ts'
import { inSpan, useTracing } from '../platform/tracing/spans.ts'

const KNOWN = '189001019802'
const ABSENT = '189001029819'
const PROTECTED = '189001039800'
const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  const { mirror } = app
  mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  mirror.protect(PROTECTED, 'bromma')
  const read = mirror.person.bind(mirror)
  // As the database is: what is read for a lookup is below its request.
  Object.assign(mirror, { person: (ref: string) => inSpan({ kind: 'client', name: 'SELECT' }, () => read(ref)) })
})
afterAll(() => app.stop())

/** What is recorded meanwhile. */
async function recorded<T>(work: () => Promise<T>) {
  const collector = await startCollector()
  const recorder = startTracing({ otlp: collector.url, andel: 1, version: '1' })
  useTracing(recorder)
  const result = await work()
  useTracing(undefined)
  await recorder.stop()
  await collector.stop()
  return { result, spans: collector.spans(), text: collector.text() }
}

const lookup = (personnummer: string, traceparent?: string) =>
  app.uppslag(
    { personnummer, andamal: 'samlad-fraga', arende: 'A-1', relation: 'sjalv', identifiering: 'bankid' },
    traceparent === undefined ? {} : { headers: { traceparent } },
  )

test('a request is the span that its answer names, below that of the caller, by the template of its route', async () => {
  const { result, spans, text } = await recorded(async () => ({
    sampled: await lookup(ABSENT, `00-${CALLER}-00f067aa0ba902b7-01`),
    unsampled: await lookup(ABSENT, `00-${CALLER}-00f067aa0ba902b7-00`),
    own: await lookup(ABSENT),
    path: await app.fetch('/api/v1/arenden/KC-2026-1'),
  }))
  const { sampled, unsampled, own, path } = result
  const places = [sampled, own, path].map(({ headers }) => headers.get('traceparent')?.split('-').slice(1))
  expect(spans.map(({ traceId, spanId }) => [traceId, spanId, '01'])).toEqual(places)
  expect(unsampled.headers.get('traceparent')).toMatch(/-00$/)
  expect(spans[0]).toMatchObject({ traceId: CALLER, parentSpanId: '00f067aa0ba902b7', kind: 2 })
  const attributes = (method: string, route: string, { status }: { status: number }) => ({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': String(status),
  })
  expect(spans.map((span) => span.attributes)).toEqual([
    attributes('POST', '/api/v1/uppslag', sampled),
    attributes('POST', '/api/v1/uppslag', own),
    attributes('GET', '/api/v1/arenden/:arendeId', path),
  ])
  expect(text).not.toMatch(/189001|900102|KC-2026|anna/)
})

test('what is read for an answer that shows something is below it, and nothing of one that shows nothing', async () => {
  const names = async (number: string) => (await recorded(() => lookup(number))).spans.map(({ name }) => name)
  expect(await names(KNOWN)).toEqual(['SELECT', 'HTTP POST'])
  for (const number of [ABSENT, PROTECTED]) expect(await names(number)).toEqual(['HTTP POST'])
})
