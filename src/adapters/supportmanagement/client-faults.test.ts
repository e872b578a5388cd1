import { expect, test } from '@jest/globals'
import { startSupportManagement } from '../../../test/support/case-system/simulated-support-management.ts'
import {
  ref,
  TOKEN,
  uppgift,
  useSupportManagement,
} from '../../../test/support/case-system/support-management-client.ts'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'

const PERSONNUMMER = '189001019802'
const { proof, system } = useSupportManagement()

test.each(['00000000-0000-4000-8000-000000000000', 'finns-inte', `x' or status:'NEW`])(
  'in an errand that is not there (%s) nothing can be written and nothing is held',
  async (arendeId) => {
    const client = system()
    expect(await error(client.write(arendeId, uppgift(), never))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
    await client.remove(arendeId, ref('a'), 9, never)
    await client.purge(arendeId, never)
    expect(await client.content(arendeId, never)).toMatchObject({ uppgifter: [], foreign: [] })
  },
)

test('without the JSON-schema service a write waits, but what is to be taken away is taken away at once', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  proof().fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'nere' })
  const newer = uppgift({ version: 4 })
  expect(await error(client.write(id, newer, never))).toMatchObject({
    code: 'MALSYSTEM_OTILLGANGLIGT',
    retryable: true,
  })
  await client.remove(id, ref('a'), 5, never)
  expect(proof().errand(id)).toMatchObject({ jsonParameters: [], externalTags: [], parameters: [] })
  proof().fel.purge()
  await client.write(id, uppgift({ version: 6 }), never)
  expect(proof().errand(id).jsonParameters).toHaveLength(1)
})

test('while the JSON-schema service hangs a removal passes by the writes of the same errand', async () => {
  const [id, client] = [proof().create(), system({ deadlineMs: 3_000 })]
  await client.write(id, uppgift(), never)
  proof().fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'hanger' })
  const writes = [...'bcdef'].map((one) => error(client.write(id, uppgift({ uppgiftRef: ref(one) }), never)))
  let ended = 0
  for (const one of writes) void one.then(() => ended++)
  await client.remove(id, ref('a'), 5, never)
  expect(ended).toBe(0)
  expect(proof().errand(id).jsonParameters).toEqual([])
  for (const failure of await Promise.all(writes)) expect(failure).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
})

test('a schema that is not registered refuses for good', async () => {
  const incomplete = await startSupportManagement(TOKEN)
  const id = incomplete.create()
  incomplete.schemas.forget('2281_insyn-handlaggare_1.2')
  const failure = await error(system({ url: incomplete.url }).write(id, uppgift(), never))
  expect(failure).toMatchObject({ code: 'MALSYSTEM_NEKAR', retryable: false })
  incomplete.stop()
})

test('a parameter under one of our keys that we did not write is told, and is written over or removed', async () => {
  const foreign = { key: `insyn-${ref('a')}`, schemaId: '2281_form_1.0', value: { a: 1 }, version: 7 }
  const [id, client] = [proof().create({ jsonParameters: [foreign] }), system()]
  expect(await client.content(id, never)).toMatchObject({ uppgifter: [], foreign: [ref('a')] })
  await client.write(id, uppgift(), never)
  expect(await client.content(id, never)).toMatchObject({ uppgifter: [uppgift()], foreign: [] })
  const other = proof().create({ jsonParameters: [foreign] })
  await client.remove(other, ref('a'), 1, never)
  expect(await client.content(other, never)).toMatchObject({ uppgifter: [], foreign: [] })
})

test.each([
  ['fault', 'MALSYSTEM_OTILLGANGLIGT'],
  ['html', 'MALSYSTEM_OTILLGANGLIGT'],
  ['tomt', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nere', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nekad', 'MALSYSTEM_NEKAR'],
] as const)('%s is %s for every call, and the error holds nothing of it', async (which, code) => {
  const [id, client] = [proof().create(), system()]
  proof().fel.set({ peer: 'support-management', fel: which })
  for (const call of [
    () => client.write(id, uppgift(), never),
    () => client.remove(id, ref('a'), 9, never),
    () => client.purge(id, never),
    () => client.content(id, never),
    () => client.keptCopies(id, never),
    () => client.openArenden(never)[Symbol.asyncIterator]().next(),
  ]) {
    const failure = await error(call())
    expect(failure).toMatchObject({ name: 'InsynError', code, retryable: code === 'MALSYSTEM_OTILLGANGLIGT' })
    for (const value of [TOKEN, PERSONNUMMER, 'Åsa Ek']) expect(allTexts(failure)).not.toContain(value)
  }
})

test.each(['json-parameter', 'errand'])(
  'an answer to %s that says nothing is not taken for a write',
  async (operation) => {
    const [id, client] = [proof().create(), system()]
    proof().fel.set({ peer: 'support-management', operation, fel: 'tomt', antal: 9 })
    expect(await error(client.write(id, uppgift(), never))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
  },
)

test('a token that is not accepted may be put right: the write is not given up', async () => {
  const failure = await error(system({ token: 'fel' }).write(proof().create(), uppgift(), never))
  expect(failure).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
})
