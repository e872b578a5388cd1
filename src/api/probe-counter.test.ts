import { Agent, request } from 'node:http'
import { afterEach, expect, test } from '@jest/globals'
import { startUppslagApp } from '../../test/support/api-in-memory.ts'
import { campaign } from '../../test/support/campaign.ts'
import type { LogRecord } from '../atkomstlogg/access.ts'
import { createPeerAddress } from './peer-address.ts'
import { createProbeCounter } from './probe-counter.ts'

type App = Awaited<ReturnType<typeof startUppslagApp>>
const started: App[] = []
afterEach(async () => {
  for (const app of started.splice(0)) await app.stop()
})

async function start(trustedProxies: readonly string[] = []): Promise<App> {
  const app = await startUppslagApp({ peerAddress: createPeerAddress(trustedProxies) })
  started.push(app)
  return app
}

/** Sends from addresses of this machine's own loopback network, over as many sockets. */
function createProber(app: App, localAddress: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4, localAddress })
  const { hostname, port } = new URL(app.base)
  return {
    send: (headers: Record<string, string> = {}, path = '/api/v1/andamal') =>
      new Promise<number>((resolve, reject) => {
        request({ agent, hostname, port, path, headers }, (res) => {
          res.resume()
          res.on('end', () => resolve(res.statusCode ?? 0))
        })
          .on('error', reject)
          .end()
      }),
    end: () => agent.destroy(),
  }
}

const probesOf = (records: readonly LogRecord[]) =>
  records
    .filter(({ access }) => access.handelse === 'obehorig')
    .map(({ access }) => [access.detaljer?.adress, access.detaljer?.antal])

test('calls without a valid token are counted by address, and a minute of them is one record of each in the own log', async () => {
  const app = await start()
  const [one, another] = [createProber(app, '127.0.0.1'), createProber(app, '127.9.8.7')]
  for (let i = 0; i < 3; i++) expect(await one.send({ authorization: 'Bearer a.b.c' })).toBe(401)
  expect(await another.send()).toBe(401)
  expect(await another.send({}, '/health/live')).toBe(200)
  expect((await app.fetch('/api/v1/andamal')).status).toBe(200)
  await app.probes.close()
  await app.probes.close()
  expect(probesOf(app.logg.written)).toEqual([
    ['127.0.0.1', 3],
    ['127.9.8.7', 1],
  ])
  const [record] = app.logg.written.filter(({ access }) => access.handelse === 'obehorig')
  expect(record).toMatchObject({
    logg: 'insyn',
    access: { orsak: 'token-ogiltig', utfall: 'nekat', klient: null, slutanvandare: null, personRef: null, roll: null },
  })
  expect(JSON.stringify(record)).not.toContain('a.b.c')
  for (const { end } of [one, another]) end()
})

test('probes from any number of addresses are bounded: 200 have a record of their own, all others one, and none is lost', async () => {
  const app = await start(['127.0.0.0/8'])
  const proxy = createProber(app, '127.0.0.1')
  const ADDRESSES = campaign(1_000, 5_000)
  for (let i = 0; i < 2 * ADDRESSES; i += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const address = (i + n) % ADDRESSES
        return proxy.send({ 'x-forwarded-for': `203.0.113.9, 10.0.${address >> 8}.${address & 255}` })
      }),
    )
  await app.probes.close()
  const probes = probesOf(app.logg.written)
  expect(probes).toHaveLength(201)
  expect(probes.filter(([address]) => address === 'ovriga')).toEqual([['ovriga', 2 * ADDRESSES - 400]])
  expect(probes.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(2 * ADDRESSES)
  proxy.end()
}, 60_000)

test('an answer does not wait for the log, and what could not be recorded is recorded with the next', async () => {
  const written: LogRecord[][] = []
  let down = true
  const counter = createProbeCounter(
    {
      async write(records) {
        if (down) throw new Error('down')
        written.push([...records])
        return []
      },
    },
    () => new Date('2026-03-02T08:15:00Z'),
    2,
  )
  for (const address of ['a', 'a', 'b', 'c']) counter.count(address)
  await expect(counter.close()).rejects.toThrow('down')
  for (const address of ['d', 'a']) counter.count(address)
  down = false
  await counter.close()
  await counter.close()
  expect(written.map(probesOf)).toEqual([
    [
      ['a', 3],
      ['b', 1],
      ['ovriga', 2],
    ],
  ])
})

test.each([
  ['192.0.2.1', undefined, '192.0.2.1'],
  ['::ffff:192.0.2.1', undefined, '192.0.2.1'],
  ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
  ['10.0.0.1', '203.0.113.5, 198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', '198.51.100.7, 10.0.0.2', '198.51.100.7'],
  ['10.0.0.1', 'nonsense', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.7, 199304232383', '10.0.0.1'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  ['2001:0DB8:0001::7', undefined, '2001:db8:1:0::/64'],
  ['::1', undefined, '0:0:0:0::/64'],
  ['fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', undefined, '64:ff9b:0:0::/64'],
  [undefined, undefined, 'okand'],
])('from %s with %s it is %s that is counted', (remoteAddress, forwarded, counted) => {
  const address = createPeerAddress(['10.0.0.0/8'])
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  expect(address({ socket: { remoteAddress }, headers } as never)).toBe(counted)
})
