import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  MUNICIPALITY,
  NAMESPACE,
  type SimulatedSupportManagement,
  startSupportManagement,
} from '../../test/support/case-system/simulated-support-management.ts'

const TOKEN = 'losen'
const OPENING = { title: 'Fråga', priority: 'MEDIUM', status: 'NEW', reporterUserId: 'anna' }
let proof: SimulatedSupportManagement

beforeEach(async () => {
  proof = await startSupportManagement(TOKEN)
})
afterEach(() => proof.stop())

const call = (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  namespace = `${MUNICIPALITY}/${NAMESPACE}`,
) =>
  fetch(`${proof.url}/${namespace}/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'x-sent-by': 'anna; type=adAccount',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const status = async (...invoke: Parameters<typeof call>): Promise<number> => (await call(...invoke)).status
const trace = (key: string, version: number) => ({
  key,
  schemaId: '2281_insyn-borttagen_1.1',
  value: { uppgiftRef: 'a'.repeat(22), version, borttagen: true },
})

test('an errand is made with an empty body and a relative address, when it has all that it must', async () => {
  const answer = await call('POST', 'errands', OPENING)
  expect([answer.status, await answer.text()]).toEqual([201, ''])
  expect(answer.headers.get('location')).toMatch(/^\/2281\/KONTAKTCENTER\/errands\/[0-9a-f-]{36}$/)
  expect(await status('POST', 'errands', { ...OPENING, title: undefined })).toBe(400)
  expect(await status('POST', 'errands', { ...OPENING, status: 'OKAND' })).toBe(400)
  expect(await status('POST', 'errands', { ...OPENING, priority: 'BRÅDSKANDE' })).toBe(400)
})

test('a namespace without configuration lists nothing and makes nothing; a municipality must be known', async () => {
  expect(await status('GET', 'errands', undefined, {}, `${MUNICIPALITY}/ANNAN`)).toBe(404)
  expect(await status('POST', 'errands', OPENING, {}, `${MUNICIPALITY}/ANNAN`)).toBe(400)
  expect(await status('POST', 'metadata/statuses', { name: 'NEW' }, {}, `${MUNICIPALITY}/ANNAN`)).toBe(201)
  expect(await status('POST', 'errands', OPENING, {}, `${MUNICIPALITY}/ANNAN`)).toBe(500)
  expect(await status('GET', 'errands', undefined, {}, `${MUNICIPALITY}/kontaktcenter`)).toBe(200)
  expect(await status('GET', 'errands', undefined, {}, `9999/${NAMESPACE}`)).toBe(400)
})

test('with access control a reader says who asks, and a maker need not', async () => {
  const id = proof.create()
  expect(await status('GET', `errands/${id}`, undefined, { 'x-sent-by': '' })).toBe(401)
  expect(await status('DELETE', `errands/${id}`, undefined, { 'x-sent-by': '' })).toBe(401)
  expect(await status('POST', 'errands', OPENING, { 'x-sent-by': '' })).toBe(201)
})

test('a filter holds key and value against the same tag, without regard to case', async () => {
  const hit = proof.create({
    externalTags: [
      { key: 'caseId', value: 'A1' },
      { key: 'flow', value: 'B2' },
    ],
  })
  const search = async (filter: string) => call('GET', `errands?filter=${encodeURIComponent(filter)}`)
  const idn = async (filter: string) =>
    ((await (await search(filter)).json()) as { content: { id: string }[] }).content.map(({ id }) => id)
  expect(await idn(`externalTags.key:'caseId' and externalTags.value:'a1'`)).toEqual([hit])
  expect(await idn(`externalTags.key:'caseId' and externalTags.value:'B2'`)).toEqual([])
  expect(await idn(`(status:'SOLVED' or status:'new') and id>'0'`)).toEqual([hit])
  expect((await search(`okant:'x'`)).status).toBe(500)
  expect((await search(`status:'x' and`)).status).toBe(400)
  expect((await search(`status:'NEW`)).status).toBe(500)
})

