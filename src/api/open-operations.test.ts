import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { enLoggpost } from '../../test/support/access-records.ts'
import { Type } from 'typebox'
import { KONTRAKT } from './contracts/all.ts'
import { kontrakt } from './contracts/contract.ts'
import { operation } from './operation.ts'
import { operationer } from './operations.ts'
import { problemtyp } from './problem.ts'
import { PROBLEMKODER, PROBLEMTYPER } from './problem-types.ts'

const lasProv = kontrakt({
  id: 'lasProv',
  metod: 'get',
  vag: '/api/v1/prov',
  tagg: 'Prov',
  sammanfattning: '',
  beskrivning: '',
  description: '',
  handelse: 'register',
  svar: Type.Object({ ett: Type.String() }, { additionalProperties: false }),
  exempel: { svar: {} },
  problem: [],
})

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({}, (deps) => [
    ...operationer(deps),
    operation(lasProv, async () => ({ poster: [enLoggpost('insyn')], body: () => ({ ett: 'svar' }) })),
  ])
}, 30_000)
afterAll(() => app.stop())
beforeEach(() => void (app.logg.skrivna.length = 0))

test('what the API is called and which version it has is told to anybody, and is no access', async () => {
  const svar = await fetch(`${app.bas}/api/v1/api-info`)
  expect(svar.status).toBe(200)
  expect(await svar.json()).toEqual({
    apiName: 'Insyn',
    apiVersion: expect.stringMatching(/^1\.\d+\.\d+$/),
    apiReleased: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    apiDocumentation: 'https://insyn.example/api/v1/openapi.json',
    apiStatus: 'beta',
  })
  expect(app.logg.skrivna).toEqual([])
})

test.each(PROBLEMKODER)('the type of %s has a page that says what to do', async (kod) => {
  const svar = await fetch(app.bas + new URL(problemtyp(kod)).pathname)
  const sida = await svar.text()
  expect(svar.status).toBe(200)
  expect(svar.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(svar.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(sida).toContain('<html lang="sv">')
  expect(sida.match(/<h1>/g)).toHaveLength(1)
  expect(sida).toContain(PROBLEMTYPER[kod].betyder)
  expect(sida).toContain('<h2>Hjälper ett nytt försök?</h2>')
})

test.each(['/problem/finns-inte', '/problem/189001019802', '/problem/__proto__', '/problem/constructor'])(
  'a type that does not exist (%s) is a problem itself, which does not repeat it',
  async (vag) => {
    const svar = await fetch(app.bas + vag)
    expect(svar.status).toBe(404)
    expect(svar.headers.get('content-type')).toContain('application/problem+json')
    expect(await svar.text()).not.toContain(vag.split('/')[2])
  },
)

test('the list of problem types leads to each of them', async () => {
  const sida = await (await fetch(`${app.bas}/problem`)).text()
  for (const kod of PROBLEMKODER) expect(sida).toContain(`href="${new URL(problemtyp(kod)).pathname}"`)
})

const KANDA = [...KONTRAKT, lasProv, { metod: 'get', vag: '/api/v1/api-info' }, { metod: 'get', vag: '/health/live' }]
const METODER = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Of every operation that has the address. */
const egnaMetoder = (vag: string) =>
  KANDA.filter((en) => en.vag === vag).flatMap(({ metod }) =>
    metod === 'get' ? ['GET', 'HEAD'] : [metod.toUpperCase()],
  )

test.each([...new Set(KANDA.map(({ vag }) => vag))])(
  '%s answers every method but its own with 405 and what it allows',
  async (vag) => {
    const adress = app.bas + vag.replace(/:[A-Za-z]+/g, 'KC-1')
    const egna = egnaMetoder(vag)
    const tillatna = METODER.filter((metod) => egna.includes(metod))
    for (const metod of METODER) {
      if (tillatna.includes(metod)) continue
      const svar = await fetch(adress, { method: metod, headers: { authorization: `Bearer ${await app.token()}` } })
      expect([metod, svar.status]).toEqual([metod, 405])
      expect(svar.headers.get('allow')).toBe(tillatna.join(', '))
      expect(svar.headers.get('content-type')).toContain('application/problem+json')
    }
    expect(app.logg.skrivna).toEqual([])
  },
)

test('HEAD is an access like GET: it asks for a token and is recorded', async () => {
  expect((await fetch(`${app.bas}/api/v1/prov`, { method: 'HEAD' })).status).toBe(401)
  expect(app.logg.skrivna).toHaveLength(0)
  const headers = { authorization: `Bearer ${await app.token()}` }
  const svar = await fetch(`${app.bas}/api/v1/prov`, { method: 'HEAD', headers })
  expect([svar.status, await svar.text()]).toEqual([200, ''])
  expect(app.logg.skrivna).toHaveLength(1)
  app.logg.nere = true
  expect((await fetch(`${app.bas}/api/v1/prov`, { method: 'HEAD', headers })).status).toBe(503)
  app.logg.nere = false
})

test.each(['/api/v1/api-info', '/api/v1/openapi.json', '/api/v1/prov', '/api/v1/uppslag', '/api/finns-ej', '/api'])(
  'nothing under %s may be kept or compared with what was kept',
  async (vag) => {
    const headers = { authorization: `Bearer ${await app.token()}` }
    for (const svar of [await fetch(app.bas + vag), await fetch(app.bas + vag, { headers })]) {
      expect(svar.headers.get('cache-control')).toBe('no-store')
      expect(svar.headers.get('etag')).toBeNull()
      expect(svar.headers.get('last-modified')).toBeNull()
      expect(svar.headers.get('traceparent')).toMatch(/^00-/)
      expect(svar.headers.get('x-request-id')).not.toBeNull()
    }
  },
)
