import { expect, test } from '@jest/globals'
import { startSupportManagement } from '../../../test/support/case-system/simulated-support-management.ts'
import {
  ref,
  TOKEN,
  uppgift,
  useSupportManagement,
} from '../../../test/support/case-system/support-management-client.ts'
import { error } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import type { MirroredUppgift, Registration } from '../../cases/case-system.ts'
import type { Item } from '../../mapping/person-items.ts'

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
const content = async (client: ReturnType<typeof system>, errandId: string) =>
  (await client.content(errandId, never)).uppgifter
const registration = (others: Partial<Registration> = {}): Registration => ({
  version: 7,
  stadsdelar: [{ kod: 'farsta', namn: 'Farsta' }],
  utforare: [{ namn: 'Ljusglimt AB' }],
  handlaggare: [{ namn: 'Åsa Ek' }],
  forslag: null,
  ...others,
})

test('a written uppgift is a json-parameter of its kind, and the errand registers what it is told', async () => {
  const [id, client] = [proof().create(), system()]
  expect(await client.write(id, uppgift(), never)).toBe(3)
  await client.write(id, utforare('Ljusglimt AB'), never)
  await client.enrich(id, registration(), never)
  const { jsonParameters, externalTags, parameters } = proof().errand(id)
  expect(jsonParameters).toMatchObject([
    { key: `insyn-${ref('a')}`, schemaId: '2281_insyn-handlaggare_1.2', value: uppgift() },
    { key: `insyn-${ref('u')}`, schemaId: '2281_insyn-utforare_1.2', value: utforare('Ljusglimt AB') },
  ])
  expect(externalTags).toEqual([])
  expect(parameters).toMatchObject([
    { key: 'insyn-handlaggare', displayName: 'Ansvarig handläggare', values: ['Åsa Ek'] },
    { key: 'insyn-stadsdel', displayName: 'Berörd stadsdel', group: 'Insyn', values: ['farsta'] },
    { key: 'insyn-utforare', displayName: 'Utförare', values: ['Ljusglimt AB'] },
  ])
  expect(await content(client, id)).toEqual([uppgift(), utforare('Ljusglimt AB')])
})

test('nothing that is written, changed, removed or purged makes a revision, an event or a notification', async () => {
  const [id, client] = [proof().create({ assignedUserId: 'anna' }), system()]
  const before = proof().history(id)
  const told = [before.revisions.length, before.events.length, before.notifications.length]
  await client.write(id, uppgift(), never)
  await client.write(id, utforare('Ljusglimt AB'), never)
  await client.enrich(id, registration(), never)
  await client.write(id, uppgift({ version: 4, poster: [{ namn: 'Bo Ek' }] }), never)
  await client.enrich(id, registration({ handlaggare: [{ namn: 'Bo Ek' }] }), never)
  await client.remove(id, ref('a'), 5, never)
  await client.purge(id, never)
  const after = proof().history(id)
  expect([after.revisions.length, after.events.length, after.notifications.length]).toEqual(told)
  expect(JSON.stringify(after.revisions)).not.toContain('insyn')
})

test('an older write changes nothing and is answered with the version held, and so is an older removal', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  expect(await client.write(id, uppgift({ version: 2, poster: [{ namn: 'Bo Ek' }] }), never)).toBe(3)
  expect(await content(client, id)).toEqual([uppgift()])
  expect(await client.remove(id, ref('a'), 2, never)).toBe(3)
  expect(await content(client, id)).toEqual([uppgift()])
  expect(await client.remove(id, ref('a'), 4, never)).toBe(4)
  expect(await content(client, id)).toEqual([])
})

test('what has been removed leaves no trace, and the registration goes with it', async () => {
  const [id, client] = [proof().create(), system()]
  const before = proof().errand(id)
  await client.write(id, uppgift(), never)
  await client.enrich(id, registration(), never)
  await client.remove(id, ref('a'), 4, never)
  expect(proof().errand(id)).toEqual({ ...before, version: expect.any(Number) })
  await client.remove(id, ref('a'), 4, never)
  expect(proof().errand(id)).toEqual({ ...before, version: expect.any(Number) })
})

test('a registration names only what the errand’s uppgifter bear out', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  await client.enrich(id, registration(), never)
  expect(named(id)).toEqual({ 'insyn-stadsdel': ['farsta'], 'insyn-handlaggare': ['Åsa Ek'] })
  await client.enrich(
    id,
    registration({ stadsdelar: [{ kod: 'skarpnack', namn: 'Skarpnäck' }], handlaggare: [] }),
    never,
  )
  expect(named(id)).toEqual({})
})

