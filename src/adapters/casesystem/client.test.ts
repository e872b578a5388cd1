import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { allaTexter, felet, peer } from '../../../test/support/sources/http-peer.ts'
import { aldrig } from '../../../test/support/sources/reading.ts'
import {
  startaArendesystem,
  type SimuleratArendesystem,
} from '../../../test/support/case-system/simulated-case-system.ts'
import type { SpegladUppgift } from '../../cases/case-system.ts'
import { createArendesystem, type ArendesystemOptions } from './client.ts'

const TOKEN = 'token-4471'
const PERSONNUMMER = '189001019802'
let prov: SimuleratArendesystem
beforeAll(async () => {
  prov = await startaArendesystem(TOKEN)
})
afterAll(() => prov.stop())
const oppna: { stang(): Promise<void> }[] = []
afterEach(async () => {
  prov.fel.rensa()
  await Promise.all(oppna.splice(0).map((system) => system.stang()))
})

function system(andra: Partial<ArendesystemOptions> = {}) {
  const nytt = createArendesystem({ url: prov.url, token: TOKEN, deadlineMs: 2_000, ...andra })
  oppna.push(nytt)
  return nytt
}

const uppgift = (andra: Partial<SpegladUppgift> = {}): SpegladUppgift => ({
  uppgiftRef: 'ref-1',
  version: 3,
  stadsdel: 'farsta',
  kalla: 'paraplyet',
  informationsmangd: 'handlaggare',
  last: '2026-09-15T08:00:00.000Z',
  poster: [{ namn: 'Åsa Ek' }],
  ...andra,
})
const nyttArende = (): string => prov.lager.skapa(PERSONNUMMER, 'kontakt-handlaggare').arendeId
const speglade = (arendeId: string) => prov.lager.speglingar(arendeId)

test('a write is held, an older one changes nothing, a removal outlives a late write', async () => {
  const [arendeId, min] = [nyttArende(), system()]
  await min.skriv(arendeId, uppgift(), aldrig)
  await min.skriv(arendeId, uppgift({ version: 2, poster: [] }), aldrig)
  expect(speglade(arendeId)).toEqual([expect.objectContaining(uppgift())])
  await min.taBort(arendeId, 'ref-1', 4, aldrig)
  await min.skriv(arendeId, uppgift({ version: 4 }), aldrig)
  expect(speglade(arendeId)).toEqual([])
})

test('purging empties the case, and a case that is not there has nothing to purge', async () => {
  const [arendeId, min] = [nyttArende(), system()]
  await min.skriv(arendeId, uppgift(), aldrig)
  await min.rensa(arendeId, aldrig)
  expect(speglade(arendeId)).toEqual([])
  await min.rensa('finns-inte', aldrig)
  await min.taBort('finns-inte', 'ref-1', 1, aldrig)
})

test('what a case holds of ours is told as it was written, and nothing is held by a case that is not there', async () => {
  const [arendeId, min] = [nyttArende(), system()]
  const poster = [{ namn: 'Åsa Ek', avgift: 1.5, rader: [{ text: 'Hemtjänst' }] }]
  await min.skriv(arendeId, uppgift({ poster }), aldrig)
  expect(await min.innehall(arendeId, aldrig)).toEqual([uppgift({ poster })])
  expect(await min.innehall('finns-inte', aldrig)).toEqual([])
})

test('a case that takes no writes refuses for good', async () => {
  const [arendeId, min] = [nyttArende(), system()]
  prov.lager.andra(arendeId, { status: 'stangt' })
  for (const vilket of [arendeId, 'finns-inte']) {
    const error = await felet(min.skriv(vilket, uppgift(), aldrig))
    expect(error).toMatchObject({ code: 'MALSYSTEM_NEKAR', retryable: false })
  }
})

test('all open cases are told, however many pages they are', async () => {
  const oppnade = Array.from({ length: 1_100 }, nyttArende)
  const funna: string[] = []
  for await (const arende of system().oppnaArenden(aldrig)) {
    expect(arende).toEqual({
      arendeId: arende.arendeId,
      om: { personnummer: PERSONNUMMER, andamal: 'kontakt-handlaggare' },
    })
    funna.push(arende.arendeId)
  }
  expect(new Set(funna).size).toBe(funna.length)
  expect(funna).toEqual(expect.arrayContaining(oppnade))
})

test.each([
  ['fault', 'MALSYSTEM_OTILLGANGLIGT'],
  ['html', 'MALSYSTEM_OTILLGANGLIGT'],
  ['tomt', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nere', 'MALSYSTEM_OTILLGANGLIGT'],
  ['nekad', 'MALSYSTEM_NEKAR'],
] as const)('%s is %s for every call, and the error holds nothing of it', async (vilket, code) => {
  const [arendeId, min] = [nyttArende(), system()]
  prov.fel.satt({ peer: 'arendesystem', fel: vilket })
  for (const anrop of [
    () => min.skriv(arendeId, uppgift(), aldrig),
    () => min.taBort(arendeId, 'ref-1', 9, aldrig),
    () => min.rensa(arendeId, aldrig),
    () => min.innehall(arendeId, aldrig),
    () => min.oppnaArenden(aldrig)[Symbol.asyncIterator]().next(),
  ]) {
    const error = await felet(anrop())
    expect(error).toMatchObject({ name: 'InsynError', code, retryable: code === 'MALSYSTEM_OTILLGANGLIGT' })
    for (const varde of [TOKEN, PERSONNUMMER, 'Åsa Ek']) expect(allaTexter(error)).not.toContain(varde)
  }
})

test.each(['sen', 'droppar'] as const)('%s ends at the deadline', async (vilket) => {
  prov.fel.satt({ peer: 'arendesystem', fel: vilket })
  const error = await felet(system({ deadlineMs: 300 }).skriv(nyttArende(), uppgift(), aldrig))
  expect(error).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
})

test('a token that is not accepted may be put right: the write is not given up', async () => {
  const error = await felet(system({ token: 'fel' }).skriv(nyttArende(), uppgift(), aldrig))
  expect(error).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT', retryable: true })
})

test.each([
  ['pages that go round', '{"arenden":[],"nasta":"a"}'],
  ['a number that is none', '{"arenden":[{"arendeId":"a","personnummer":"1","andamal":"x"}],"nasta":null}'],
  ['another document', '[]'],
])('%s is no answer', async (_vad, text) => {
  const annan = await peer((_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(text))
  const lista = async (): Promise<void> => {
    for await (const arende of system({ url: annan }).oppnaArenden(aldrig)) expect(arende).toBeUndefined()
  }
  expect(await felet(lista())).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
})
