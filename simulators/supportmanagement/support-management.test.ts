import { expect, test } from '@jest/globals'
import { item, OPENING, useErrands } from '../../test/support/case-system/errand-calls.ts'
import { MUNICIPALITY, NAMESPACE } from '../../test/support/case-system/simulated-support-management.ts'

const { proof, call, status } = useErrands()
const other = (namespace: string) => ({ base: `${proof().url}/${namespace}` })
const tags = (...keys: string[]) => keys.map((key) => ({ key, value: '1' }))

test('an errand is made with an empty body and a relative address, when it has all that it must', async () => {
  const answer = await call('POST', 'errands', OPENING)
  expect([answer.status, await answer.text()]).toEqual([201, ''])
  expect(answer.headers.get('location')).toMatch(/^\/2281\/KONTAKTCENTER\/errands\/[0-9a-f-]{36}$/)
  expect(await status('POST', 'errands', { ...OPENING, title: undefined })).toBe(400)
  expect(await status('POST', 'errands', { ...OPENING, status: 'OKAND' })).toBe(400)
  expect(await status('POST', 'errands', { ...OPENING, priority: 'BRÅDSKANDE' })).toBe(400)
})

test('a namespace without configuration lists nothing and makes nothing; a municipality must be known', async () => {
  expect(await status('GET', 'errands', undefined, {}, other(`${MUNICIPALITY}/ANNAN`))).toBe(404)
  expect(await status('POST', 'errands', OPENING, {}, other(`${MUNICIPALITY}/ANNAN`))).toBe(400)
  expect(await status('POST', 'metadata/statuses', { name: 'NEW' }, {}, other(`${MUNICIPALITY}/ANNAN`))).toBe(201)
  expect(await status('POST', 'errands', OPENING, {}, other(`${MUNICIPALITY}/ANNAN`))).toBe(500)
  expect(await status('GET', 'errands', undefined, {}, other(`${MUNICIPALITY}/kontaktcenter`))).toBe(200)
  expect(await status('GET', 'errands', undefined, {}, other(`9999/${NAMESPACE}`))).toBe(400)
})

test('with access control a reader says who asks, and a maker need not', async () => {
  const id = proof().create()
  expect(await status('GET', `errands/${id}`, undefined, { 'x-sent-by': '' })).toBe(401)
  expect(await status('DELETE', `errands/${id}`, undefined, { 'x-sent-by': '' })).toBe(401)
  expect(await status('POST', 'errands', OPENING, { 'x-sent-by': '' })).toBe(201)
})

test('the lists of an errand are replaced whole, and what is wrong in them is refused or breaks', async () => {
  const id = proof().create({ externalTags: [{ key: 'a', value: '1' }] })
  const two = [
    { key: 'b', value: '1' },
    { key: 'B', value: '2' },
  ]
  const added = (externalTags: unknown) => status('PATCH', `errands/${id}`, { externalTags })
  expect(await added([{ key: 'b', value: '1' }])).toBe(200)
  expect(proof().errand(id).externalTags).toEqual([{ key: 'b', value: '1' }])
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
  const id = proof().create()
  const patch = await call('PATCH', `errands/${id}`, { title: 'Ny' })
  const behind = patch.headers.get('etag') ?? ''
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': behind })).toBe(412)
  const read = (await call('GET', `errands/${id}`)).headers.get('etag') ?? ''
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': `W/${read}` })).toBe(412)
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': read })).toBe(200)

  const place = `errands/${id}/json-parameters/k`
  const fresh = await call('PUT', place, item('k', 1), { 'if-match': '"-1"' })
  expect(fresh.status).toBe(201)
  expect(await status('PUT', place, item('k', 2), { 'if-match': '"-1"' })).toBe(412)
  expect(await status('PUT', place, item('k', 2), { 'if-match': fresh.headers.get('etag') ?? '' })).toBe(200)
})

test('a json-parameter raises the version of its errand and leaves modified', async () => {
  const id = proof().create()
  expect(proof().errand(id).modified).toBeUndefined()
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  const { modified, touched, version } = proof().errand(id)
  await new Promise((resolve) => setTimeout(resolve, 5))
  const place = `errands/${id}/json-parameters/k`
  expect(await status('PUT', place, item('k', 1))).toBe(201)
  expect(proof().errand(id)).toMatchObject({ modified, touched, version: version + 1 })
  expect(await status('PUT', place, item('annan', 1))).toBe(400)
  expect(await status('PUT', `errands/${id}/json-parameters/a%2Fb`, item('a/b', 1))).toBe(400)
  expect(await status('PUT', place, { ...item('k', 1), schemaId: '2281_okant_1.0' })).toBe(400)
  expect(await status('PUT', place, { ...item('k', 1), value: { another: true } })).toBe(400)
  proof().fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'nere' })
  expect(await status('PUT', place, item('k', 2))).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { title: 'Ny' })).toBe(200)
  expect([await status('DELETE', place), await status('DELETE', place)]).toEqual([204, 404])
})

