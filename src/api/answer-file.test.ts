import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { until } from '../../test/support/until.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { FileAnswer, Outcome } from '../access/outcome.ts'
import { ownRecord } from '../access/records.ts'
import { clientStateUnknown } from '../access/refusals.ts'
import { answerFile } from './answer-file.ts'
import { fileContract } from './contracts/contract.ts'
import { createOpenapi } from './openapi.ts'
import { bindFile, type Input } from './operation.ts'

const PATH = '/api/v1/prov/fil'
const PIECE = Buffer.alloc(64 * 1024, 'å')

const proof = fileContract({
  id: 'hamtaProv',
  method: 'get',
  path: PATH,
  tag: 'Prov',
  summary: 'En fil',
  descriptionSv: '',
  description: '',
  handelse: 'export',
  requires: { known: true },
  file: { mediaTypes: ['text/csv', 'application/pdf'], description: 'Filen.', ranges: true },
  example: {},
  problem: [],
})

type Given = Partial<FileAnswer> & { readonly refused?: true }
type Range = Input<never, never, never>['range']

let app: UppslagApp
afterEach(() => app.stop())

async function serve(give: (range: Range) => Given): Promise<void> {
  app = await startUppslagApp({}, (deps) => [
    bindFile(proof, async ({ caller, range }): Promise<Outcome<FileAnswer>> => {
      const { grounds } = groundsOf(deps, 'export', caller, {})
      const given = give(range)
      if (given.refused === true) return clientStateUnknown(deps.keys, grounds)
      return {
        poster: ownRecord(deps.keys, grounds, { roll: null, utfall: 'visat', orsak: 'fil' }),
        body: (places) => ({
          name: 'prov.csv',
          mediaType: 'text/csv',
          content: Buffer.from('a;b\r\n'),
          loggId: logIds(deps.keys, places),
          ...given,
        }),
      }
    }),
  ])
}

const ask = async (headers: Record<string, string> = {}, method = 'GET') =>
  fetch(app.base + PATH, { method, headers: { authorization: `Bearer ${await app.token()}`, ...headers } })

/** What comes over the wire, until the other side closes. */
async function raw(version: '1.0' | '1.1') {
  const { hostname, port } = new URL(app.base)
  const socket = connect(Number(port), hostname)
  let text = ''
  let failure: string | undefined
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece))
  socket.on('error', (error: NodeJS.ErrnoException) => (failure = error.code))
  await once(socket, 'connect')
  socket.write(`GET ${PATH} HTTP/${version}\r\nHost: x\r\nAuthorization: Bearer ${await app.token()}\r\n\r\n`)
  return { socket, text: () => text, failure: () => failure, closed: once(socket, 'close').catch(() => undefined) }
}

test('a file leaves with its type, name and loggId, after its record', async () => {
  await serve(() => ({}))
  const answer = await ask()
  expect([answer.status, await answer.text()]).toEqual([200, 'a;b\r\n'])
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="prov.csv"',
    'content-length': '5',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
  })
  expect(app.placesOf({ loggId: [answer.headers.get('x-logg-id')] })).toEqual(['insyn/1'])
  expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { handelse: 'export', utfall: 'visat' } }])
})

test('nothing is read or sent of a file while its record cannot be written', async () => {
  const read: number[] = []
  await serve(() => ({ content: pieces(3, read) }))
  app.logg.down = true
  const answer = await ask()
  expect([answer.status, answer.headers.get('content-disposition')]).toEqual([503, null])
  expect(read).toEqual([])
})

async function* pieces(
  count: number,
  read: number[],
  fails?: Error,
  before: () => Promise<void> = async () => undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for (let i = 0; i < count; i++) {
      read.push(i)
      yield PIECE
    }
    await before()
    if (fails !== undefined) throw fails
  } finally {
    read.push(-1)
  }
}

test('a refusal, and a failure before the first byte, are problems and no files', async () => {
  await serve(() => ({ refused: true }))
  const refused = await ask()
  expect([refused.status, refused.headers.get('content-type'), refused.headers.get('content-disposition')]).toEqual([
    503,
    'application/problem+json; charset=utf-8',
    null,
  ])
  await app.stop()
  await serve(() => ({ content: pieces(0, [], new Error('no row for 189001019802')) }))
  const failed = await ask()
  expect([failed.status, failed.headers.get('content-disposition')]).toEqual([500, null])
  expect(await failed.text()).not.toContain('189001019802')
  expect(app.reports).toMatchObject([{ code: 'OVANTAT' }])
})

test.each([
  ['a name with a quote', { name: 'a"b.csv' }],
  ['a name with a line end', { name: 'a\r\nSet-Cookie: x' }],
  ['a name with a path', { name: '../a.csv' }],
  ['a name with a personnummer', { name: 'utdrag-189001019802.csv' }],
  ['a media type beside its contract', { mediaType: 'text/html' }],
])('a file with %s does not leave', async (_, given) => {
  await serve(() => given)
  const answer = await ask()
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('a;b')
})

