import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Type } from 'typebox'
import { aLogRecord } from '../../test/support/access-records.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { CONTRACTS } from './contracts/all.ts'
import { contract } from './contracts/contract.ts'
import { bindOperation } from './operation.ts'
import { createOperations } from './operations.ts'
import { problemName } from './problem.ts'
import { PROBLEM_CODES, PROBLEM_TYPES } from './problem-types.ts'

const readProof = contract({
  id: 'lasProv',
  method: 'get',
  path: '/api/v1/prov',
  tag: 'Prov',
  summary: '',
  descriptionSv: '',
  description: '',
  handelse: 'register',
  requires: { known: true },
  answer: Type.Object({ one: Type.String() }, { additionalProperties: false }),
  example: { answer: {} },
  problem: [],
})

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({}, (deps) => [
    ...createOperations(deps),
    bindOperation(readProof, async () => ({ poster: [aLogRecord('insyn')], body: () => ({ one: 'svar' }) })),
  ])
}, 60_000)
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

test('what the API is called and which version it has is told to anybody, and is no access', async () => {
  const answer = await fetch(`${app.base}/api/v1/api-info`)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({
    apiName: 'Insyn',
    apiVersion: expect.stringMatching(/^1\.\d+\.\d+$/),
    apiReleased: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    apiDocumentation: '/api/v1/openapi.json',
    apiStatus: 'beta',
  })
  expect(app.logg.written).toEqual([])
})

test.each(PROBLEM_CODES)('the type of %s has a page that says what to do', async (code) => {
  const answer = await fetch(`${app.base}/problem/${problemName(code)}`)
  const page = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page).toContain('<html lang="sv">')
  expect(page.match(/<h1>/g)).toHaveLength(1)
  expect(page).toContain(PROBLEM_TYPES[code].means)
  expect(page).toContain('<h2>Hjälper ett nytt försök?</h2>')
})

test.each(['/problem/finns-inte', '/problem/189001019802', '/problem/__proto__', '/problem/constructor'])(
  'a type that does not exist (%s) is a problem itself, which does not repeat it',
  async (path) => {
    const answer = await fetch(app.base + path)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await answer.text()).not.toContain(path.split('/')[2])
  },
)

test('the list of problem types leads to each of them', async () => {
  const page = await (await fetch(`${app.base}/problem`)).text()
  for (const code of PROBLEM_CODES) expect(page).toContain(`href="/problem/${problemName(code)}"`)
})

const KNOWN = [
  ...CONTRACTS,
  readProof,
  { method: 'get', path: '/api/v1/api-info' },
  { method: 'get', path: '/health/live' },
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Of every operation that has the address. */
const ownMethods = (path: string) =>
  KNOWN.filter((one) => one.path === path).flatMap(({ method }) =>
    method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
  )

test.each([...new Set(KNOWN.map(({ path }) => path))])(
  '%s answers every method but its own with 405 and what it allows',
  async (path) => {
    const address = app.base + path.replace(/:[A-Za-z]+/g, 'KC-1')
    const own = ownMethods(path)
    const allowed = METHODS.filter((method) => own.includes(method))
    for (const method of METHODS) {
      if (allowed.includes(method)) continue
      const answer = await fetch(address, { method: method, headers: { authorization: `Bearer ${await app.token()}` } })
      expect([method, answer.status]).toEqual([method, 405])
      expect(answer.headers.get('allow')).toBe(allowed.join(', '))
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    }
    expect(app.logg.written).toEqual([])
  },
)

test('HEAD is an access like GET: it asks for a token and is recorded', async () => {
  expect((await fetch(`${app.base}/api/v1/prov`, { method: 'HEAD' })).status).toBe(401)
  expect(app.logg.written).toHaveLength(0)
  const headers = { authorization: `Bearer ${await app.token()}` }
  const answer = await fetch(`${app.base}/api/v1/prov`, { method: 'HEAD', headers })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect(app.logg.written).toHaveLength(1)
  app.logg.down = true
  expect((await fetch(`${app.base}/api/v1/prov`, { method: 'HEAD', headers })).status).toBe(503)
  app.logg.down = false
})

test.each(['/api/v1/api-info', '/api/v1/openapi.json', '/api/v1/prov', '/api/v1/uppslag', '/api/finns-ej', '/api'])(
  'nothing under %s may be kept or compared with what was kept',
  async (path) => {
    const headers = { authorization: `Bearer ${await app.token()}` }
    for (const answer of [await fetch(app.base + path), await fetch(app.base + path, { headers })]) {
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('etag')).toBeNull()
      expect(answer.headers.get('last-modified')).toBeNull()
      expect(answer.headers.get('traceparent')).toMatch(/^00-/)
      expect(answer.headers.get('x-request-id')).not.toBeNull()
    }
  },
)
