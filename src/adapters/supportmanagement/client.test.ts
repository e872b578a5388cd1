import { expect, test } from '@jest/globals'
import { felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig } from '../../../test/support/sources/reading.ts'
import { startaSupportManagement } from '../../../test/support/case-system/simulated-support-management.ts'
import {
  ref,
  TOKEN,
  uppgift,
  useSupportManagement,
} from '../../../test/support/case-system/support-management-client.ts'
import type { Post } from '../../mapping/person-items.ts'
import type { SpegladUppgift } from '../../cases/case-system.ts'

const PERSONNUMMER = '189001019802'
const { prov, system } = useSupportManagement()

const utforare = (namn: string, andra: Partial<SpegladUppgift> = {}, tillOchMed?: string): SpegladUppgift => {
  const post: Post = { namn, ...(tillOchMed !== undefined && { tillOchMed }) }
  return uppgift({ uppgiftRef: ref('u'), informationsmangd: 'utforare', poster: [post], ...andra })
}
const namngivna = (errandId: string) =>
  Object.fromEntries(
    prov()
      .errand(errandId)
      .parameters.map(({ key, values }) => [key, values]),
  )
const spar = { key: `insyn-${ref('a')}`, value: { uppgiftRef: ref('a'), version: 4, borttagen: true } }

test('a written uppgift is a json-parameter of its kind, with a tag, and names what the errand registers', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.skriv(id, uppgift(), aldrig)
  await min.skriv(id, utforare('Ljusglimt AB'), aldrig)
  const { jsonParameters, externalTags, parameters } = prov().errand(id)
  expect(jsonParameters).toMatchObject([
    { key: `insyn-${ref('a')}`, schemaId: '2281_insyn-handlaggare_1.0', value: uppgift() },
    { key: `insyn-${ref('u')}`, schemaId: '2281_insyn-utforare_1.0', value: utforare('Ljusglimt AB') },
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
  expect(await min.innehall(id, aldrig)).toEqual([uppgift(), utforare('Ljusglimt AB')])
})

test('an older write changes nothing, a removal outlives a late write, and a newer one is taken again', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.skriv(id, uppgift(), aldrig)
  await min.skriv(id, uppgift({ version: 2, poster: [{ namn: 'Bo Ek' }] }), aldrig)
  expect(await min.innehall(id, aldrig)).toEqual([uppgift()])
  await min.taBort(id, ref('a'), 2, aldrig)
  expect(await min.innehall(id, aldrig)).toEqual([uppgift()])

  await min.taBort(id, ref('a'), 4, aldrig)
  await min.skriv(id, uppgift({ version: 4 }), aldrig)
  expect(prov().errand(id)).toMatchObject({ jsonParameters: [spar], externalTags: [], parameters: [] })
  await min.skriv(id, uppgift({ version: 5 }), aldrig)
  expect(await min.innehall(id, aldrig)).toEqual([uppgift({ version: 5 })])
})

test('a removal of what was never there leaves its trace too', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.taBort(id, ref('a'), 4, aldrig)
  await min.taBort(id, ref('a'), 4, aldrig)
  expect(prov().errand(id).jsonParameters).toMatchObject([{ ...spar, version: 0 }])
  expect(await min.innehall(id, aldrig)).toEqual([])
})

test('what others have put into the errand is left as it was, through writes, removals and the purge', async () => {
  const deras = {
    externalTags: [{ key: 'flow', value: 'f-1' }],
    parameters: [{ key: 'kanal', displayName: 'Kanal', values: ['telefon', 'brev'], version: 0 }],
    jsonParameters: [{ key: 'formData', schemaId: '2281_form_1.0', value: { a: [1.5, null] }, version: 2 }],
  }
  const [id, min] = [prov().skapa(deras), system()]
  await min.skriv(id, uppgift(), aldrig)
  await min.skriv(id, utforare('Ljusglimt AB'), aldrig)
  await min.taBort(id, ref('a'), 4, aldrig)
  await min.rensa(id, aldrig)
  expect(prov().errand(id)).toMatchObject(deras)
  expect(prov().errand(id).jsonParameters).toHaveLength(1)
})

test('the names follow the source, and an utförare whose assignment has ended is not named', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.skriv(id, utforare('Ljusglimt AB'), aldrig)
  await min.skriv(id, utforare('Norrsken AB', { uppgiftRef: ref('v'), stadsdel: 'skarpnack' }), aldrig)
  expect(namngivna(id)).toEqual({
    'insyn-stadsdel': ['farsta', 'skarpnack'],
    'insyn-utforare': ['Ljusglimt AB', 'Norrsken AB'],
  })
  await min.skriv(id, utforare('Ljusglimt AB', { version: 4 }, '2026-11-26'), aldrig)
  expect(namngivna(id)).toMatchObject({ 'insyn-utforare': ['Norrsken AB'] })
  await min.taBort(id, ref('v'), 9, aldrig)
  expect(namngivna(id)).toEqual({ 'insyn-stadsdel': ['farsta'] })
})

