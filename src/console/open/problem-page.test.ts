import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'

const PREFIX = '/stad/insyn'
let plain: UppslagApp
let behind: UppslagApp
let proxy: Server
let throughProxy: string

beforeAll(async () => {
  // Takes its own path away, as a gateway does, and serves nothing else.
  proxy = createServer((req, res) => {
    if (!req.url?.startsWith(`${PREFIX}/`)) return void res.writeHead(404).end('not the hub')
    const { method, headers } = req
    const target = new URL(behind.base + req.url.slice(PREFIX.length))
    req.pipe(
      request(target, { method, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      }),
    )
  })
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  throughProxy = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}${PREFIX}`
  plain = await startUppslagApp()
  behind = await startUppslagApp({ publicAddress: throughProxy })
}, 60_000)
afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await plain.stop()
  await behind.stop()
})

const CASES = [
  ['a token that is missing', 'POST', '/api/v1/uppslag', 'TOKEN_OGILTIG'],
  ['an address that does not exist', 'GET', '/api/v1/arenden/a/b', 'FINNS_EJ'],
  ['another method', 'DELETE', '/api/v1/arenden/KC-1', 'METOD_EJ_TILLATEN'],
  ['a page that does not exist', 'GET', '/problem/finns-inte', 'FINNS_EJ'],
  ['headers that repeat', 'GET', '/api/v1/larm', 'BEGARAN_OGILTIG'],
] as const

test.each(CASES)(
  'the type of %s, resolved against the request, is a page of the hub',
  async (_, method, path, code) => {
    for (const [base, app] of [
      [plain.base, plain],
      [throughProxy, behind],
    ] as const) {
      const many =
        code === 'BEGARAN_OGILTIG' ? Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, '1'])) : {}
      const answer = await fetch(base + path, { method, headers: many })
      const problem = (await answer.json()) as { type: string; kod: string }
      expect(problem.kod).toBe(code)
      const address = new URL(problem.type, base + path)
      const page = await fetch(address)
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      const text = await page.text()
      expect(text).toContain(`<code>${code}</code>`)
      for (const [, link = ''] of text.matchAll(/href="([^"]*)"/g))
        expect([link, await statusOf(link, address)]).toEqual([link, 200])
      expect(app.logg.written).toEqual([])
    }
  },
)

test('the list of types, and the start page, lead on behind a path of the proxy too', async () => {
  for (const path of ['/problem', '/']) {
    const page = await (await fetch(throughProxy + path)).text()
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link)
    expect(links.length).toBeGreaterThan(path === '/' ? 0 : 20)
    for (const link of links) expect([link, await statusOf(link, new URL(throughProxy + path))]).toEqual([link, 200])
  }
})

test('what the API says of itself leads to it', async () => {
  for (const base of [plain.base, throughProxy]) {
    const own = `${base}/api/v1/api-info`
    const { apiDocumentation } = (await (await fetch(own)).json()) as { apiDocumentation: string }
    const place = new URL(apiDocumentation, own)
    const document = (await (await fetch(place)).json()) as {
      servers: { url: string }[]
      externalDocs: { url: string }
    }
    expect(await statusOf(document.externalDocs.url, place)).toBe(200)
    expect(await statusOf(`${document.servers[0]?.url}/api-info`, place)).toBe(200)
  }
})

const statusOf = async (link: string, from: URL): Promise<number> => (await fetch(new URL(link, from))).status