test.each([
  ['a blank title', 'POST', '', { ...OPENING, title: ' ' }, 400],
  ['a title too long', 'POST', '', { ...OPENING, title: 'x'.repeat(300) }, 500],
  ['a title too long in a PATCH', 'PATCH', '/{id}', { title: 'x'.repeat(300) }, 500],
  ['an id', 'POST', '', { ...OPENING, id: '00000000-0000-4000-8000-000000000000' }, 400],
  ['an unknown priority', 'PATCH', '/{id}', { priority: 'URGENT' }, 400],
  ['an unknown status', 'PATCH', '/{id}', { status: 'UNKNOWN' }, 400],
  ['a status in another case', 'PATCH', '/{id}', { status: 'ongoing' }, 200],
  ['a blank key of a parameter', 'PATCH', '/{id}', { parameters: [{ key: '' }] }, 400],
  ['a version in a list', 'PATCH', '/{id}', { parameters: [{ key: 'p', version: 0 }] }, 400],
  ['the same parameter twice', 'PATCH', '/{id}', { parameters: [{ key: 'p' }, { key: 'p' }] }, 200],
  ['the same json-parameter twice', 'PATCH', '/{id}', { jsonParameters: [item('k', 1), item('k', 1)] }, 400],
  ['the same json-parameter twice', 'POST', '', { ...OPENING, jsonParameters: [item('k', 1), item('k', 1)] }, 400],
  ['tags alike but for accents', 'POST', '', { ...OPENING, externalTags: tags('a', 'å') }, 500],
  ['no body', 'PATCH', '/{id}', undefined, 400],
  ['a body that is no object', 'PATCH', '/{id}', 'text', 400],
  ['a slash in a key', 'GET', '/{id}/parameters/a%2Fb', undefined, 400],
  ['no UUID', 'GET', '/no-uuid', undefined, 400],
  ['no UUID', 'PUT', '/no-uuid/json-parameters/k', item('k', 1), 400],
  ['a method that the path has not', 'PUT', '/{id}', OPENING, 405],
  ['a method that the path has not', 'DELETE', '/{id}/revisions', undefined, 405],
  ['a path that is none', 'GET', '/{id}/unknown', undefined, 404],
  ['17 MB', 'PUT', '/{id}/json-parameters/k', { ...item('k', 1), value: 'x'.repeat(17_000_000) }, 500],
])('%s (%s errands%s) is answered as the service does', async (_, method, path, body, expected) => {
  const id = proof().create()
  expect(await status(method, `errands${path.replace('{id}', id)}`, body)).toBe(expected)
})

test('a refused or broken change leaves the errand and its past as they were', async () => {
  const id = proof().create({ title: 'Fråga' })
  const before = [proof().errand(id), structuredClone(proof().namnrymd.history.get(id))]
  await call('PATCH', `errands/${id}`, { title: 'Ny', externalTags: tags('a', 'Å') })
  await call('PATCH', `errands/${id}`, { title: 'Ny', jsonParameters: [{ ...item('k', 1), value: {} }] })
  await call('PATCH', `errands/${id}`, { title: 'Ny' }, { 'if-match': '"7"' })
  expect([proof().errand(id), proof().namnrymd.history.get(id)]).toEqual(before)
})

test('what the service does not know of an errand is neither kept nor shown', async () => {
  const answer = await call('POST', 'errands', { ...OPENING, unknown: 'x' })
  const id = answer.headers.get('location')?.split('/').at(-1) ?? ''
  await call('PATCH', `errands/${id}`, { unknown: 'x' })
  expect(proof().errand(id)).not.toHaveProperty('unknown')
})

test('a namespace has one configuration, with a name and a short code, and a status is registered once', async () => {
  const fresh = other(`${MUNICIPALITY}/FRESH`)
  const config = { displayName: 'Fresh', shortCode: 'FR' }
  const post = (path: string, body: object) => status('POST', path, body, {}, fresh)
  expect(await post('namespace-config', { displayName: 'Fresh' })).toBe(400)
  expect([await post('namespace-config', config), await post('namespace-config', config)]).toEqual([201, 400])
  expect(await post('metadata/statuses', { name: ' ' })).toBe(400)
  expect([await post('metadata/statuses', { name: 'NEW' }), await post('metadata/statuses', { name: 'new' })]).toEqual([
    201, 400,
  ])
})

test('what does not follow the document is told, field by field and never by value', async () => {
  const id = proof().create()
  await call('PATCH', `errands/${id}`, { title: 7, unknown: 'hemligt', version: 1 }, { 'x-egen': 'hemligt' })
  await call('GET', 'errands?limit=5')
  await call('PUT', `errands/${id}/json-parameters/k`, { key: 'k', schemaId: 's' })
  expect(proof().shortcomings.splice(0).sort()).toEqual([
    'GET query limit: not in the document',
    'PATCH body/title: type',
    'PATCH body/unknown: not in the document',
    'PATCH body/version: read only',
    'PATCH header x-egen: not in the document',
    'PUT body: required',
  ])
  await call('POST', `errands/${id}/finns-inte`, {})
  expect(proof().shortcomings).toEqual(['POST: no such operation'])
})
