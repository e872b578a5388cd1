import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import express from 'express'
import type { MirroredUppgift } from '../../src/cases/case-system.ts'
import { createErrorControl, type ErrorControl } from '../fault-control.ts'
import type { Failure } from '../faults.ts'
import { type Arende, type ArendeStore, createArendeStore } from './arende-store.ts'
import { caseSystem } from './case-system.ts'

const TOKEN = 'losen'
const PERSON = '189001019802'
const REF = 'Zm9v_-1'

let store: ArendeStore
let error: ErrorControl
let server: Server
let base: string

beforeEach(async () => {
  store = createArendeStore('prov')
  error = createErrorControl()
  const app = express().use('/arendesystem', caseSystem(store, error, { token: TOKEN, lateMs: 200 }))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/arendesystem`
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

const call = (method: string, path: string, body?: unknown, token = TOKEN): Promise<Response> =>
  fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const uppgift = (version: number): MirroredUppgift => ({
  uppgiftRef: REF,
  version,
  stadsdel: 'farsta',
  kalla: 'agresso',
  informationsmangd: 'faktura',
  last: '2026-09-01T02:00:00.000Z',
  poster: [{ fakturanummer: `F${version}`, belopp: 10_000, inkasso: false, rader: [{ radnummer: 1, text: 'Larm' }] }],
})
const write = ({ arendeId }: Arende, version: number): Promise<Response> =>
  call('PUT', `/arenden/${arendeId}/spegling/${REF}`, uppgift(version))
const remove = ({ arendeId }: Arende, version: number): Promise<Response> =>
  call('DELETE', `/arenden/${arendeId}/spegling/${REF}?version=${version}`)
const versions = ({ arendeId }: Arende): number[] => store.mirrorings(arendeId).map(({ version }) => version)

test('a written uppgift is seen in the case as it was sent', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  const answer = await write(arende, 3)
  expect([answer.status, await answer.json()]).toEqual([200, { version: 3 }])
  const readCounts = await call('GET', `/arenden/${arende.arendeId}`)
  expect(await readCounts.json()).toEqual({ ...arende, berikning: null, speglingar: [uppgift(3)] })
})

test('a version that is not newer changes nothing and is answered with the one held', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  await write(arende, 3)
  for (const version of [2, 3]) {
    const answer = await write(arende, version)
    expect([answer.status, await answer.json()]).toEqual([200, { version: 3 }])
  }
  expect(versions(arende)).toEqual([3])
  await write(arende, 4)
  expect(versions(arende)).toEqual([4])
})

test('an older write that comes after the removal does not bring the uppgift back, a newer one does', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  await write(arende, 3)
  expect(await (await remove(arende, 5)).json()).toEqual({ version: 5 })
  expect(await (await write(arende, 4)).json()).toEqual({ version: 5 })
  expect(versions(arende)).toEqual([])
  await write(arende, 6)
  expect(versions(arende)).toEqual([6])
})

test('a removal older than what is held changes nothing', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  await write(arende, 3)
  expect(await (await remove(arende, 2)).json()).toEqual({ version: 3 })
  expect(versions(arende)).toEqual([3])
})

test('a purge empties the case, and it refuses writes until it is opened again', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  await write(arende, 3)
  store.change(arende.arendeId, { status: 'stangt' })
  const purge = await call('DELETE', `/arenden/${arende.arendeId}/spegling`)
  expect([purge.status, await purge.json()]).toEqual([200, { borttagna: 1 }])
  expect(versions(arende)).toEqual([])
  expect((await write(arende, 4)).status).toBe(409)
  store.change(arende.arendeId, { status: 'oppet' })
  expect((await write(arende, 3)).status).toBe(200)
  expect(versions(arende)).toEqual([3])
})

test('a purged case that is still open refuses writes too', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  await call('DELETE', `/arenden/${arende.arendeId}/spegling`)
  expect((await write(arende, 4)).status).toBe(409)
})

test('a closed case answers 409, an unknown one 404, both as problem+json', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  store.change(arende.arendeId, { status: 'stangt' })
  const closed = await write(arende, 1)
  const unknown = await write({ ...arende, arendeId: 'finns-ej' }, 1)
  expect([closed.status, unknown.status]).toEqual([409, 404])
  for (const answer of [closed, unknown]) expect(answer.headers.get('content-type')).toMatch('application/problem+json')
})

test.each([
  ['a field too many', { ...uppgift(1), personnummer: PERSON }],
  ['an unknown kind', { ...uppgift(1), informationsmangd: 'journal' }],
  ['another uppgift than the address', { ...uppgift(1), uppgiftRef: 'annan' }],
  ['a version as text', { ...uppgift(1), version: '1' }],
])('a body with %s is refused', async (_name, body) => {
  const { arendeId } = store.create(PERSON, 'fakturafraga')
  expect((await call('PUT', `/arenden/${arendeId}/spegling/${REF}`, body)).status).toBe(400)
})

test('open cases come page by page, closed ones not at all', async () => {
  const arenden = Array.from({ length: 7 }, () => store.create(PERSON, 'kofraga'))
  store.change(arenden[2]!.arendeId, { status: 'stangt' })
  store.change(arenden[3]!.arendeId, { huvudkategori: 'Äldreomsorg' })
  const seen: Partial<Arende>[] = []
  let after: string | null = ''
  do {
    const answer = await call('GET', `/arenden?status=oppet&antal=3&efter=${after}`)
    const page = (await answer.json()) as { arenden: Arende[]; nasta: string | null }
    seen.push(...page.arenden)
    after = page.nasta
  } while (after !== null)
  expect(seen.map(({ arendeId }) => arendeId)).toEqual(
    arenden.filter((_, i) => i !== 2).map(({ arendeId }) => arendeId),
  )
  expect(seen[2]).toEqual({
    arendeId: arenden[3]!.arendeId,
    personnummer: PERSON,
    andamal: 'kofraga',
    huvudkategori: 'Äldreomsorg',
  })
})

test('a wrong token is refused and does nothing', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  const answer = await call('PUT', `/arenden/${arende.arendeId}/spegling/${REF}`, uppgift(1), 'fel')
  expect(answer.status).toBe(401)
  expect(versions(arende)).toEqual([])
})

test.each<[Failure, number, string]>([
  ['fault', 500, 'application/problem+json'],
  ['nekad', 403, 'application/problem+json'],
  ['html', 200, 'text/html'],
  ['tomt', 200, ''],
])('%s answers %i and does nothing, once', async (name, status, type) => {
  const arende = store.create(PERSON, 'fakturafraga')
  error.set({ peer: 'arendesystem', fel: name, antal: 1 })
  const answer = await write(arende, 1)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type') ?? '').toMatch(type)
  expect(versions(arende)).toEqual([])
  await write(arende, 1)
  expect(versions(arende)).toEqual([1])
})

test('nere resets the connection', async () => {
  const arende = store.create(PERSON, 'fakturafraga')
  error.set({ peer: 'arendesystem', fel: 'nere', operation: 'skriv' })
  await expect(write(arende, 1)).rejects.toThrow()
  expect((await call('GET', `/arenden/${arende.arendeId}`)).status).toBe(200)
})

test.each<[Failure, number]>([
  ['sen', 200],
  ['droppar', 1000],
])('with %s the work is done, but its answer takes its time', async (name, min) => {
  const arende = store.create(PERSON, 'fakturafraga')
  error.set({ peer: 'arendesystem', fel: name })
  const start = performance.now()
  expect(await (await write(arende, 1)).json()).toEqual({ version: 1 })
  expect(performance.now() - start).toBeGreaterThan(min - 5)
  expect(versions(arende)).toEqual([1])
})