test('the lists of an errand are replaced whole, and what is wrong in them is refused or breaks', async () => {
  const id = proof.create({ externalTags: [{ key: 'a', value: '1' }] })
  const two = [
    { key: 'b', value: '1' },
    { key: 'B', value: '2' },
  ]
  const added = (externalTags: unknown) => status('PATCH', `errands/${id}`, { externalTags })
  expect(await added([{ key: 'b', value: '1' }])).toBe(200)
  expect(proof.errand(id).externalTags).toEqual([{ key: 'b', value: '1' }])
  expect(await added(two)).toBe(500)
  expect(await status('POST', 'errands', { ...OPENING, externalTags: two })).toBe(400)
  expect(await added([{ key: 'c', value: ' ' }])).toBe(400)
  expect(await added([{ key: 'c', value: 'x'.repeat(300) }])).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { parameters: [{ key: 'p', values: ['x'.repeat(3_001)] }] })).toBe(400)
  expect(await status('PATCH', `errands/${id}`, { labels: [{ id: 'okand' }] })).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { reporterUserId: 'bo' })).toBe(400)
  expect(await status('PATCH', `errands/${id}`, { unknown: 'ignoreras' })).toBe(200)
})

test('the ETag of a patched errand is one behind, that of a json-parameter is right', async () => {
  const id = proof.create()
  const patch = await call('PATCH', `errands/${id}`, { title: 'Ny' })
  const behind = patch.headers.get('etag') ?? ''
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': behind })).toBe(412)
  const read = (await call('GET', `errands/${id}`)).headers.get('etag') ?? ''
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': `W/${read}` })).toBe(412)
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': read })).toBe(200)

  const place = `errands/${id}/json-parameters/k`
  const fresh = await call('PUT', place, trace('k', 1), { 'if-match': '"-1"' })
  expect(fresh.status).toBe(201)
  expect(await status('PUT', place, trace('k', 2), { 'if-match': '"-1"' })).toBe(412)
  expect(await status('PUT', place, trace('k', 2), { 'if-match': fresh.headers.get('etag') ?? '' })).toBe(200)
})

test('a json-parameter raises the version of its errand and leaves modified', async () => {
  const id = proof.create()
  expect(proof.errand(id).modified).toBeUndefined()
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  const { modified, touched, version } = proof.errand(id)
  await new Promise((resolve) => setTimeout(resolve, 5))
  const place = `errands/${id}/json-parameters/k`
  expect(await status('PUT', place, trace('k', 1))).toBe(201)
  expect(proof.errand(id)).toMatchObject({ modified, touched, version: version + 1 })
  expect(await status('PUT', place, trace('annan', 1))).toBe(400)
  expect(await status('PUT', `errands/${id}/json-parameters/a%2Fb`, trace('a/b', 1))).toBe(400)
  expect(await status('PUT', place, { ...trace('k', 1), schemaId: '2281_okant_1.0' })).toBe(400)
  expect(await status('PUT', place, { ...trace('k', 1), value: { another: true } })).toBe(400)
  proof.fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'nere' })
  expect(await status('PUT', place, trace('k', 2))).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' })).toBe(200)
  expect([await status('DELETE', place), await status('DELETE', place)]).toEqual([204, 404])
})

test('what does not follow the document is told, field by field and never by value', async () => {
  const id = proof.create()
  await call('PATCH', `errands/${id}`, { title: 7, unknown: 'hemligt', version: 1 }, { 'x-egen': 'hemligt' })
  await call('GET', 'errands?limit=5')
  await call('PUT', `errands/${id}/json-parameters/k`, { key: 'k', schemaId: 's' })
  expect(proof.shortcomings.splice(0).sort()).toEqual([
    'GET query limit: not in the document',
    'PATCH body/title: type',
    'PATCH body/unknown: not in the document',
    'PATCH body/version: read only',
    'PATCH header x-egen: not in the document',
    'PUT body: required',
  ])
  await call('POST', `errands/${id}/finns-inte`, {})
  expect(proof.shortcomings).toEqual(['POST: no such operation'])
})
