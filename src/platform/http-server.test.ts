import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { expect, test } from '@jest/globals'
import { until } from '../../test/support/until.ts'
import { close, createDrain, createHttpServer, listen } from './http-server.ts'

const drain = createDrain()
const waiting: (() => void)[] = []
const server = createHttpServer(
  drain.through((req, res) => {
    if (req.url === '/slow') waiting.push(() => res.end('slow'))
    else if (req.url === '/events') {
      res.setHeader('X-Content-Type-Options', 'nosniff')
      res.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
      res.write(':\n\n')
    } else res.end('quick')
  }),
  undefined,
)
const agent = new Agent({ keepAlive: true })

const get = (address: string, path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(`${address}${path}`, { agent }, resolve).once('error', reject).end()
  })

test('in a drain every answer is the last of its connection, also one under way, and streams of events end', async () => {
  const address = await listen(server, { adress: '127.0.0.1', port: 0 })
  const before = await get(address, '/')
  expect(before.headers).toMatchObject({ connection: 'keep-alive', 'keep-alive': 'timeout=75' })
  before.resume()
  const slow = get(address, '/slow')
  await until(() => waiting.length === 1)
  const events = await get(address, '/events')
  const broken = once(events.resume(), 'error')

  drain.begin()
  expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' })
  // It still takes connections, and answers.
  const during = await get(address, '/')
  expect(during.headers.connection).toBe('close')
  during.resume()
  let closed = false
  const closing = close(server).then(() => (closed = true))
  expect(closed).toBe(false)
  waiting[0]?.()
  const last = await slow
  expect(last.headers.connection).toBe('close')
  last.resume()
  await closing
  await expect(get(address, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a connection without a request stays open for as long as the settings say', async () => {
  const other = createHttpServer((_req, res) => void res.end(), undefined, { keepAliveMs: 5_000 })
  const answer = await get(await listen(other, { adress: '127.0.0.1', port: 0 }), '/')
  expect(answer.headers['keep-alive']).toBe('timeout=5')
  answer.resume()
  await close(other)
})
