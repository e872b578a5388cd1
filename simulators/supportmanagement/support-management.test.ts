import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  KOMMUN,
  NAMNRYMD,
  type SimuleratSupportManagement,
  startaSupportManagement,
} from '../../test/support/case-system/simulated-support-management.ts'

const TOKEN = 'losen'
const NYTT = { title: 'Fråga', priority: 'MEDIUM', status: 'NEW', reporterUserId: 'anna' }
let prov: SimuleratSupportManagement

beforeEach(async () => {
  prov = await startaSupportManagement(TOKEN)
})
afterEach(() => prov.stop())

const anropa = (
  method: string,
  vag: string,
  body?: unknown,
  huvuden: Record<string, string> = {},
  namnrymd = `${KOMMUN}/${NAMNRYMD}`,
) =>
  fetch(`${prov.url}/${namnrymd}/${vag}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'x-sent-by': 'anna; type=adAccount',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...huvuden,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const status = async (...anrop: Parameters<typeof anropa>): Promise<number> => (await anropa(...anrop)).status
const spar = (key: string, version: number) => ({
  key,
  schemaId: '2281_insyn-borttagen_1.0',
  value: { uppgiftRef: 'a'.repeat(22), version, borttagen: true },
})

test('an errand is made with an empty body and a relative address, when it has all that it must', async () => {
  const svar = await anropa('POST', 'errands', NYTT)
  expect([svar.status, await svar.text()]).toEqual([201, ''])
  expect(svar.headers.get('location')).toMatch(/^\/2281\/KONTAKTCENTER\/errands\/[0-9a-f-]{36}$/)
  expect(await status('POST', 'errands', { ...NYTT, title: undefined })).toBe(400)
  expect(await status('POST', 'errands', { ...NYTT, status: 'OKAND' })).toBe(400)
  expect(await status('POST', 'errands', { ...NYTT, priority: 'BRÅDSKANDE' })).toBe(400)
})

test('a namespace without configuration lists nothing and makes nothing; a municipality must be known', async () => {
  expect(await status('GET', 'errands', undefined, {}, `${KOMMUN}/ANNAN`)).toBe(404)
  expect(await status('POST', 'errands', NYTT, {}, `${KOMMUN}/ANNAN`)).toBe(500)
  expect(await status('GET', 'errands', undefined, {}, `${KOMMUN}/kontaktcenter`)).toBe(200)
  expect(await status('GET', 'errands', undefined, {}, `9999/${NAMNRYMD}`)).toBe(400)
})

test('with access control a reader says who asks, and a maker need not', async () => {
  const id = prov.skapa()
  expect(await status('GET', `errands/${id}`, undefined, { 'x-sent-by': '' })).toBe(401)
  expect(await status('DELETE', `errands/${id}`, undefined, { 'x-sent-by': '' })).toBe(401)
  expect(await status('POST', 'errands', NYTT, { 'x-sent-by': '' })).toBe(201)
})

test('a filter holds key and value against the same tag, without regard to case', async () => {
  const traff = prov.skapa({
    externalTags: [
      { key: 'caseId', value: 'A1' },
      { key: 'flow', value: 'B2' },
    ],
  })
  const sok = async (filter: string) => anropa('GET', `errands?filter=${encodeURIComponent(filter)}`)
  const idn = async (filter: string) =>
    ((await (await sok(filter)).json()) as { content: { id: string }[] }).content.map(({ id }) => id)
  expect(await idn(`externalTags.key:'caseId' and externalTags.value:'a1'`)).toEqual([traff])
  expect(await idn(`externalTags.key:'caseId' and externalTags.value:'B2'`)).toEqual([])
  expect(await idn(`(status:'SOLVED' or status:'new') and id>'0'`)).toEqual([traff])
  expect((await sok(`okant:'x'`)).status).toBe(500)
  expect((await sok(`status:'x' and`)).status).toBe(400)
  expect((await sok(`status:'NEW`)).status).toBe(400)
})

