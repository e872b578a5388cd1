import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import express from 'express'
import { type ArendeStore, createArendeStore } from './arende-store.ts'
import { createPeople, type People } from './people.ts'

interface Bid {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body: { readonly status: string }
}

let hub: Server
let base: string
let bid: Bid[]
let store: ArendeStore
let people: People

beforeEach(async () => {
  bid = []
  const app = express().use(express.json(), (req, res) => {
    const { method: method, url: path, headers } = req
    bid.push({ method, path, token: headers.authorization ?? '', body: req.body as Bid['body'] })
    res.json({ affectedStadsdel: 'farsta' })
  })
  hub = createServer(app).listen(0, '127.0.0.1')
  await once(hub, 'listening')
  base = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
  store = createArendeStore('prov')
  let person = 0
  let number = 0
  people = createPeople({
    store,
    randomPerson: () => `18900101${String((person += 1)).padStart(4, '0')}`,
    token: async () => 'utfardad',
    random: () => (number = (number + 0.37) % 1),
  })
})
afterEach(async () => {
  await people.pause()
  hub.close()
  hub.closeAllConnections()
})

test('the hub is told of a case opened, categorised and closed, and its answer is kept on the case', async () => {
  await people.begin({ hubb: base, oppna: 0 })
  const { arendeId, hubAnswer } = await people.open('189001019802', 'fakturafraga')
  expect(hubAnswer).toEqual({ status: 200, enrichment: { affectedStadsdel: 'farsta' } })
  await people.categorise(arendeId, { huvudkategori: 'Äldreomsorg', arendetyp: 'Fråga' })
  await people.close(arendeId)

  const person = { personnummer: '189001019802', andamal: 'fakturafraga' }
  const category = { huvudkategori: 'Äldreomsorg', arendetyp: 'Fråga' }
  expect(bid.map(({ body }) => body)).toEqual([
    { status: 'oppnat', ...person },
    { status: 'kategoriserat', ...person, ...category },
    { status: 'stangt', ...person, ...category },
  ])
  for (const { method, path, token } of bid)
    expect([method, path, token]).toEqual(['PUT', `/api/v1/arenden/${arendeId}`, 'Bearer utfardad'])
  expect(store.arende(arendeId)?.status).toBe('stangt')
})

test('a crowd opens its cases at once, each for the token it was given', async () => {
  await people.begin({ hubb: base, token: 'egen', oppna: 100 })
  expect(store.open(500)).toHaveLength(100)
  expect(bid).toHaveLength(100)
  expect(new Set(bid.map(({ token }) => token))).toEqual(new Set(['Bearer egen']))
})

test('at work they open, categorise and close, and at rest they do nothing', async () => {
  await people.begin({ hubb: base, oppna: 5, intervallMs: 1 })
  const seen = (): Set<string> => new Set(bid.slice(5).map(({ body }) => body.status))
  while (seen().size < 3) await new Promise((done) => setTimeout(done, 5))
  await people.pause()
  const count = bid.length
  await new Promise((done) => setTimeout(done, 50))
  // The call that they let go of may have been on its way.
  expect(bid.length - count).toBeLessThanOrEqual(1)
})

test('a case opens although the hub is away', async () => {
  await people.begin({ hubb: 'http://127.0.0.1:1', oppna: 0 })
  const arende = await people.open('189001019802', 'kofraga')
  expect(arende).toMatchObject({ status: 'oppet', hubAnswer: { status: 0 } })
})
