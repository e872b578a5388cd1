import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type SimulatedCaseSystem, startCaseSystem } from '../../../test/support/case-system/simulated-case-system.ts'
import { allTexts, error, peer } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import type { MirroredUppgift } from '../../cases/case-system.ts'
import { type CaseSystemClientOptions, createCaseSystem } from './client.ts'

const TOKEN = 'token-4471'
const PERSONNUMMER = '189001019802'
let proof: SimulatedCaseSystem
beforeAll(async () => {
  proof = await startCaseSystem(TOKEN)
})
afterAll(() => proof.stop())
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  proof.fel.purge()
  await Promise.all(open.splice(0).map((system) => system.close()))
})

function system(others: Partial<CaseSystemClientOptions> = {}) {
  const fresh = createCaseSystem({ url: proof.url, token: TOKEN, deadlineMs: 20_000, ...others })
  open.push(fresh)
  return fresh
}

const uppgift = (others: Partial<MirroredUppgift> = {}): MirroredUppgift => ({
  uppgiftRef: 'ref-1',
  version: 3,
  stadsdel: 'farsta',
  kalla: 'paraplyet',
  informationsmangd: 'handlaggare',
  last: '2026-09-15T08:00:00.000Z',
  poster: [{ namn: 'Åsa Ek' }],
  ...others,
})
const newArende = (): string => proof.store.create(PERSONNUMMER, 'kontakt-handlaggare').arendeId
const mirrored = (arendeId: string) => proof.store.mirrorings(arendeId)

test('a write is held, an older one changes nothing, a removal outlives a late write', async () => {
  const [arendeId, client] = [newArende(), system()]
  await client.write(arendeId, uppgift(), never)
  await client.write(arendeId, uppgift({ version: 2, poster: [] }), never)
  expect(mirrored(arendeId)).toEqual([expect.objectContaining(uppgift())])
  await client.remove(arendeId, 'ref-1', 4, never)
  await client.write(arendeId, uppgift({ version: 4 }), never)
  expect(mirrored(arendeId)).toEqual([])
})

test('a case that holds a newer version says so, of a write and of a removal', async () => {
  const [arendeId, client] = [newArende(), system()]
  expect(await client.write(arendeId, uppgift({ version: 9 }), never)).toBe(9)
  expect(await client.write(arendeId, uppgift({ version: 4 }), never)).toBe(9)
  expect(await client.remove(arendeId, 'ref-1', 8, never)).toBe(9)
  expect(mirrored(arendeId)).toHaveLength(1)
  expect(await client.remove(arendeId, 'ref-1', 9, never)).toBe(9)
  expect(mirrored(arendeId)).toEqual([])
})

test('what a case registers is held against what it was told', async () => {
  const [arendeId, client] = [newArende(), system()]
  const told = {
    stadsdelar: [{ kod: 'farsta', namn: 'Farsta' }],
    utforare: [],
    handlaggare: [{ namn: 'Åsa Ek' }],
    forslag: null,
  }
  const nothing = { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }
  const registers = async (what: typeof told | typeof nothing | null) =>
    (await client.content(arendeId, never)).registers(what)
  expect([await registers(null), await registers(nothing), await registers(told)]).toEqual([true, true, false])
  await client.enrich(arendeId, { version: 4, ...told }, never)
  expect([await registers(null), await registers(told)]).toEqual([false, true])
  expect(await error(client.enrich(arendeId, { version: 3, ...nothing }, never))).toMatchObject({
    code: 'MALSYSTEM_NEKAR',
  })
})

test('purging empties the case, and a case that is not there has nothing to purge', async () => {
  const [arendeId, client] = [newArende(), system()]
  await client.write(arendeId, uppgift(), never)
  await client.purge(arendeId, never)
  expect(mirrored(arendeId)).toEqual([])
  await client.purge('finns-inte', never)
  await client.remove('finns-inte', 'ref-1', 1, never)
})