test('whether an errand registers what it should is told', async () => {
  const [id, client] = [proof().create(), system()]
  const registers = async (what: Registration | null) => (await client.content(id, never)).registers(what)
  const mine = registration({ utforare: [] })
  expect([await registers(null), await registers(mine)]).toEqual([true, false])
  await client.write(id, uppgift(), never)
  await client.enrich(id, mine, never)
  expect([await registers(null), await registers(mine)]).toEqual([false, true])
  proof().change(id, { parameters: [{ key: 'insyn-handlaggare', values: ['Bo Ek'], version: 0 }] })
  expect([await registers(null), await registers(mine)]).toEqual([false, false])
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
  await client.enrich(id, registration(), never)
  await client.remove(id, ref('a'), 4, never)
  await client.purge(id, never)
  // The service writes every parameter of a sent list anew: only its version is another.
  const { externalTags, jsonParameters } = their
  expect(proof().errand(id)).toMatchObject({
    externalTags,
    jsonParameters,
    parameters: [{ key: 'kanal', displayName: 'Kanal', values: ['telefon', 'brev'] }],
  })
  expect(proof().errand(id).jsonParameters).toHaveLength(1)
})

test('many uppgifter at once, from several writers, are all there', async () => {
  const [id, two] = [proof().create(), [system(), system()]]
  const all = Array.from('abcdefghijkl', (characters) =>
    uppgift({ uppgiftRef: ref(characters), poster: [{ namn: characters }] }),
  )
  await Promise.all(all.map(async (one, i) => two[i % 2]?.write(id, one, never)))
  expect(proof().errand(id).jsonParameters).toHaveLength(all.length)
})

test('two writers of the same uppgift leave the newest, whichever comes last', async () => {
  for (let round = 0; round < 10; round++) {
    const id = proof().create()
    await Promise.all([4, 3].map((version) => system().write(id, uppgift({ version }), never)))
    expect(proof().errand(id).jsonParameters).toMatchObject([{ value: { version: 4 } }])
  }
})

test('a purge takes everything of ours, also from a closed errand, which then takes no late write', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  await client.enrich(id, registration(), never)
  proof().change(id, { status: 'SOLVED' })
  await client.purge(id, never)
  expect(proof().errand(id)).toMatchObject({ jsonParameters: [], externalTags: [], parameters: [] })
  expect(await error(client.write(id, uppgift({ version: 9 }), never))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(await error(client.enrich(id, registration(), never))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(proof().errand(id)).toMatchObject({ jsonParameters: [], parameters: [] })
  proof().change(id, { status: 'ONGOING' })
  await client.write(id, uppgift(), never)
  expect(await content(client, id)).toEqual([uppgift()])
})

test('what a person’s own change of the errand keeps for ever is told, and nothing else', async () => {
  const [id, client] = [proof().create(), system()]
  await client.write(id, uppgift(), never)
  expect([...(await client.keptCopies(id, never))]).toEqual([])
  proof().change(id, { title: 'Fråga om handläggare' })
  await client.write(id, utforare('Ljusglimt AB'), never)
  await client.remove(id, ref('a'), 4, never)
  await client.purge(id, never)
  proof().change(id, { title: 'Besvarad fråga' })
  expect([...(await client.keptCopies(id, never))]).toEqual([ref('a')])
  expect([...(await client.keptCopies('finns-inte', never))]).toEqual([])
})

test('what was being written while the errand closed is taken back', async () => {
  const another = await startSupportManagement(TOKEN, { lateMs: 300 })
  const id = another.create()
  another.fel.set({ peer: 'support-management', operation: 'json-parameter', fel: 'sen' })
  const writing = error(system({ url: another.url }).write(id, uppgift(), never))
  while (another.errand(id).jsonParameters.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  another.change(id, { status: 'SOLVED' })
  expect(await writing).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(another.errand(id)).toMatchObject({ jsonParameters: [] })
  another.stop()
})

test('an errand that has the ärende in its tag is found by it, to the letter', async () => {
  const client = system()
  const id = proof().create({ externalTags: [{ key: 'CaseId', value: 'A-1' }] })
  proof().create({ externalTags: [{ key: 'caseId', value: 'a-1' }] })
  await client.write('A-1', uppgift(), never)
  expect(await content(client, 'A-1')).toEqual([uppgift()])
  expect(proof().errand(id).externalTags).toHaveLength(1)
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
