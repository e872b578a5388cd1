import { afterEach, beforeEach, expect, test } from '@jest/globals'
import express from 'express'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SpegladUppgift } from '../../src/cases/case-system.ts'
import { skapaFelkontroll, type Felkontroll } from '../fault-control.ts'
import type { Fel } from '../faults.ts'
import { skapaArendelager, type Arende, type Arendelager } from './arende-store.ts'
import { arendesystem } from './case-system.ts'

const TOKEN = 'losen'
const PERSON = '189001019802'
const REF = 'Zm9v_-1'

let lager: Arendelager
let fel: Felkontroll
let server: Server
let bas: string

beforeEach(async () => {
  lager = skapaArendelager('prov')
  fel = skapaFelkontroll()
  const app = express().use('/arendesystem', arendesystem(lager, fel, { token: TOKEN, senMs: 200 }))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  bas = `http://127.0.0.1:${(server.address() as AddressInfo).port}/arendesystem`
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

const anropa = (method: string, vag: string, body?: unknown, token = TOKEN): Promise<Response> =>
  fetch(`${bas}${vag}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const uppgift = (version: number): SpegladUppgift => ({
  uppgiftRef: REF,
  version,
  stadsdel: 'farsta',
  kalla: 'agresso',
  informationsmangd: 'faktura',
  last: '2026-09-01T02:00:00.000Z',
  poster: [{ fakturanummer: `F${version}`, belopp: 10_000, inkasso: false, rader: [{ radnummer: 1, text: 'Larm' }] }],
})
const skriv = ({ arendeId }: Arende, version: number): Promise<Response> =>
  anropa('PUT', `/arenden/${arendeId}/spegling/${REF}`, uppgift(version))
const taBort = ({ arendeId }: Arende, version: number): Promise<Response> =>
  anropa('DELETE', `/arenden/${arendeId}/spegling/${REF}?version=${version}`)
const versioner = ({ arendeId }: Arende): number[] => lager.speglingar(arendeId).map(({ version }) => version)

test('a written uppgift is seen in the case as it was sent', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  const svar = await skriv(arende, 3)
  expect([svar.status, await svar.json()]).toEqual([200, { version: 3 }])
  const lasning = await anropa('GET', `/arenden/${arende.arendeId}`)
  expect(await lasning.json()).toEqual({ ...arende, speglingar: [uppgift(3)] })
})

test('a version that is not newer changes nothing and is answered with the one held', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  await skriv(arende, 3)
  for (const version of [2, 3]) {
    const svar = await skriv(arende, version)
    expect([svar.status, await svar.json()]).toEqual([200, { version: 3 }])
  }
  expect(versioner(arende)).toEqual([3])
  await skriv(arende, 4)
  expect(versioner(arende)).toEqual([4])
})

test('an older write that comes after the removal does not bring the uppgift back, a newer one does', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  await skriv(arende, 3)
  expect(await (await taBort(arende, 5)).json()).toEqual({ version: 5 })
  expect(await (await skriv(arende, 4)).json()).toEqual({ version: 5 })
  expect(versioner(arende)).toEqual([])
  await skriv(arende, 6)
  expect(versioner(arende)).toEqual([6])
})

test('a removal older than what is held changes nothing', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  await skriv(arende, 3)
  expect(await (await taBort(arende, 2)).json()).toEqual({ version: 3 })
  expect(versioner(arende)).toEqual([3])
})

test('a purge empties the case, and it refuses writes until it is opened again', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  await skriv(arende, 3)
  lager.andra(arende.arendeId, { status: 'stangt' })
  const rensning = await anropa('DELETE', `/arenden/${arende.arendeId}/spegling`)
  expect([rensning.status, await rensning.json()]).toEqual([200, { borttagna: 1 }])
  expect(versioner(arende)).toEqual([])
  expect((await skriv(arende, 4)).status).toBe(409)
  lager.andra(arende.arendeId, { status: 'oppet' })
  expect((await skriv(arende, 3)).status).toBe(200)
  expect(versioner(arende)).toEqual([3])
})

test('a purged case that is still open refuses writes too', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  await anropa('DELETE', `/arenden/${arende.arendeId}/spegling`)
  expect((await skriv(arende, 4)).status).toBe(409)
})

test('a closed case answers 409, an unknown one 404, both as problem+json', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  lager.andra(arende.arendeId, { status: 'stangt' })
  const stangt = await skriv(arende, 1)
  const okant = await skriv({ ...arende, arendeId: 'finns-ej' }, 1)
  expect([stangt.status, okant.status]).toEqual([409, 404])
  for (const svar of [stangt, okant]) expect(svar.headers.get('content-type')).toMatch('application/problem+json')
})

test.each([
  ['a field too many', { ...uppgift(1), personnummer: PERSON }],
  ['an unknown kind', { ...uppgift(1), informationsmangd: 'journal' }],
  ['another uppgift than the address', { ...uppgift(1), uppgiftRef: 'annan' }],
  ['a version as text', { ...uppgift(1), version: '1' }],
])('a body with %s is refused', async (_namn, body) => {
  const { arendeId } = lager.skapa(PERSON, 'fakturafraga')
  expect((await anropa('PUT', `/arenden/${arendeId}/spegling/${REF}`, body)).status).toBe(400)
})

test('open cases come page by page, closed ones not at all', async () => {
  const arenden = Array.from({ length: 7 }, () => lager.skapa(PERSON, 'kofraga'))
  lager.andra(arenden[2]!.arendeId, { status: 'stangt' })
  lager.andra(arenden[3]!.arendeId, { huvudkategori: 'Äldreomsorg' })
  const sedda: Partial<Arende>[] = []
  let efter: string | null = ''
  do {
    const svar = await anropa('GET', `/arenden?status=oppet&antal=3&efter=${efter}`)
    const sida = (await svar.json()) as { arenden: Arende[]; nasta: string | null }
    sedda.push(...sida.arenden)
    efter = sida.nasta
  } while (efter !== null)
  expect(sedda.map(({ arendeId }) => arendeId)).toEqual(
    arenden.filter((_, i) => i !== 2).map(({ arendeId }) => arendeId),
  )
  expect(sedda[2]).toEqual({
    arendeId: arenden[3]!.arendeId,
    personnummer: PERSON,
    andamal: 'kofraga',
    huvudkategori: 'Äldreomsorg',
  })
})

test('a wrong token is refused and does nothing', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  const svar = await anropa('PUT', `/arenden/${arende.arendeId}/spegling/${REF}`, uppgift(1), 'fel')
  expect(svar.status).toBe(401)
  expect(versioner(arende)).toEqual([])
})

test.each<[Fel, number, string]>([
  ['fault', 500, 'application/problem+json'],
  ['nekad', 403, 'application/problem+json'],
  ['html', 200, 'text/html'],
  ['tomt', 200, ''],
])('%s answers %i and does nothing, once', async (namn, status, typ) => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  fel.satt({ peer: 'arendesystem', fel: namn, antal: 1 })
  const svar = await skriv(arende, 1)
  expect(svar.status).toBe(status)
  expect(svar.headers.get('content-type') ?? '').toMatch(typ)
  expect(versioner(arende)).toEqual([])
  await skriv(arende, 1)
  expect(versioner(arende)).toEqual([1])
})

test('nere resets the connection', async () => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  fel.satt({ peer: 'arendesystem', fel: 'nere', operation: 'skriv' })
  await expect(skriv(arende, 1)).rejects.toThrow()
  expect((await anropa('GET', `/arenden/${arende.arendeId}`)).status).toBe(200)
})

test.each<[Fel, number]>([
  ['sen', 200],
  ['droppar', 1000],
])('with %s the work is done, but its answer takes its time', async (namn, minst) => {
  const arende = lager.skapa(PERSON, 'fakturafraga')
  fel.satt({ peer: 'arendesystem', fel: namn })
  const start = performance.now()
  expect(await (await skriv(arende, 1)).json()).toEqual({ version: 1 })
  expect(performance.now() - start).toBeGreaterThan(minst - 5)
  expect(versioner(arende)).toEqual([1])
})
