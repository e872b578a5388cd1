import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { item, useErrands } from '../../test/support/case-system/errand-calls.ts'

const { proof, call, status, read } = useErrands()
const errand = async (id: string) =>
  (await read(`errands/${id}`)) as { version: number; modified?: string; touched: string; parameters: unknown[] }
const tagOf = (answer: Response): string => answer.headers.get('etag') ?? ''

test('a PATCH of the parameters replaces the list by key, and what stays is written anew whether it differs or not', async () => {
  const id = proof().create({
    parameters: [
      { key: 'goes', values: ['1'], version: 0 },
      { key: 'stays', displayName: 'Old', group: 'Old', values: ['1'], version: 0 },
    ],
  })
  const sent = [
    { key: 'stays', values: ['1'] },
    { key: 'b', displayName: 'B', group: 'G', values: ['1'] },
    { key: 'b', values: ['2'] },
  ]
  expect(await status('PATCH', `errands/${id}/parameters`, sent)).toBe(200)
  expect((await errand(id)).parameters).toEqual([
    { key: 'b', displayName: 'B', group: 'G', values: ['1', '2'], version: 0 },
    { key: 'stays', values: ['1'], version: 1 },
  ])
  expect(await read(`errands/${id}/parameters`)).toEqual((await errand(id)).parameters)
  await call('PATCH', `errands/${id}/parameters`, sent)
  expect((await errand(id)).parameters).toMatchObject([{ version: 1 }, { version: 2 }])
  expect(await status('PATCH', `errands/${id}/parameters`, [])).toBe(200)
  expect((await errand(id)).parameters).toEqual([])
})

test('If-Match of the list is the version of the errand, that of one parameter its own', async () => {
  const id = proof().create({ parameters: [{ key: 'p', values: ['1'], version: 3 }] })
  const list = `errands/${id}/parameters`
  await call('PUT', `errands/${id}/json-parameters/k`, item('k', 1))
  expect(await status('PATCH', list, [{ key: 'p', values: ['2'] }], { 'if-match': '"0"' })).toBe(412)
  expect(await status('PATCH', list, [{ key: 'p', values: ['2'] }], { 'if-match': '"1"' })).toBe(200)
  const one = await call('GET', `${list}/p`)
  expect([tagOf(one), await one.json()]).toEqual(['"4"', { key: 'p', values: ['2'], version: 4 }])
  expect(await status('PATCH', `${list}/p`, ['3'], { 'if-match': '"3"' })).toBe(412)
  const changed = await call('PATCH', `${list}/p`, ['3'], { 'if-match': '"4"' })
  // One behind.
  expect([tagOf(changed), await changed.json()]).toEqual(['"4"', { key: 'p', values: ['3'], version: 4 }])
  expect(await status('DELETE', `${list}/p`, undefined, { 'if-match': '"4"' })).toBe(412)
  expect(await status('DELETE', `${list}/p`, undefined, { 'if-match': '"5"' })).toBe(204)
  for (const method of ['GET', 'DELETE']) expect(await status(method, `${list}/p`)).toBe(404)
  expect(await status('PATCH', `${list}/p`, ['3'])).toBe(404)
  expect(proof().shortcomings).toEqual([])
})

test('what is wrong in a parameter is refused, or breaks in the database', async () => {
  const list = `errands/${proof().create({ parameters: [{ key: 'p', version: 0 }] })}/parameters`
  expect(await status('PATCH', list, [{ key: ' ', values: [] }])).toBe(400)
  expect(await status('PATCH', list, [{ key: 'p', values: ['x'.repeat(3_001)] }])).toBe(400)
  expect(await status('PATCH', `${list}/p`, ['x'.repeat(3_001)])).toBe(500)
  expect(await status('PATCH', list, [{ key: 'x'.repeat(300), values: [] }])).toBe(500)
  expect(await status('PATCH', list, { key: 'p' })).toBe(400)
  // A version in this list is no matter of its validation.
  expect(await status('PATCH', list, [{ key: 'p', values: [], version: 9 }])).toBe(200)
})

