import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, expect, test } from '@jest/globals'
import { error, peer } from '../../../test/support/sources/http-peer.ts'
import { connect } from '../../platform/connection.ts'
import { createPace, OverBudget } from '../../platform/pace.ts'
import { createTransport, type Transport } from './transport.ts'

let transport: Transport | undefined
afterEach(() => transport?.close())

/** Who asks the service at the pace: each call as another part of the hub would make it. */
async function asking(
  perSecond: number | undefined,
  answer: (req: IncomingMessage, res: ServerResponse) => unknown = (_, res) => whole(res),
) {
  const seen: string[] = []
  const url = await peer((req, res) => {
    seen.push(req.url ?? '')
    req.resume()
    return answer(req, res)
  })
  const made = (transport = createTransport(connect('prov', {}), createPace(perSecond)))
  const ask = async (path = '', deadlineMs = 60_000, signal = new AbortController().signal) => {
    const call = {
      what: 'paraplyet farsta LasPerson',
      soapAction: '"urn:x"',
      body: '',
      signal,
      capBytes: 99,
      deadlineMs,
    }
    const { parts } = await made.post(`${url}${path}`, call)
    for await (const part of parts) void part
  }
  return { ask, seen }
}
const whole = (res: ServerResponse) => res.writeHead(200, { 'content-type': 'text/xml' }).end('<svar/>')

test('whoever asks, a service gets no more requests a second than the settings say, and another one is not held up', async () => {
  const { ask, seen } = await asking(3)
  const begun = performance.now()
  await Promise.all([...Array.from({ length: 9 }, () => ask('a')), ask('b')])
  // Three at once and three in each second that follows.
  expect(performance.now() - begun).toBeGreaterThan(1_900)
  expect(seen.indexOf('/b')).toBeLessThan(5)
  expect(seen).toHaveLength(10)
})

test('who gives up while it waits takes nobody’s turn, and it is said to be no fault of the service', async () => {
  const { ask, seen } = await asking(1)
  await ask()
  const controllers = Array.from({ length: 20 }, () => new AbortController())
  const waiting = Promise.all(controllers.map(({ signal }) => error(ask('', 60_000, signal))))
  for (const stop of controllers) stop.abort()
  for (const failure of await waiting) expect(failure).toBeInstanceOf(OverBudget)
  const begun = performance.now()
  await ask()
  expect(seen).toHaveLength(2)
  expect(performance.now() - begun).toBeLessThan(15_000)
})

test.each([429, 503])('after a %s with Retry-After nobody asks the service until then', async (status) => {
  let busy = true
  const { ask, seen } = await asking(undefined, (_, res) =>
    busy ? res.writeHead(status, { 'retry-after': '4' }).end() : whole(res),
  )
  const begun = performance.now()
  expect(await error(ask())).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
  busy = false
  // Whose time does not suffice is told at once.
  expect(await error(ask('', 100))).toMatchObject({
    code: 'KALLA_OTILLGANGLIG',
    message: expect.stringMatching(/asks to be left alone for [1-4] s more \(Retry-After\)/),
  })
  expect(seen).toHaveLength(1)
  await ask()
  expect(performance.now() - begun).toBeGreaterThan(3_900)
  expect(seen).toHaveLength(2)
})

test.each([
  ['a date', () => new Date(Date.now() + 3_600_000).toUTCString(), 300],
  ['more than five minutes', () => '86400', 300],
  ['a time that has passed', () => new Date(0).toUTCString(), undefined],
  ['what is neither', () => 'soon', undefined],
])('Retry-After may be %s', async (_, retryAfter, rest) => {
  const { ask } = await asking(undefined, (_req, res) => res.writeHead(503, { 'retry-after': retryAfter() }).end())
  await error(ask())
  const { message } = (await error(ask('', 1_000))) as Error
  expect(Number(/alone for (\d+) s/.exec(message)?.[1] ?? '0') > 290).toBe(rest !== undefined)
})