test('what a case holds of ours is told as it was written, and nothing is held by a case that is not there', async () => {
  const [arendeId, client] = [newArende(), system()]
  const items = [{ namn: 'Åsa Ek', avgift: 1.5, rader: [{ text: 'Hemtjänst' }] }]
  await client.write(arendeId, uppgift({ poster: items }), never)
  expect(await client.content(arendeId, never)).toMatchObject({ uppgifter: [uppgift({ poster: items })], foreign: [] })
  expect(await client.content('finns-inte', never)).toMatchObject({ uppgifter: [], foreign: [] })
})

test('a case is open, closed or not there, whatever it holds', async () => {
  const [arendeId, client] = [newArende(), system()]
  expect(await client.stateOf(arendeId, never)).toBe('open')
  await client.write(arendeId, uppgift(), never)
  expect(await client.stateOf(arendeId, never)).toBe('open')
  proof.store.change(arendeId, { status: 'stangt' })
  expect(await client.stateOf(arendeId, never)).toBe('closed')
  expect(await client.stateOf('finns-inte', never)).toBe('missing')
})

test('a case that takes no writes refuses for good', async () => {
  const [arendeId, client] = [newArende(), system()]
  proof.store.change(arendeId, { status: 'stangt' })
  for (const which of [arendeId, 'finns-inte']) {
    const failure = await error(client.write(which, uppgift(), never))
    expect(failure).toMatchObject({ code: 'MALSYSTEM_NEKAR', retryable: false })
  }
})

test('all open cases are told, however many pages they are', async () => {
  const opened = Array.from({ length: 1_100 }, newArende)
  const found: string[] = []
  for await (const arende of system().openArenden(never)) {
    expect(arende).toEqual({
      arendeId: arende.arendeId,
      about: { personnummer: PERSONNUMMER, andamal: 'kontakt-handlaggare' },
    })
    found.push(arende.arendeId)
  }
  expect(new Set(found).size).toBe(found.length)
  expect(found).toEqual(expect.arrayContaining(opened))
})

test.each([
  ['fault', 'MALSYSTEM_OTILLGANGLIGT'],
  ['html', 'MALSYSTEM_OTILLGANGLIGT'],
  ['tomt', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nere', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nekad', 'MALSYSTEM_NEKAR'],
] as const)('%s is %s for every call, and the error holds nothing of it', async (which, code) => {
  const [arendeId, client] = [newArende(), system()]
  proof.fel.set({ peer: 'arendesystem', fel: which })
  for (const call of [
    () => client.write(arendeId, uppgift(), never),
    () => client.remove(arendeId, 'ref-1', 9, never),
    () => client.purge(arendeId, never),
    () => client.content(arendeId, never),
    () => client.stateOf(arendeId, never),
    () => client.openArenden(never)[Symbol.asyncIterator]().next(),
  ]) {
    const failure = await error(call())
    expect(failure).toMatchObject({ name: 'InsynError', code, retryable: code === 'MALSYSTEM_OTILLGANGLIGT' })
    for (const value of [TOKEN, PERSONNUMMER, 'Åsa Ek']) expect(allTexts(failure)).not.toContain(value)
  }
})

test.each(['sen', 'droppar'] as const)('%s ends at the deadline', async (which) => {
  proof.fel.set({ peer: 'arendesystem', fel: which })
  const failure = await error(system({ deadlineMs: 300 }).write(newArende(), uppgift(), never))
  expect(failure).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
})

test('a token that is not accepted may be put right: the write is not given up', async () => {
  const failure = await error(system({ token: 'fel' }).write(newArende(), uppgift(), never))
  expect(failure).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
})

test.each([
  ['pages that go round', '{"arenden":[],"nasta":"a"}'],
  ['a number that is none', '{"arenden":[{"arendeId":"a","personnummer":"1","andamal":"x"}],"nasta":null}'],
  ['another document', '[]'],
])('%s is no answer', async (_what, text) => {
  const another = await peer((_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(text))
  const list = async (): Promise<void> => {
    for await (const arende of system({ url: another }).openArenden(never)) expect(arende).toBeUndefined()
  }
  expect(await error(list())).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
})
