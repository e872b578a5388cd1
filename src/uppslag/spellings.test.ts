import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  const numbers = ['Ångbåten 7', 'F/2026&"7"', "F<1>'a"]
  app.mirror.put(
    KNOWN,
    'bromma',
    'faktura',
    numbers.map((fakturanummer) => ({ fakturanummer, betalstatus: 'obetald' })),
  )
  const item = { handlaggareId: 'K1', namn: 'Åke Öst', ansvarsomrade: 'Ärenden' }
  app.handlaggare.push({ stadsdel: 'bromma', source: 'paraplyet', item })
})
afterAll(() => app.stop())

test.each(['\u00c5ngb\u00e5ten 7', 'A\u030angba\u030aten 7', '\u212bngb\u00e5ten 7', 'F/2026&"7"', "F<1>'a"])(
  'the invoice %j is found, however its letters are put together',
  async (fakturanummer) => {
    const { status, json } = await app.uppslag({ ...grounds, fakturanummer })
    expect(status).toBe(200)
    expect(json.person).toEqual({ fornamn: 'Åsa', efternamn: 'Öberg' })
  },
)

test.each(['', ' F1', 'F1 ', 'F\u00001', 'F\n1', 'F\u202e1', 'F\u20281', 'x'.repeat(101)])(
  'an invoice number %j is none that a ledger could print',
  async (fakturanummer) => {
    const { status, json } = await app.uppslag({ ...grounds, fakturanummer })
    expect([status, json.fel]).toEqual([400, [{ pekare: '/fakturanummer', regel: 'har fel form' }]])
  },
)

test.each(['%C3%84re', 'A%CC%88re'])('an area that is typed as %s is found', async (typed) => {
  const { json } = await app.fetch(`/api/v1/handlaggare?ansvarsomrade=${typed}`)
  expect(json.handlaggare).toMatchObject([{ namn: 'Åke Öst' }])
})

test.each(['020101-9809', '0201019809'])('ten digits that two persons could have, %s, name neither', async (typed) => {
  const { status, json, text } = await app.uppslag({ ...grounds, personnummer: typed })
  expect(status).toBe(400)
  expect(json.fel).toEqual([
    { pekare: '/personnummer', regel: 'kan vara två personers: ange tolv siffror, med århundradet' },
  ])
  expect(text).not.toMatch(/0101-?9809/)
})

test('a plus sign says which', async () => {
  for (const typed of ['020101+9809', '20020101-9809', '730288-9931'])
    expect((await app.uppslag({ ...grounds, personnummer: typed })).status).toBe(200)
})