test('a change moves the errand’s modified, which its json-parameters alone do not', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.skriv(id, uppgift(), aldrig)
  const { modified } = prov().errand(id)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await min.skriv(id, uppgift({ version: 4, poster: [{ namn: 'Åsa Ek', telefon: '08-1' }] }), aldrig)
  expect(prov().errand(id).modified > modified).toBe(true)
})

test('many uppgifter at once, from several writers, are all there and all named', async () => {
  const [id, tva] = [prov().skapa(), [system(), system()]]
  const alla = Array.from('abcdefghijkl', (tecken) => uppgift({ uppgiftRef: ref(tecken), poster: [{ namn: tecken }] }))
  const skriv = async (en: SpegladUppgift, i: number): Promise<void> => {
    for (;;) {
      const error: unknown = await tva[i % 2]?.skriv(id, en, aldrig).catch((fel: unknown) => fel)
      if (error === undefined) return
      expect(error).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
    }
  }
  await Promise.all(alla.map(skriv))
  expect(prov().errand(id).jsonParameters).toHaveLength(alla.length)
  expect(prov().errand(id).externalTags).toHaveLength(alla.length)
  expect(namngivna(id)).toMatchObject({ 'insyn-handlaggare': [...'abcdefghijkl'] })
})

test('two writers of the same uppgift leave the newest, whichever comes last', async () => {
  for (let varv = 0; varv < 10; varv++) {
    const id = prov().skapa()
    await Promise.all([4, 3].map((version) => system().skriv(id, uppgift({ version }), aldrig)))
    expect(prov().errand(id).jsonParameters).toMatchObject([{ value: { version: 4 } }])
    expect(prov().errand(id).externalTags).toEqual([{ key: `insyn-${ref('a')}`, value: '4' }])
  }
})

test('a purge takes everything of ours, also from a closed errand, which then takes no late write', async () => {
  const [id, min] = [prov().skapa(), system()]
  await min.skriv(id, uppgift(), aldrig)
  await min.taBort(id, ref('b'), 2, aldrig)
  prov().andra(id, { status: 'SOLVED' })
  await min.rensa(id, aldrig)
  expect(prov().errand(id)).toMatchObject({ jsonParameters: [], externalTags: [], parameters: [] })
  expect(await felet(min.skriv(id, uppgift({ version: 9 }), aldrig))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(prov().errand(id).jsonParameters).toEqual([])
  prov().andra(id, { status: 'ONGOING' })
  await min.skriv(id, uppgift(), aldrig)
  expect(await min.innehall(id, aldrig)).toEqual([uppgift()])
})

test('what was being written while the errand closed is taken back', async () => {
  const annan = await startaSupportManagement(TOKEN, { senMs: 300 })
  const id = annan.skapa()
  annan.fel.satt({ peer: 'support-management', operation: 'json-parameter', fel: 'sen' })
  const writing = felet(system({ url: annan.url }).skriv(id, uppgift(), aldrig))
  while (annan.errand(id).jsonParameters.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  annan.andra(id, { status: 'SOLVED' })
  expect(await writing).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
  expect(annan.errand(id)).toMatchObject({ jsonParameters: [], externalTags: [] })
  annan.stop()
})

test('an errand that has the ärende in its tag is found by it, to the letter', async () => {
  const min = system()
  const id = prov().skapa({ externalTags: [{ key: 'CaseId', value: 'A-1' }] })
  prov().skapa({ externalTags: [{ key: 'caseId', value: 'a-1' }] })
  await min.skriv('A-1', uppgift(), aldrig)
  expect(await min.innehall('A-1', aldrig)).toEqual([uppgift()])
  expect(prov().errand(id).externalTags).toHaveLength(2)
  prov().skapa({ externalTags: [{ key: 'caseId', value: 'A-1' }] })
  expect(await felet(min.skriv('A-1', uppgift({ version: 4 }), aldrig))).toMatchObject({ code: 'MALSYSTEM_NEKAR' })
})

test('every open errand is told, by its id and by its tag, and of whom only where the contact centre says it', async () => {
  const annan = await startaSupportManagement(TOKEN)
  const om = [
    { key: 'personnummer', values: [PERSONNUMMER], version: 0 },
    { key: 'andamal', values: ['kofraga'], version: 0 },
  ]
  const oppnade = Array.from({ length: 1_100 }, (_, i) => annan.skapa({ status: i % 2 === 0 ? 'NEW' : 'ONGOING' }))
  const namngivet = annan.skapa({ parameters: om })
  const taggat = annan.skapa({ status: 'ONGOING', externalTags: [{ key: 'caseId', value: 'A-7' }] })
  annan.skapa({ status: 'SOLVED' })
  const funna = []
  for await (const arende of system({ url: annan.url }).oppnaArenden(aldrig)) funna.push(arende)
  expect(funna).toHaveLength(1_103)
  expect(funna.map(({ arendeId }) => arendeId)).toEqual(expect.arrayContaining([...oppnade, taggat, 'A-7']))
  expect(funna.filter((en) => en.om !== undefined)).toEqual([
    { arendeId: namngivet, om: { personnummer: PERSONNUMMER, andamal: 'kofraga' } },
  ])
  annan.stop()
})
