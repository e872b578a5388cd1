import { expect, test } from '@jest/globals'
import { error } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import { startSupportManagement } from '../../../test/support/case-system/simulated-support-management.ts'
import {
  ref,
  TOKEN,
  uppgift,
  useSupportManagement,
} from '../../../test/support/case-system/support-management-client.ts'
import type { Item } from '../../mapping/person-items.ts'
import type { MirroredUppgift } from '../../cases/case-system.ts'

const PERSONNUMMER = '189001019802'
const { proof, system } = useSupportManagement()

const utforare = (name: string, others: Partial<MirroredUppgift> = {}, toInclusive?: string): MirroredUppgift => {
  const item: Item = { namn: name, ...(toInclusive !== undefined && { tillOchMed: toInclusive }) }
  return uppgift({ uppgiftRef: ref('u'), informationsmangd: 'utforare', poster: [item], ...others })
}
const named = (errandId: string) =>
  Object.fromEntries(
    proof()
      .errand(errandId)
      .parameters.map(({ key, values }) => [key, values]),
  )
const trace = { key: `insyn-${ref('a')}`, value: { uppgiftRef: ref('a'), version: 4, borttagen: true } }

test('a written uppgift is a json-parameter of its kind, with a tag, and names what the errand registers', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  await client.write(id, utforare('Ljusglimt AB'), never)
  const { jsonParameters, externalTags, parameters } = proof().errand(id)
  expect(jsonParameters).toMatchObject([
    { key: `insyn-${ref('a')}`, schemaId: '2281_insyn-handlaggare_1.1', value: uppgift() },
    { key: `insyn-${ref('u')}`, schemaId: '2281_insyn-utforare_1.1', value: utforare('Ljusglimt AB') },
  ])
  expect(externalTags).toEqual([
    { key: `insyn-${ref('a')}`, value: '3' },
    { key: `insyn-${ref('u')}`, value: '3' },
  ])
  expect(parameters).toMatchObject([
    { key: 'insyn-stadsdel', displayName: 'Berörd stadsdel', group: 'Insyn', values: ['farsta'] },
    { key: 'insyn-utforare', displayName: 'Utförare', values: ['Ljusglimt AB'] },
    { key: 'insyn-handlaggare', displayName: 'Ansvarig handläggare', values: ['Åsa Ek'] },
  ])
  expect(await client.content(id, never)).toEqual([uppgift(), utforare('Ljusglimt AB')])
})

test('an older write changes nothing, a removal outlives a late write, and a newer one is taken again', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  await client.write(id, uppgift({ version: 2, poster: [{ namn: 'Bo Ek' }] }), never)
  expect(await client.content(id, never)).toEqual([uppgift()])
  await client.remove(id, ref('a'), 2, never)
  expect(await client.content(id, never)).toEqual([uppgift()])

  await client.remove(id, ref('a'), 4, never)
  await client.write(id, uppgift({ version: 4 }), never)
  expect(proof().errand(id)).toMatchObject({ jsonParameters: [trace], externalTags: [], parameters: [] })
  await client.write(id, uppgift({ version: 5 }), never)
  expect(await client.content(id, never)).toEqual([uppgift({ version: 5 })])
})

test('a removal of what was never there leaves its trace too', async () => {
  const [id, client] = [proof().create(), system()]
  await client.remove(id, ref('a'), 4, never)
  await client.remove(id, ref('a'), 4, never)
  expect(proof().errand(id).jsonParameters).toMatchObject([{ ...trace, version: 0 }])
  expect(await client.content(id, never)).toEqual([])
})

test('what others have put into the errand is left as it was, through writes, removals and the purge', async () => {
  const their = {
    externalTags: [{ key: 'flow', value: 'f-1' }],
    parameters: [{ key: 'kanal', displayName: 'Kanal', values: ['telefon', 'brev'], version: 0 }],
    jsonParameters: [{ key: 'formData', schemaId: '2281_form_1.0', value: { a: [1.5, null] }, version: 2 }],
  }
  const [id, client] = [proof().create(their), system()]
  await client.write(id, uppgift(), never)
  await client.write(id, utforare('Ljusglimt AB'), never)
  await client.remove(id, ref('a'), 4, never)
  await client.purge(id, never)
  expect(proof().errand(id)).toMatchObject(their)
  expect(proof().errand(id).jsonParameters).toHaveLength(1)
})

test('the names follow the source, and an utförare whose assignment has ended is not named', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, utforare('Ljusglimt AB'), never)
  await client.write(id, utforare('Norrsken AB', { uppgiftRef: ref('v'), stadsdel: 'skarpnack' }), never)
  expect(named(id)).toEqual({
    'insyn-stadsdel': ['farsta', 'skarpnack'],
    'insyn-utforare': ['Ljusglimt AB', 'Norrsken AB'],
  })
  await client.write(id, utforare('Ljusglimt AB', { version: 4 }, '2026-11-26'), never)
  expect(named(id)).toMatchObject({ 'insyn-utforare': ['Norrsken AB'] })
  await client.remove(id, ref('v'), 9, never)
  expect(named(id)).toEqual({ 'insyn-stadsdel': ['farsta'] })
})