test.each([
  ['over HTTP/1.1', '1.1', {}],
  ['over HTTP/1.0, where the end of the connection is the end of the file', '1.0', {}],
  ['that is shorter than was said', '1.1', { length: 5 * PIECE.length }],
  ['that is longer than was said', '1.1', { length: PIECE.length }],
] as const)('a file that breaks off never looks whole: %s', async (_, version, given) => {
  const fails = 'length' in given ? undefined : new Error('the log is broken')
  // Node's own client takes a reset that comes with the last bytes for an end. The last piece leaves only when all is well.
  const allCame = () => until(() => body().length >= 2 * PIECE.length)
  await serve(() => ({ content: pieces(3, [], fails, fails === undefined ? undefined : allCame), ...given }))
  const { text, failure, closed } = await raw(version)
  const body = () => text().slice(text().indexOf('\r\n\r\n') + 4)
  await closed
  expect(text()).not.toMatch(/\r\n0\r\n\r\n$/)
  const length = Number(/content-length: (\d+)/i.exec(text())?.[1] ?? Number.POSITIVE_INFINITY)
  expect(failure() === 'ECONNRESET' || (version === '1.1' && body().length < length)).toBe(true)
  if (version === '1.0') expect(failure()).toBe('ECONNRESET')
  expect(app.reports).toMatchObject([{ code: 'OVANTAT' }])
})

test('a caller that goes stops the reading, and one that takes slowly is not read ahead of', async () => {
  const read: number[] = []
  await serve(() => ({ content: pieces(10_000, read) }))
  const { socket } = await raw('1.1')
  socket.pause()
  // What fits in the buffers of two sockets is read, and then no more.
  for (let before = -1; before !== read.length; await delay(150)) before = read.length
  expect(read.length).toBeLessThan(1_000)
  expect(read.at(-1)).not.toBe(-1)
  socket.destroy()
  await until(() => read.at(-1) === -1)
  expect(app.reports).toEqual([])
  expect((await ask({}, 'HEAD')).status).toBe(200)
})

test('a caller that takes nothing for a while gets no more', async () => {
  await serve(() => ({}))
  const read: number[] = []
  const failures: unknown[] = []
  const file = { name: 'a.csv', mediaType: 'text/csv', loggId: [], content: pieces(10_000, read) }
  const server = createServer((_req, res) => {
    answerFile(res, proof.file, file, 200).catch((error: unknown) => failures.push(error))
  })
  await new Promise<void>((done) => server.listen(0, done))
  const socket = connect((server.address() as AddressInfo).port)
  socket.on('error', () => undefined).pause()
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => failures.length > 0)
  socket.destroy()
  server.close()
  expect(String(failures[0])).toContain('takes nothing')
  expect(read.at(-1)).toBe(-1)
})

test('HEAD tells of a file and reads nothing of it', async () => {
  const read: number[] = []
  await serve(() => ({ content: pieces(3, read), length: 3 * PIECE.length }))
  const answer = await ask({}, 'HEAD')
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(3 * PIECE.length)])
  expect(read).toEqual([])
  expect(app.logg.written).toHaveLength(1)
})

test('a part of a file is a 206 that says which', async () => {
  await serve((range) =>
    range === undefined ? {} : { content: Buffer.from('b\r\n'), part: { from: range.first, whole: 5 } },
  )
  const answer = await ask({ range: 'bytes=2-' })
  expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
    206,
    'bytes 2-4/5',
    'b\r\n',
  ])
})

test.each([
  [{ range: 'bytes=2-' }, { first: 2 }],
  [{ range: 'bytes=0-9' }, { first: 0, last: 9 }],
  [{ range: 'bytes=9-0' }, undefined],
  [{ range: 'bytes=-5' }, undefined],
  [{ range: 'bytes=0-1,3-4' }, undefined],
  [{ range: 'rows=0-1' }, undefined],
  [{ range: `bytes=${'9'.repeat(30)}-` }, undefined],
  [{ range: 'bytes=2-', 'if-range': '"x"' }, undefined],
  [{}, undefined],
])('of the headers %j the range is %j', async (headers, expected) => {
  let asked: Range
  await serve((range) => {
    asked = range
    return {}
  })
  expect((await ask(headers as Record<string, string>)).status).toBe(200)
  expect(asked).toEqual(expected)
})

test('the media types, the headers and the part are published', async () => {
  await serve(() => ({}))
  const { paths } = createOpenapi({ policy: app.policy, address: '' }, [proof]) as {
    paths: Record<string, { get: { responses: Record<string, object>; parameters: object[] } }>
  }
  const { responses, parameters } = paths['/prov/fil']?.get ?? { responses: {}, parameters: [] }
  const binary = { schema: { type: 'string', format: 'binary' } }
  expect(responses['200']).toMatchObject({
    description: 'Filen. Det är loggat innan det lämnas ut.',
    headers: {
      'Content-Disposition': { $ref: '#/components/headers/ContentDisposition' },
      'X-Logg-Id': { $ref: '#/components/headers/XLoggId' },
    },
    content: { 'text/csv': binary, 'application/pdf': binary },
  })
  expect(responses['206']).toMatchObject({ headers: { 'Content-Range': expect.anything() as unknown } })
  expect(parameters).toContainEqual({ $ref: '#/components/parameters/Range' })
})