test('the lists of an errand are replaced whole, and what is wrong in them is refused or breaks', async () => {
  const id = prov.skapa({ externalTags: [{ key: 'a', value: '1' }] })
  const tva = [
    { key: 'b', value: '1' },
    { key: 'B', value: '2' },
  ]
  const med = (externalTags: unknown) => status('PATCH', `errands/${id}`, { externalTags })
  expect(await med([{ key: 'b', value: '1' }])).toBe(200)
  expect(prov.errand(id).externalTags).toEqual([{ key: 'b', value: '1' }])
  expect(await med(tva)).toBe(500)
  expect(await status('POST', 'errands', { ...NYTT, externalTags: tva })).toBe(400)
  expect(await med([{ key: 'c', value: ' ' }])).toBe(400)
  expect(await med([{ key: 'c', value: 'x'.repeat(300) }])).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { parameters: [{ key: 'p', values: ['x'.repeat(3_001)] }] })).toBe(400)
  expect(await status('PATCH', `errands/${id}`, { labels: [{ id: 'okand' }] })).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { reporterUserId: 'bo' })).toBe(400)
  expect(await status('PATCH', `errands/${id}`, { okant: 'ignoreras' })).toBe(200)
})

test('the ETag of a patched errand is one behind, that of a json-parameter is right', async () => {
  const id = prov.skapa()
  const patch = await anropa('PATCH', `errands/${id}`, { title: 'Ny' })
  const bakom = patch.headers.get('etag') ?? ''
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': bakom })).toBe(412)
  const las = (await anropa('GET', `errands/${id}`)).headers.get('etag') ?? ''
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': `W/${las}` })).toBe(412)
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': las })).toBe(200)

  const plats = `errands/${id}/json-parameters/k`
  const ny = await anropa('PUT', plats, spar('k', 1), { 'if-match': '"-1"' })
  expect(ny.status).toBe(201)
  expect(await status('PUT', plats, spar('k', 2), { 'if-match': '"-1"' })).toBe(412)
  expect(await status('PUT', plats, spar('k', 2), { 'if-match': ny.headers.get('etag') ?? '' })).toBe(200)
})

test('a json-parameter raises the version of its errand and leaves modified', async () => {
  const id = prov.skapa()
  const { modified, version } = prov.errand(id)
  await new Promise((resolve) => setTimeout(resolve, 5))
  const plats = `errands/${id}/json-parameters/k`
  expect(await status('PUT', plats, spar('k', 1))).toBe(201)
  expect(prov.errand(id)).toMatchObject({ modified, version: version + 1 })
  expect(await status('PUT', plats, spar('annan', 1))).toBe(400)
  expect(await status('PUT', `errands/${id}/json-parameters/a%2Fb`, spar('a/b', 1))).toBe(400)
  expect(await status('PUT', plats, { ...spar('k', 1), schemaId: '2281_okant_1.0' })).toBe(400)
  expect(await status('PUT', plats, { ...spar('k', 1), value: { annat: true } })).toBe(400)
  prov.fel.satt({ peer: 'support-management', operation: 'json-schema', fel: 'nere' })
  expect(await status('PUT', plats, spar('k', 2))).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' })).toBe(200)
  expect([await status('DELETE', plats), await status('DELETE', plats)]).toEqual([204, 404])
})

test('what does not follow the document is told, field by field and never by value', async () => {
  const id = prov.skapa()
  await anropa('PATCH', `errands/${id}`, { title: 7, okant: 'hemligt', version: 1 }, { 'x-egen': 'hemligt' })
  await anropa('GET', 'errands?limit=5')
  await anropa('PUT', `errands/${id}/json-parameters/k`, { key: 'k', schemaId: 's' })
  expect(prov.brister.splice(0).sort()).toEqual([
    'GET query limit: not in the document',
    'PATCH body/okant: not in the document',
    'PATCH body/title: type',
    'PATCH body/version: read only',
    'PATCH header x-egen: not in the document',
    'PUT body: required',
  ])
  await anropa('POST', `errands/${id}/finns-inte`, {})
  expect(prov.brister).toEqual(['POST: no such operation'])
})