test('a change moves the errand’s modified, which its json-parameters alone do not', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  const { modified } = proof().errand(id)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await client.write(id, uppgift({ version: 4, poster: [{ namn: 'Åsa Ek', telefon: '08-1' }] }), never)
  expect(proof().errand(id).modified > modified).toBe(true)
})

test('many uppgifter at once, from several writers, are all there and all named', async () => {
  const [id, two] = [proof().create(), [system(), system()]]
  const all = Array.from('abcdefghijkl', (characters) =>
    uppgift({ uppgiftRef: ref(characters), poster: [{ namn: characters }] }),
  )
  const write = async (one: MirroredUppgift, i: number): Promise<void> => {
    for (;;) {
      const error: unknown = await two[i % 2]?.write(id, one, never).catch((error: unknown) => error)
      if (error === undefined) return
      expect(error).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
    }
  }
  await Promise.all(all.map(write))
  expect(proof().errand(id).jsonParameters).toHaveLength(all.length)
  expect(proof().errand(id).externalTags).toHaveLength(all.length)
  expect(named(id)).toMatchObject({ 'insyn-handlaggare': [...'abcdefghijkl'] })
})

test('two writers of the same uppgift leave the newest, whichever comes last', async () => {
  for (let round = 0; round < 10; round++) {
    const id = proof().create()
    await Promise.all([4, 3].map((version) => system().write(id, uppgift({ version }), never)))
    expect(proof().errand(id).jsonParameters).toMatchObject([{ value: { version: 4 } }])
    expect(proof().errand(id).externalTags).toEqual([{ key: `insyn-${ref('a')}`, value: '4' }])
  }
})

test('a purge takes everything of ours, also from a closed errand, which then takes no late write', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  await client.remove(id, ref('b'), 2, never)
  proof().change(id, { status: 'SOLVED' })
  await client.purge(id, never)
  expect(proof().errand(id)).toMatchObject({ jsonParameters: [], externalTags: [], parameters: [] })
  expect(await error(client.write(id, uppgift({ version: 9 }), never))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(proof().errand(id).jsonParameters).toEqual([])
  proof().change(id, { status: 'ONGOING' })
  await client.write(id, uppgift(), never)
  expect(await client.content(id, never)).toEqual([uppgift()])
})

test('what was being written while the errand closed is taken back', async () => {
  const another = await startSupportManagement(TOKEN, { lateMs: 300 })
  const id = another.create()
  another.fel.set({ peer: 'support-management', operation: 'json-parameter', fel: 'sen' })
  const writing = error(system({ url: another.url }).write(id, uppgift(), never))
  while (another.errand(id).jsonParameters.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  another.change(id, { status: 'SOLVED' })
  expect(await writing).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(another.errand(id)).toMatchObject({ jsonParameters: [], externalTags: [] })
  another.stop()
})

test('an errand that has the ärende in its tag is found by it, to the letter', async () => {
  const client = system()
  const id = proof().create({ externalTags: [{ key: 'CaseId', value: 'A-1' }] })
  proof().create({ externalTags: [{ key: 'caseId', value: 'a-1' }] })
  await client.write('A-1', uppgift(), never)
  expect(await client.content('A-1', never)).toEqual([uppgift()])
  expect(proof().errand(id).externalTags).toHaveLength(2)
  proof().create({ externalTags: [{ key: 'caseId', value: 'A-1' }] })
  expect(await error(client.write('A-1', uppgift({ version: 4 }), never))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
})

test('an errand is open by its status, closed in any other, or not there', async () => {
  const client = system()
  const id = proof().create({ externalTags: [{ key: 'caseId', value: 'A-9' }] })
  for (const arendeId of [id, 'A-9']) expect(await client.stateOf(arendeId, never)).toBe('open')
  proof().change(id, { status: 'SOLVED' })
  for (const arendeId of [id, 'A-9']) expect(await client.stateOf(arendeId, never)).toBe('closed')
  for (const arendeId of ['A-10', id.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))])
    expect(await client.stateOf(arendeId, never)).toBe('missing')
  for (let once = 0; once < 2; once++) proof().create({ externalTags: [{ key: 'caseId', value: 'A-11' }] })
  expect(await error(client.stateOf('A-11', never))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
})

test('every open errand is told, by its id and by its tag, and of whom only where the contact centre says it', async () => {
  const another = await startSupportManagement(TOKEN)
  const about = [
    { key: 'personnummer', values: [PERSONNUMMER], version: 0 },
    { key: 'andamal', values: ['kofraga'], version: 0 },
  ]
  const opened = Array.from({ length: 1_100 }, (_, i) => another.create({ status: i % 2 === 0 ? 'NEW' : 'ONGOING' }))
  const named = another.create({ parameters: about })
  const tagged = another.create({ status: 'ONGOING', externalTags: [{ key: 'caseId', value: 'A-7' }] })
  another.create({ status: 'SOLVED' })
  const found = []
  for await (const arende of system({ url: another.url }).openArenden(never)) found.push(arende)
  expect(found).toHaveLength(1_103)
  expect(found.map(({ arendeId }) => arendeId)).toEqual(expect.arrayContaining([...opened, tagged, 'A-7']))
  expect(found.filter((one) => one.about !== undefined)).toEqual([
    { arendeId: named, about: { personnummer: PERSONNUMMER, andamal: 'kofraga' } },
  ])
  another.stop()
})
