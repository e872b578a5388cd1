import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { error } from '../../test/support/sources/http-peer.ts'
import { all, extent, never, readCounts } from '../../test/support/sources/reading.ts'
import { MANGDER_OF_SOURCE, type SourceName } from '../informationsmangd.ts'
import { readManifest } from '../mapping/load-manifests.ts'
import { agresso } from './agresso/definition.ts'
import { ber } from './ber/definition.ts'
import { paraplyet } from './paraplyet/definition.ts'
import type { SourceDefinition } from './source-definition.ts'

const STADSDEL = 'bromma'
const URL = 'https://kallan.example/tjanst'
const user = { anvandare: 'insyn', losenord: 'x' }
const SOURCES: readonly (readonly [SourceName, SourceDefinition, (connection: object) => object])[] = [
  ['paraplyet', paraplyet, (connection) => ({ [STADSDEL]: { url: URL, ...user, ...connection } })],
  [
    'agresso',
    agresso,
    (connection) => ({
      ...{ url: URL, ...user, ...connection },
      foretag: { [STADSDEL]: 'BR' },
      mallar: { kunder: 'k', oppna: 'o', historik: 'h' },
    }),
  ],
  [
    'ber',
    ber,
    (connection) => ({
      [STADSDEL]: { url: URL, token: `${URL}/token`, klient: 'insyn', hemlighet: 'x', ...connection },
    }),
  ],
]
const context = {
  manifests: readManifest('config/tittbehorighet'),
  deadlines: { smallCalls: 5_000, all: 5_000, andrade: 5_000, person: 5_000 },
  capBytes: 1_000_000,
  clock: () => new Date('2026-09-15T12:00:00Z'),
}
const closings: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

/** A proxy that lets nobody through, and notes who was to be called. */
async function closedProxy() {
  const targets: (string | undefined)[] = []
  const server = createServer()
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    targets.push(req.url)
    socket.end('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closings.push(() => server.close())
  return { proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, targets }
}

test.each(SOURCES)(
  '%s goes out through the proxy of its settings, and says when it is not let through',
  async (name, definition, settings) => {
    const { proxy, targets } = await closedProxy()
    const { source } = definition.open(settings({ proxy }), context)
    closings.push(() => source.close())
    const failure = await error(all(source.readAll(extent(STADSDEL, ...MANGDER_OF_SOURCE[name]), readCounts(), never)))
    expect(failure).toMatchObject({
      code: 'KALLA_OTILLGANGLIG',
      message: expect.stringMatching(new RegExp(`^${name} bromma .*: the proxy answers 403: ask who runs it`)),
    })
    expect(new Set(targets)).toEqual(new Set(['kallan.example:443']))
  },
)

test.each(SOURCES)(
  '%s names the part of the settings whose ca or certificate cannot be used',
  (name, definition, settings) => {
    for (const connection of [{ ca: '-----BEGIN x' }, { klientcertifikat: '-----BEGIN x' }])
      expect(() => definition.open(settings(connection), context)).toThrow(new RegExp(`^${name}(\\.bromma)?: `))
  },
)
