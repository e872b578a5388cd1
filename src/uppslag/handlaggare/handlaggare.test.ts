import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { riktigPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'

const policy = riktigPolicy()
const VAXEL = { klient: 'vaxel', roller: ['vaxel'] }
const HEMLIGT = 'bostadsadress som aldrig får synas'
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({
    policy: {
      ...policy,
      avtal: policy.avtal
        .filter(({ stadsdel }) => stadsdel !== 'farsta')
        .map((ett) => (ett.stadsdel === 'jarva' ? { ...ett, mangder: ['person', 'beslut'] } : ett)),
      roller: {
        ...policy.roller,
        vaxel: { namn: 'Växeln', mangder: { handlaggare: ['namn', 'telefon'] } },
      },
      klienter: { ...policy.klienter, vaxel: { ...policy.klienter.telefoni!, roller: ['vaxel'] } },
    },
  })
  const lagg = (stadsdel: string, handlaggareId: string, namn: string, ansvarsomrade: string) =>
    app.handlaggare.push({
      stadsdel,
      kalla: 'paraplyet',
      post: { handlaggareId, namn, ansvarsomrade, enhet: 'Äldreenheten', telefon: '08-465 004 11', adress: HEMLIGT },
    })
  lagg('kungsholmen', 'K1', 'Åke Öst', 'Hemtjänst')
  lagg('bromma', 'B2', 'Örjan Ek', 'Hemtjänst')
  lagg('bromma', 'B1', 'Anna Ek', 'hemtjänst natt')
  lagg('bromma', 'B3', 'Bo Ek', 'Avgifter')
  lagg('farsta', 'F1', 'Utan Avtal', 'Hemtjänst')
  lagg('jarva', 'J1', 'Annan Mängd', 'Hemtjänst')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.skrivna.length = 0
})

const hamta = (fraga = '', val?: Parameters<UppslagApp['hamta']>[1]) => app.hamta(`/api/v1/handlaggare${fraga}`, val)
const namn = ({ json }: Awaited<ReturnType<typeof hamta>>) =>
  (json.handlaggare as { namn: string }[]).map((h) => h.namn)

test('shows who is responsible, by district and area, and nobody of a district without agreement for it', async () => {
  const svar = await hamta()
  expect(svar.status).toBe(200)
  expect(namn(svar)).toEqual(['Bo Ek', 'Örjan Ek', 'Anna Ek', 'Åke Öst'])
  expect(svar.json).toMatchObject({ limit: 20, page: 1, antal: 4 })
  expect((svar.json.handlaggare as unknown[])[0]).toEqual({
    stadsdel: 'bromma',
    kalla: 'paraplyet',
    handlaggareId: 'B3',
    namn: 'Bo Ek',
    ansvarsomrade: 'Avgifter',
    enhet: 'Äldreenheten',
    telefon: '08-465 004 11',
  })
  expect(svar.text).not.toContain(HEMLIGT)
})

test('each controller whose staff is shown has a record of the fields', async () => {
  const { json } = await hamta('?ansvarsomrade=Hemt')
  expect(json.loggId).toEqual(['bromma/1', 'kungsholmen/1'])
  const visat = [{ mangd: 'handlaggare', falt: ['ansvarsomrade', 'enhet', 'handlaggareId', 'namn', 'telefon'] }]
  expect(app.logg.skrivna).toMatchObject(
    ['bromma', 'kungsholmen'].map((logg) => ({
      logg,
      atkomst: { handelse: 'register', andamal: 'kontakt-handlaggare', utfall: 'visat', personRef: null, visat },
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
])('%s shows %j', async (fraga, vilka) => {
  expect(namn(await hamta(fraga))).toEqual(vilka)
  expect(app.logg.skrivna.map(({ logg }) => logg)).toEqual(
    vilka.length > 0 ? expect.not.arrayContaining(['insyn']) : ['insyn'],
  )
})

test('a role sees and searches its own fields only', async () => {
  const svar = await hamta('?stadsdel=kungsholmen', VAXEL)
  expect(svar.json.handlaggare).toEqual([
    { stadsdel: 'kungsholmen', kalla: 'paraplyet', namn: 'Åke Öst', telefon: '08-465 004 11' },
  ])
  expect(namn(await hamta('?ansvarsomrade=H', VAXEL))).toEqual([])
})

test('a role without handläggare is refused, and that is recorded', async () => {
  expect((await hamta('', { klient: 'konsol', roller: ['sakerhetsansvarig'] })).status).toBe(403)
  expect(app.logg.skrivna).toMatchObject([
    { logg: 'insyn', atkomst: { handelse: 'register', utfall: 'nekat', orsak: 'roll' } },
  ])
})

test.each(['?limit=101', '?limit=0', '?page=0', '?ansvarsomrade=189001019802', '?namn=Bo', '?stadsdel=A%20B'])(
  'takes no %s',
  async (fraga) => {
    expect((await hamta(fraga)).json.kod).toBe('BEGARAN_OGILTIG')
  },
)
