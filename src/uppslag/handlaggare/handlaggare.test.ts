import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'

const policy = realPolicy()
const SWITCHBOARD = { klient: 'switchboard', roller: ['switchboard'] }
const SECRET = 'bostadsadress som aldrig får synas'
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({
    policy: {
      ...policy,
      avtal: policy.avtal
        .filter(({ stadsdel }) => stadsdel !== 'farsta')
        .map((one) => (one.stadsdel === 'jarva' ? { ...one, mangder: ['person', 'beslut'] } : one)),
      roller: {
        ...policy.roller,
        switchboard: { namn: 'Växeln', mangder: { handlaggare: ['namn', 'telefon'] } },
      },
      klienter: { ...policy.klienter, switchboard: { ...policy.klienter.telefoni!, roller: ['switchboard'] } },
    },
  })
  const put = (stadsdel: string, handlaggareId: string, name: string, area: string) =>
    app.handlaggare.push({
      stadsdel,
      source: 'paraplyet',
      item: {
        handlaggareId,
        namn: name,
        ansvarsomrade: area,
        enhet: 'Äldreenheten',
        telefon: '08-465 004 11',
        adress: SECRET,
      },
    })
  put('kungsholmen', 'K1', 'Åke Öst', 'Hemtjänst')
  put('bromma', 'B2', 'Örjan Ek', 'Hemtjänst')
  put('bromma', 'B1', 'Anna Ek', 'hemtjänst natt')
  put('bromma', 'B3', 'Bo Ek', 'Avgifter')
  put('farsta', 'F1', 'Utan Avtal', 'Hemtjänst')
  put('jarva', 'J1', 'Annan Mängd', 'Hemtjänst')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
})

const fetch = (query = '', options?: Parameters<UppslagApp['fetch']>[1]) =>
  app.fetch(`/api/v1/handlaggare${query}`, options)
const name = ({ json }: Awaited<ReturnType<typeof fetch>>) =>
  (json.handlaggare as { namn: string }[]).map((h) => h.namn)

test('shows who is responsible, by district and area, and nobody of a district without agreement for it', async () => {
  const answer = await fetch()
  expect(answer.status).toBe(200)
  expect(name(answer)).toEqual(['Bo Ek', 'Örjan Ek', 'Anna Ek', 'Åke Öst'])
  expect(answer.json).toMatchObject({ limit: 20, page: 1, antal: 4 })
  expect((answer.json.handlaggare as unknown[])[0]).toEqual({
    stadsdel: 'bromma',
    kalla: 'paraplyet',
    handlaggareId: 'B3',
    namn: 'Bo Ek',
    ansvarsomrade: 'Avgifter',
    enhet: 'Äldreenheten',
    telefon: '08-465 004 11',
  })
  expect(answer.text).not.toContain(SECRET)
})

test('each controller whose staff is shown has a record of the fields', async () => {
  const { json } = await fetch('?ansvarsomrade=Hemt')
  expect(app.placesOf(json)).toEqual(['bromma/1'])
  const shownFields = [{ mangd: 'handlaggare', falt: ['ansvarsomrade', 'enhet', 'handlaggareId', 'namn', 'telefon'] }]
  expect(app.logg.written).toMatchObject(
    ['bromma', 'kungsholmen'].map((log) => ({
      logg: log,
      access: {
        handelse: 'register',
        andamal: 'kontakt-handlaggare',
        utfall: 'visat',
        personRef: null,
        visat: shownFields,
      },
    })),
  )
})

test.each([
  ['?stadsdel=kungsholmen', ['Åke Öst']],
  ['?ansvarsomrade=HEMTJ%C3%84NST', ['Örjan Ek', 'Anna Ek', 'Åke Öst']],
  ['?stadsdel=bromma&ansvarsomrade=avg', ['Bo Ek']],
  ['?stadsdel=bromma&limit=1&page=2', ['Örjan Ek']],
  ['?stadsdel=farsta', []],
  ['?stadsdel=jarva', []],
  ['?stadsdel=atlantis', []],
  ['?page=9', []],
])('%s shows %j', async (query, which) => {
  expect(name(await fetch(query))).toEqual(which)
  expect(app.logg.written.map(({ logg }) => logg)).toEqual(
    which.length > 0 ? expect.not.arrayContaining(['insyn']) : ['insyn'],
  )
})

test('a role sees and searches its own fields only', async () => {
  const answer = await fetch('?stadsdel=kungsholmen', SWITCHBOARD)
  expect(answer.json.handlaggare).toEqual([
    { stadsdel: 'kungsholmen', kalla: 'paraplyet', namn: 'Åke Öst', telefon: '08-465 004 11' },
  ])
  expect(name(await fetch('?ansvarsomrade=H', SWITCHBOARD))).toEqual([])
})

test('a role without handläggare is refused, and that is recorded', async () => {
  expect((await fetch('', { klient: 'konsol', roller: ['sakerhetsansvarig'] })).status).toBe(403)
  expect(app.logg.written).toMatchObject([
    { logg: 'insyn', access: { handelse: 'register', utfall: 'nekat', orsak: 'roll' } },
  ])
})

test.each(['?limit=101', '?limit=0', '?page=0', '?ansvarsomrade=189001019802', '?namn=Bo', '?stadsdel=A%20B'])(
  'takes no %s',
  async (query) => {
    expect((await fetch(query)).json.kod).toBe('BEGARAN_OGILTIG')
  },
)
