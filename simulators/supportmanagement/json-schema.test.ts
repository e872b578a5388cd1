import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { item, OPENING, useErrands } from '../../test/support/case-system/errand-calls.ts'
import { until } from '../../test/support/until.ts'

const { proof, call, status, read } = useErrands({ schemaTimeoutMs: 3_000 })
const hang = (others: { ms?: number } = {}) =>
  proof().fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'hanger', ...others })
/** What a call answers within a moment; undefined when it waits. */
const within = <T>(answer: Promise<T>, ms = 100): Promise<T | undefined> => Promise.race([answer, wait(ms, undefined)])
const held = async (id: string) => (await read(`errands/${id}/json-parameters`)) as { key: string }[]

test('while the schema service hangs every write with a json-parameter waits, and is carried out when it ends', async () => {
  const [id, other] = [proof().create(), proof().create()]
  hang()
  const waiting = [
    status('PUT', `errands/${id}/json-parameters/k`, item('k', 1)),
    status('PATCH', `errands/${other}`, { title: 'Ny', jsonParameters: [item('k', 1)] }),
    status('POST', 'errands', { ...OPENING, jsonParameters: [item('k', 1)] }),
  ]
  expect(await Promise.all(waiting.map((one) => within(one)))).toEqual([undefined, undefined, undefined])
  for (const one of [id, other]) expect(await held(one)).toEqual([])
  proof().fel.purge()
  expect(await Promise.all(waiting)).toEqual([201, 200, 201])
  for (const one of [id, other]) expect(await held(one)).toMatchObject([{ key: 'k' }])
})

test('a write whose caller has gone is carried out all the same, against what the errand then holds', async () => {
  const id = proof().create()
  hang()
  const put = (key: string, headers = {}) =>
    call('PUT', `errands/${id}/json-parameters/${key}`, item(key, 1), headers, { signal: AbortSignal.timeout(500) })
  const whenHeld = (keys: string) => until(async () => (await held(id)).map(({ key }) => key).join() === keys)
  await expect(put('k')).rejects.toThrow()
  await expect(put('b', { 'if-match': '"7"' })).rejects.toThrow()
  expect(await held(id)).toEqual([])
  proof().fel.purge()
  await whenHeld('b,k')

  hang()
  await expect(put('k', { 'if-match': '"7"' })).rejects.toThrow()
  expect(await status('DELETE', `errands/${id}/json-parameters/k`)).toBe(204)
  expect(await held(id)).toMatchObject([{ key: 'b' }])
  proof().fel.purge()
  // If-Match is compared with an existing one only: what is late creates it again.
  await whenHeld('b,k')
})

test('removals, reads, parameters and other changes of the errand do not wait', async () => {
  const id = proof().create({ jsonParameters: [{ ...item('k', 1), version: 0 }] })
  hang()
  const calls: Parameters<typeof status>[] = [
    ['GET', `errands/${id}`],
    ['PATCH', `errands/${id}`, { title: 'Ny', externalTags: [{ key: 'a', value: '1' }] }],
    ['PATCH', `errands/${id}/parameters`, [{ key: 'p', values: ['1'] }]],
    ['PATCH', `errands/${id}/parameters/p`, ['2']],
    ['DELETE', `errands/${id}/parameters/p`],
    ['DELETE', `errands/${id}/json-parameters/k`],
    ['GET', `errands/${id}/revisions`],
    ['DELETE', `errands/${id}`],
  ]
  const answers: (number | undefined)[] = []
  for (const one of calls) answers.push(await within(status(...one), 2_500))
  expect(answers).toEqual([200, 200, 200, 200, 204, 204, 200, 204])
})

test('a hang longer than the service waits is 500, and nothing is carried out', async () => {
  const id = proof().create()
  hang()
  expect(await status('PUT', `errands/${id}/json-parameters/k`, item('k', 1))).toBe(500)
  expect(await held(id)).toEqual([])
})

test('a json-parameter is checked before its errand is looked for', async () => {
  const nobody = 'errands/00000000-0000-4000-8000-000000000000/json-parameters/k'
  expect(await status('PUT', nobody, { ...item('k', 1), value: {} })).toBe(400)
  expect(await status('PUT', nobody, item('k', 1))).toBe(404)
})

test('the schema service refuses a schema without $schema, and a version that is not higher than what it has', async () => {
  const post = (version: string, value: object = { $schema: 'https://json-schema.org/draft/2020-12/schema' }) =>
    call('POST', '2281/schemas', { name: 'Form', version, value }, {}, { base: proof().schemaUrl })
  expect((await post('1.0', { type: 'object' })).status).toBe(400)
  const answer = await post('1.9')
  expect([answer.status, answer.headers.get('location')]).toEqual([201, '/2281/schemas/2281_form_1.9'])
  for (const version of ['1.9', '1.2', '0.11']) expect((await post(version)).status).toBe(409)
  expect((await post('1.10')).status).toBe(201)
})
