import { expect, test } from '@jest/globals'
import { allaTexter, felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig } from '../../../test/support/sources/reading.ts'
import { startaSupportManagement } from '../../../test/support/case-system/simulated-support-management.ts'
import {
  ref,
  TOKEN,
  uppgift,
  useSupportManagement,
} from '../../../test/support/case-system/support-management-client.ts'

const PERSONNUMMER = '189001019802'
const { prov, system } = useSupportManagement()

test.each(['00000000-0000-4000-8000-000000000000', 'finns-inte', `x' or status:'NEW`])(
  'in an errand that is not there (%s) nothing can be written and nothing is held',
  async (arendeId) => {
    const min = system()
    expect(await felet(min.skriv(arendeId, uppgift(), aldrig))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
    await min.taBort(arendeId, ref('a'), 9, aldrig)
    await min.rensa(arendeId, aldrig)
    expect(await min.innehall(arendeId, aldrig)).toEqual([])
  },
)

test('without the JSON-schema service a write waits, but what is to be taken away is taken away at once', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.skriv(id, uppgift(), aldrig)
  prov().fel.satt({ peer: 'support-management', operation: 'json-schema', fel: 'nere' })
  const nyare = uppgift({ version: 4 })
  expect(await felet(min.skriv(id, nyare, aldrig))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
  expect(await felet(min.taBort(id, ref('a'), 5, aldrig))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
  expect(prov().errand(id)).toMatchObject({ jsonParameters: [], externalTags: [], parameters: [] })
  prov().fel.rensa()
  await min.taBort(id, ref('a'), 5, aldrig)
  await min.skriv(id, nyare, aldrig)
  expect(await min.innehall(id, aldrig)).toEqual([])
})

test('a schema that is not registered refuses for good', async () => {
  const ofullstandigt = await startaSupportManagement(TOKEN)
  const id = ofullstandigt.skapa()
  ofullstandigt.scheman.glom('2281_insyn-handlaggare_1.0')
  const error = await felet(system({ url: ofullstandigt.url }).skriv(id, uppgift(), aldrig))
  expect(error).toMatchObject({ code: 'MALSYSTEM_NEKAR', retryable: false })
  ofullstandigt.stop()
})

test('a parameter under one of our keys that we did not write is no answer, and is written over', async () => {
  const frammande = { key: `insyn-${ref('a')}`, schemaId: '2281_form_1.0', value: { a: 1 }, version: 7 }
  const [id, min] = [prov().skapa({ jsonParameters: [frammande] }), system()]
  expect(await felet(min.innehall(id, aldrig))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
  await min.skriv(id, uppgift(), aldrig)
  expect(await min.innehall(id, aldrig)).toEqual([uppgift()])
})

test.each([
  ['fault', 'MALSYSTEM_OTILLGANGLIGT'],
  ['html', 'MALSYSTEM_OTILLGANGLIGT'],
  ['tomt', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nere', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nekad', 'MALSYSTEM_NEKAR'],
] as const)('%s is %s for every call, and the error holds nothing of it', async (vilket, code) => {
  const [id, min] = [prov().skapa(), system()]
  prov().fel.satt({ peer: 'support-management', fel: vilket })
  for (const anrop of [
    () => min.skriv(id, uppgift(), aldrig),
    () => min.taBort(id, ref('a'), 9, aldrig),
    () => min.rensa(id, aldrig),
    () => min.innehall(id, aldrig),
    () => min.oppnaArenden(aldrig)[Symbol.asyncIterator]().next(),
  ]) {
    const error = await felet(anrop())
    expect(error).toMatchObject({ name: 'InsynError', code, retryable: code === 'MALSYSTEM_OTILLGANGLIGT' })
    for (const varde of [TOKEN, PERSONNUMMER, 'Åsa Ek']) expect(allaTexter(error)).not.toContain(varde)
  }
})

test.each(['json-parameter', 'andra'])(
  'an answer to %s that says nothing is not taken for a write',
  async (operation) => {
    const [id, min] = [prov().skapa(), system()]
    prov().fel.satt({ peer: 'support-management', operation, fel: 'tomt', antal: 5 })
    expect(await felet(min.skriv(id, uppgift(), aldrig))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
  },
)

test('a token that is not accepted may be put right: the write is not given up', async () => {
  const error = await felet(system({ token: 'fel' }).skriv(prov().skapa(), uppgift(), aldrig))
  expect(error).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
})
