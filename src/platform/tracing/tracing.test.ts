import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { request } from 'undici'
import { startCollector } from '../../../test/support/otlp-collector.ts'
import { InsynError } from '../../errors.ts'
import type { Attributes } from './attributes.ts'
import { startTracing } from './open-telemetry.ts'
import { inSpan, inTrace, newPlace, type NewSpan, useTracing } from './spans.ts'

const NUMBER = '189001039800'
const WORK: NewSpan = { kind: 'internal', name: 'work' }

let collector: Awaited<ReturnType<typeof startCollector>>
let recorder: ReturnType<typeof startTracing>
beforeEach(async () => {
  collector = await startCollector()
  recorder = startTracing({ otlp: collector.url, token: 'hemligt', andel: 1, version: '1.2.3' })
  useTracing(recorder)
})
afterEach(async () => {
  useTracing(undefined)
  await recorder.stop()
  await collector.stop()
})

/** What the collector has when everything has been sent. */
async function sent() {
  await recorder.stop()
  return collector.spans()
}

test('a request that the work makes is below it, and whoever is asked is told the place in the trace', async () => {
  const told: string[] = []
  const peer = createServer((req, res) => {
    told.push(String(req.headers.traceparent))
    res.end('svar')
  })
  await new Promise<void>((done) => peer.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}/person/${NUMBER}?pnr=${NUMBER}`
  await inTrace(WORK, async () => {
    const headers = { soapaction: '"http://insyn.example/paraplyet/LasPerson"' }
    const { body } = await request(url, { method: 'POST', headers, body: NUMBER })
    await body.text()
  })
  // Nothing that is recorded asks for it.
  await (await request(url)).body.text()
  peer.close()
  const spans = await sent()
  const [asked, work] = spans
  expect(spans.map(({ name }) => name)).toEqual(['SOAP LasPerson', 'work'])
  expect(asked).toMatchObject({ traceId: work?.traceId, parentSpanId: work?.spanId })
  expect(asked?.attributes).toEqual({
    'http.request.method': 'POST',
    'server.address': '127.0.0.1',
    'rpc.method': 'LasPerson',
    'http.response.status_code': '200',
  })
  expect(told).toEqual([`00-${asked?.traceId}-${asked?.spanId}-01`, 'undefined'])
  expect(collector.text()).toContain('Bearer hemligt')
  expect(collector.text()).not.toContain(NUMBER)
})

test('of a failure the code is told, and never what its message says', async () => {
  const failing = inTrace(WORK, () =>
    inSpan({ kind: 'client', name: 'asks' }, async () => {
      throw new InsynError('KALLA_FAULT', `källan sade ${NUMBER}`)
    }),
  )
  await expect(failing).rejects.toThrow()
  await expect(inTrace(WORK, () => Promise.reject(new Error(NUMBER)))).rejects.toThrow()
  const spans = await sent()
  expect(spans.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['asks', 'KALLA_FAULT'],
    ['work', 'KALLA_FAULT'],
    ['work', 'OKANT_FEL'],
  ])
  expect(collector.text()).not.toContain(NUMBER)
})

test('an attribute that is not in the list, or is of another form, is in no span, and neither is a name with a number', async () => {
  const attributes = {
    'http.route': `/api/v1/personer/${NUMBER}`,
    'insyn.stadsdel': 'bromma',
    'insyn.source': `agresso ${NUMBER}`,
    'db.query.summary': NUMBER.slice(2),
    'rpc.method': `Las${NUMBER.slice(2, 8)}`,
    'enduser.id': NUMBER,
    'db.query.text': `select '${NUMBER}'`,
  } as Attributes
  await inTrace({ ...WORK, name: `reads ${NUMBER}`, attributes }, async () => undefined)
  expect((await sent()).map(({ name, attributes: left }) => [name, left])).toEqual([
    ['unnamed', { 'insyn.stadsdel': 'bromma' }],
  ])
  expect(collector.text()).not.toMatch(/189001|900103/)
})

test('what is below a request leaves only when the request has shown something', async () => {
  for (const shows of [false, true]) {
    const span = recorder.start({ kind: 'server', name: 'HTTP POST', place: newPlace() })
    await span.run(async () => {
      await inSpan({ kind: 'client', name: 'SELECT' }, async () => undefined)
      if (shows) recorder.showBelow()
    })
    span.end({ 'http.response.status_code': 200 })
    // What goes on after the answer is nobody's to see.
    await span.run(() => inSpan({ kind: 'client', name: 'LATE' }, async () => undefined))
  }
  expect((await sent()).map(({ name }) => name)).toEqual(['HTTP POST', 'SELECT', 'HTTP POST'])
})

test('of a long run a trace has a thousand spans, and the run ends', async () => {
  await inTrace(WORK, async () => {
    for (let i = 0; i < 1_200; i++) await inSpan({ kind: 'client', name: 'SELECT' }, async () => undefined)
  })
  expect(await sent()).toHaveLength(1_001)
})

test('a collector that is away costs the work nothing and ends with it', async () => {
  const away = startTracing({ otlp: 'http://127.0.0.1:1/v1/traces', andel: 1, version: '1' })
  useTracing(away)
  expect(await inTrace(WORK, async () => 'gjort')).toBe('gjort')
  await away.stop()
})

test('without a collector nothing of the library is loaded: one file imports it, and that file is imported when it is needed', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.tsx?$/.test(file),
  )
  const importing = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(`src/${file}`, 'utf8')))
  expect(importing(/from '@opentelemetry\//)).toEqual(['platform/tracing/open-telemetry.ts'])
  expect(importing(/from '[^']*open-telemetry\.ts'/)).toEqual([])
  expect(importing(/import\('[^']*open-telemetry\.ts'\)/)).toEqual(['hub/telemetry.ts'])
})
