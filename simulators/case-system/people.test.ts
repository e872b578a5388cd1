import { afterEach, beforeEach, expect, test } from '@jest/globals'
import express from 'express'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { skapaArendelager, type Arendelager } from './arende-store.ts'
import { skapaManniskor, type Manniskor } from './people.ts'

interface Bud {
  readonly metod: string
  readonly vag: string
  readonly token: string
  readonly body: { readonly status: string }
}

let hubb: Server
let bas: string
let bud: Bud[]
let lager: Arendelager
let manniskor: Manniskor

beforeEach(async () => {
  bud = []
  const app = express().use(express.json(), (req, res) => {
    const { method: metod, url: vag, headers } = req
    bud.push({ metod, vag, token: headers.authorization ?? '', body: req.body as Bud['body'] })
    res.json({ berordStadsdel: 'farsta' })
  })
  hubb = createServer(app).listen(0, '127.0.0.1')
  await once(hubb, 'listening')
  bas = `http://127.0.0.1:${(hubb.address() as AddressInfo).port}`
  lager = skapaArendelager('prov')
  let person = 0
  let tal = 0
  manniskor = skapaManniskor({
    lager,
    slumpPerson: () => `18900101${String((person += 1)).padStart(4, '0')}`,
    token: async () => 'utfardad',
    slump: () => (tal = (tal + 0.37) % 1),
  })
})
afterEach(async () => {
  await manniskor.vila()
  hubb.close()
  hubb.closeAllConnections()
})

test('the hub is told of a case opened, categorised and closed, and its answer is kept on the case', async () => {
  await manniskor.borja({ hubb: bas, oppna: 0 })
  const { arendeId, hubbsvar } = await manniskor.oppna('189001019802', 'fakturafraga')
  expect(hubbsvar).toEqual({ status: 200, berikning: { berordStadsdel: 'farsta' } })
  await manniskor.kategorisera(arendeId, { huvudkategori: 'Äldreomsorg', arendetyp: 'Fråga' })
  await manniskor.stang(arendeId)

  const person = { personnummer: '189001019802', andamal: 'fakturafraga' }
  const kategori = { huvudkategori: 'Äldreomsorg', arendetyp: 'Fråga' }
  expect(bud.map(({ body }) => body)).toEqual([
    { status: 'oppnat', ...person },
    { status: 'kategoriserat', ...person, ...kategori },
    { status: 'stangt', ...person, ...kategori },
  ])
  for (const { metod, vag, token } of bud)
    expect([metod, vag, token]).toEqual(['PUT', `/api/v1/arenden/${arendeId}`, 'Bearer utfardad'])
  expect(lager.arende(arendeId)?.status).toBe('stangt')
})

test('a crowd opens its cases at once, each for the token it was given', async () => {
  await manniskor.borja({ hubb: bas, token: 'egen', oppna: 100 })
  expect(lager.oppna(500)).toHaveLength(100)
  expect(bud).toHaveLength(100)
  expect(new Set(bud.map(({ token }) => token))).toEqual(new Set(['Bearer egen']))
})

test('at work they open, categorise and close, and at rest they do nothing', async () => {
  await manniskor.borja({ hubb: bas, oppna: 5, intervallMs: 1 })
  const sedda = (): Set<string> => new Set(bud.slice(5).map(({ body }) => body.status))
  while (sedda().size < 3) await new Promise((klar) => setTimeout(klar, 5))
  await manniskor.vila()
  const antal = bud.length
  await new Promise((klar) => setTimeout(klar, 50))
  // The call that they let go of may have been on its way.
  expect(bud.length - antal).toBeLessThanOrEqual(1)
})

test('a case opens although the hub is away', async () => {
  await manniskor.borja({ hubb: 'http://127.0.0.1:1', oppna: 0 })
  const arende = await manniskor.oppna('189001019802', 'kofraga')
  expect(arende).toMatchObject({ status: 'oppet', hubbsvar: { status: 0 } })
})