test('a PATCH of the errand raises its version by two and its modified, one that leaves its own row by one', async () => {
  const id = proof().create()
  const first = await errand(id)
  expect(first).not.toHaveProperty('modified')
  await wait(5)
  const patched = await call('PATCH', `errands/${id}`, { title: 'Ny' })
  expect([tagOf(patched), await patched.json()]).toEqual(['"1"', expect.objectContaining({ version: 1 })])
  const second = await errand(id)
  expect(second.version).toBe(2)
  expect(second.modified).toBe(second.touched)
  expect(second.touched > first.touched).toBe(true)
  await wait(5)
  const { modified, touched } = second
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  await call('PATCH', `errands/${id}`, { jsonParameters: [item('k', 1)], parameters: [{ key: 'p', values: ['1'] }] })
  await call('PUT', `errands/${id}/json-parameters/k`, item('k', 2))
  await call('PATCH', `errands/${id}/parameters`, [])
  await call('DELETE', `errands/${id}/json-parameters/k`)
  expect(await errand(id)).toMatchObject({ version: 7, modified, touched })
  await call('PATCH', `errands/${id}`, { externalTags: [] })
  expect((await errand(id)).version).toBe(9)
})

test('a json-parameter keeps its version when its value is the same, also in a PATCH; the errand’s rises', async () => {
  const id = proof().create()
  const place = `errands/${id}/json-parameters/k`
  const answers = [item('k', 1), item('k', 1), item('k', 2)].map((body) => () => call('PUT', place, body))
  const tags: string[] = []
  for (const answer of answers) tags.push(tagOf(await answer()))
  expect(tags).toEqual(['"0"', '"0"', '"1"'])
  expect((await errand(id)).version).toBe(3)
  const version = async () => ((await read(place)) as { version: number }).version
  await call('PATCH', `errands/${id}`, { jsonParameters: [item('k', 2)] })
  expect(await version()).toBe(1)
  await call('PATCH', `errands/${id}`, { jsonParameters: [item('k', 3), item('b', 1)] })
  expect(await version()).toBe(2)
  expect(tagOf(await call('GET', place))).toBe('"2"')
  expect(await status('GET', `errands/${id}/json-parameters/c`)).toBe(404)
  // By key, whatever the order in which they were written.
  expect(await read(`errands/${id}/json-parameters`)).toMatchObject([{ key: 'b' }, { key: 'k' }])
})

test('six that create the same json-parameter at once: one does', async () => {
  const place = `errands/${proof().create()}/json-parameters/k`
  const answers = Array.from({ length: 6 }, (_, i) => status('PUT', place, item('k', i + 1), { 'if-match': '"-1"' }))
  expect((await Promise.all(answers)).sort()).toEqual([201, 412, 412, 412, 412, 412])
})

test('a key that the database takes for another, or is too long for it, breaks and changes nothing', async () => {
  const id = proof().create()
  const put = (key: string) => status('PUT', `errands/${id}/json-parameters/${encodeURIComponent(key)}`, item(key, 1))
  expect(await put('key')).toBe(201)
  for (const key of ['KEY', 'kéy', 'key ', 'x'.repeat(300)]) expect(await put(key)).toBe(500)
  expect(await status('PATCH', `errands/${id}`, { jsonParameters: [item('KEY', 1)] })).toBe(500)
  expect(await read(`errands/${id}`)).toMatchObject({ version: 1, jsonParameters: [{ key: 'key' }] })
})

test('1.50 comes back as 1.5, and the order of fields stays', async () => {
  const id = proof().create()
  proof().schemas.register('2281', { name: 'any', version: '1.0', value: {} })
  const url = `${proof().url}/2281/KONTAKTCENTER/errands/${id}/json-parameters/k`
  const headers = {
    authorization: 'Bearer losen',
    'x-sent-by': 'anna; type=adAccount',
    'content-type': 'application/json',
  }
  const body = '{"key":"k","schemaId":"2281_any_1.0","value":{"b":1.50,"a":[null,true]}}'
  await fetch(url, { method: 'PUT', headers, body })
  expect(await (await call('GET', `errands/${id}/json-parameters/k`)).text()).toContain('{"b":1.5,"a":[null,true]}')
})
