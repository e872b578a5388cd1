import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { withoutOwn } from '../../test/support/api/without-own-parts.ts'
import { NU, riktigPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { PersonPost } from '../mapping/person-items.ts'
import type { Lasfraga } from '../uppslag/direkt/live-query.ts'

const KAND = '189001019802'
const SKYDDAD = '189001039800'
const ANNAN = '189001029819'
const FRANVARANDE = '189001059808'
const ANNA = { roller: ['skyddad-handlaggare', 'aldre-direkt'], klient: 'konsol' }
const BO = { roller: ['gruppledare'], klient: 'konsol', slutanvandare: 'bo' }
const fraga = { andamal: 'beslutsfraga', arende: 'KC-1', relation: 'sjalv', identifiering: 'bankid' }

const policy = riktigPolicy()
const avtal = (stadsdel: string) => policy.avtal.find((ett) => ett.stadsdel === stadsdel)?.diarienummer
let nu = NU
let lasta: Lasfraga[] = []
/** What the sources hold, by `kalla/stadsdel`; one that is not here does not answer. */
let kallor: Record<string, PersonPost | undefined> = {}
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({
    policy,
    klocka: () => nu,
    direkt: {
      fristMs: 20,
      svaradeSenast: () => true,
      ansluten: () => true,
      las: async (begaran) => {
        lasta.push(begaran)
        return begaran.omraden.map((ett) => {
          const plats = `${ett.kalla}/${ett.stadsdel}`
          if (!(plats in kallor)) return { ...ett, svarade: false }
          const hittad = kallor[plats]
          const person = hittad?.personnummer === begaran.personnummer ? hittad : undefined
          return { ...ett, svarade: true, last: NU, person }
        })
      },
    },
  })
  app.spegel.skydda(SKYDDAD, 'bromma')
  app.spegel.lagg(KAND, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
})
afterAll(() => app.stop())
beforeEach(() => {
  nu = NU
  lasta = []
  app.logg.skrivna.length = 0
  app.tillstand.rader.clear()
  kallor = {
    'paraplyet/bromma': {
      personnummer: SKYDDAD,
      skydd: 'ja',
      uppgifter: {
        person: [{ fornamn: 'Mia', efternamn: 'Fast' }],
        beslut: [{ beslutId: 'B1', insats: 'Hemtjänst', status: 'pagaende', enhet: 'Norra hemtjänsten' }],
        utforare: [{ uppdragId: 'U1', namn: 'Omsorg AB' }],
      },
      avvisade: [],
    },
    'paraplyet/jarva': undefined,
  }
})

const tillstand = async (andrat: object = {}, vem: object = ANNA) => {
  const begaran = { regel: 'skyddad', personnummer: SKYDDAD, minuter: 30, motivering: 'Ringer upp om sitt beslut.' }
  const { json } = await app.skicka('POST', '/api/v1/tillstand', { ...begaran, ...andrat }, vem)
  return String(json.tillstandId)
}
const godkant = async (andrat: object = {}) => {
  const id = await tillstand(andrat)
  await app.skicka('POST', `/api/v1/tillstand/${id}/beslut`, { beslut: 'godkant', kommentar: 'Stämmer.' }, BO)
  app.logg.skrivna.length = 0
  return id
}
const sla = (kropp: object, vem: object = ANNA) => app.uppslag({ ...fraga, ...kropp }, vem)
const poster = () =>
  app.logg.skrivna.map(({ logg, atkomst }) => [logg, atkomst.orsak, atkomst.flaggor, atkomst.tillstand])

test('with an approved enkelttillstånd a protected person is read now, narrowed to the role, and shown with the flag', async () => {
  const id = await godkant()
  const { json, text } = await sla({ personnummer: SKYDDAD, tillstand: id })
  expect(json).toMatchObject({ person: { fornamn: 'Mia', efternamn: 'Fast' }, loggId: ['bromma/1'], utforare: [] })
  expect(json.beslut).toEqual([
    { stadsdel: 'bromma', kalla: 'paraplyet', beslutId: 'B1', insats: 'Hemtjänst', status: 'pagaende' },
  ])
  // The role sees nothing that tells where she is, whatever her other roles may see of others.
  expect(text).not.toMatch(/Norra hemtjänsten|Omsorg AB/)
  expect(app.logg.skrivna).toMatchObject([
    {
      logg: 'bromma',
      atkomst: {
        utfall: 'visat',
        roll: 'skyddad-handlaggare',
        tillstand: id,
        flaggor: ['skyddad-visad'],
        avtal: avtal('bromma'),
        visat: [
          { mangd: 'person', falt: ['efternamn', 'fornamn'] },
          { mangd: 'beslut', falt: ['beslutId', 'insats', 'status'] },
        ],
      },
    },
  ])
  expect(json.kallor).toContainEqual(
    expect.objectContaining({ kalla: 'paraplyet', stadsdel: 'bromma', status: 'aktuell', speglad: null }),
  )
  expect(json.kallor).toContainEqual(
    expect.objectContaining({ kalla: 'paraplyet', stadsdel: 'farsta', status: 'ej-svar', speglad: null }),
  )
})

test('only districts and kinds within reach are asked, and with the deadline', async () => {
  const id = await godkant()
  await sla({ personnummer: SKYDDAD, tillstand: id })
  expect(lasta).toHaveLength(1)
  const [{ omraden, ...resten }] = lasta as [Lasfraga]
  expect(resten).toEqual({ personnummer: SKYDDAD, fristMs: 20, avenSkyddad: true })
  expect(new Set(omraden.map(({ kalla }) => kalla))).toEqual(new Set(['paraplyet']))
  expect(omraden.map(({ stadsdel }) => stadsdel).sort()).toEqual(policy.avtal.map(({ stadsdel }) => stadsdel).sort())
  for (const { mangder } of omraden) expect([...mangder].sort()).toEqual(['beslut', 'person'])
})

test('without it the sources are not read', async () => {
  await sla({ personnummer: SKYDDAD })
  await sla({ personnummer: KAND })
  expect(lasta).toEqual([])
})

test.each<[string, () => Promise<string>, object?]>([
  ['that nobody has approved', () => tillstand()],
  ['that is about somebody else', () => godkant({ personnummer: ANNAN })],
  ['that nobody knows', async () => '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'],
  ['of somebody else', () => godkant(), { ...ANNA, slutanvandare: 'cilla' }],
  ['of another rule', () => tillstand({ regel: 'arende-saknas' })],
  ['in a role that never sees protected persons', () => godkant(), { ...ANNA, roller: ['aldre-direkt'] }],
])('one %s changes nothing: the answer and the record are as without it', async (_, ge, vem = ANNA) => {
  const id = await ge()
  app.logg.skrivna.length = 0
  const utan = await sla({ personnummer: SKYDDAD }, vem)
  const med = await sla({ personnummer: SKYDDAD, tillstand: id }, vem)
  expect(withoutOwn(med.json)).toEqual(withoutOwn(utan.json))
  expect(med.text).not.toContain('Mia')
  expect(app.logg.skrivna).toHaveLength(4)
  for (const { atkomst } of app.logg.skrivna) expect(atkomst).toMatchObject({ orsak: 'skyddad', tillstand: null })
  expect(lasta).toEqual([])
})

test('it ends when its time does', async () => {
  const id = await godkant()
  nu = new Date(NU.getTime() + 30 * 60_000)
  expect((await sla({ personnummer: SKYDDAD, tillstand: id })).text).not.toContain('Mia')
})

test('a rule that the policy no longer names does not give way to what was granted before', async () => {
  const utan = await startUppslagApp({
    policy: { ...policy, undantag: { oppettid: { hogstMinuter: 1, godkannande: true } } },
  })
  utan.spegel.skydda(SKYDDAD, 'bromma')
  const rad = { klient: 'konsol', arende: null, motivering: '', minuter: 30, begart: NU, granskning: null }
  const giltigTill = new Date(NU.getTime() + 60_000)
  const id = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'
  const beslut = { utfall: 'godkant', av: 'bo', kommentar: '', tid: NU } as const
  const vem = { slutanvandare: 'anna', personRef: utan.nycklar.personRef(SKYDDAD) }
  utan.tillstand.rader.set(id, {
    ...rad,
    ...vem,
    giltigTill,
    tillstandId: id,
    regel: 'skyddad',
    status: 'beviljat',
    beslut,
  })
  await utan.uppslag({ ...fraga, personnummer: SKYDDAD, tillstand: id }, ANNA)
  expect(utan.logg.skrivna[0]?.atkomst).toMatchObject({ orsak: 'skyddad', tillstand: null })
  await utan.stop()
})

test('under it an absent person and a protected one whose sources do not answer look the same', async () => {
  const [hennes, ingens] = [await godkant(), await godkant({ personnummer: FRANVARANDE })]
  kallor = {}
  const svar = []
  for (const [personnummer, id] of [
    [SKYDDAD, hennes],
    [FRANVARANDE, ingens],
  ] as const) {
    const start = performance.now()
    const { json, status } = await sla({ personnummer, tillstand: id })
    expect(performance.now() - start).toBeGreaterThanOrEqual(20)
    expect(json.loggId).toHaveLength(1)
    svar.push({ status, resten: withoutOwn(json) })
  }
  expect(svar[0]).toEqual(svar[1])
  expect(poster()).toEqual([
    ['insyn', 'skyddad', ['undantag'], hennes],
    ['bromma', 'skyddad', ['undantag'], hennes],
    ['insyn', 'okand', ['undantag'], ingens],
  ])
})

test('somebody who turns out not to be protected is shown without the flag of a protected one', async () => {
  const id = await godkant({ personnummer: ANNAN })
  kallor = {
    'paraplyet/jarva': {
      personnummer: ANNAN,
      skydd: 'nej',
      uppgifter: { person: [{ fornamn: 'Bo', efternamn: 'Ek' }] },
      avvisade: [],
    },
  }
  expect((await sla({ personnummer: ANNAN, tillstand: id })).json).toMatchObject({ person: { fornamn: 'Bo' } })
  expect(poster()).toEqual([['jarva', 'traff', ['undantag'], id]])
})

test('a case that a purpose demands may be missing for somebody who has leave, for that person', async () => {
  const vem = { roller: ['aldre-direkt'] }
  const utanArende = { ...fraga, arende: undefined }
  expect(await app.uppslag({ ...utanArende, personnummer: KAND }, vem)).toMatchObject({ status: 403 })
  const id = await tillstand({ regel: 'arende-saknas', personnummer: KAND }, vem)
  app.logg.skrivna.length = 0
  expect(await app.uppslag({ ...utanArende, personnummer: KAND, tillstand: id }, vem)).toMatchObject({
    status: 200,
    json: { person: { fornamn: 'Åsa' } },
  })
  expect(poster()).toEqual([['bromma', 'traff', ['undantag'], id]])
  expect(await app.uppslag({ ...utanArende, personnummer: ANNAN, tillstand: id }, vem)).toMatchObject({ status: 403 })
  expect(await app.uppslag({ ...utanArende, ocrNummer: '226', tillstand: id }, vem)).toMatchObject({ status: 403 })
  // With a case nothing had to give way.
  app.logg.skrivna.length = 0
  await app.uppslag({ ...fraga, personnummer: KAND, tillstand: id }, vem)
  expect(poster()).toEqual([['bromma', 'traff', [], null]])
})

test('an invoice shown by leave has no reference: that would be judged without it', async () => {
  app.spegel.lagg(ANNAN, 'jarva', 'faktura', [{ fakturanummer: 'F7', belopp: 100 }])
  const vem = { roller: ['aldre-direkt'] }
  const id = await tillstand({ regel: 'arende-saknas', personnummer: ANNAN }, vem)
  const samlad = { ...fraga, andamal: 'samlad-fraga', personnummer: ANNAN, tillstand: id }
  const faktura = { stadsdel: 'jarva', kalla: 'agresso', fakturanummer: 'F7', belopp: 100 }
  expect((await app.uppslag({ ...samlad, arende: undefined }, vem)).json.fakturor).toEqual([faktura])
  const { json } = await app.uppslag(samlad, vem)
  expect(json.fakturor).toEqual([{ ...faktura, fakturaRef: expect.any(String) }])
})

test('leave to be without a case opens nothing that role or identification does not', async () => {
  // In the evening, when the role works.
  nu = new Date(NU.getTime() + 8 * 60 * 60_000)
  const vem = { roller: ['trygghetsjour'], utgar: 9 * 60 * 60 }
  const id = await tillstand({ regel: 'arende-saknas', personnummer: KAND }, vem)
  const utan = { andamal: 'beslutsfraga', relation: 'sjalv', personnummer: KAND, tillstand: id }
  expect((await app.uppslag({ ...utan, identifiering: 'ingen' }, vem)).status).toBe(403)
  expect((await app.uppslag({ ...utan, andamal: 'avgiftsfraga', identifiering: 'bankid' }, vem)).json.avgift).toEqual(
    [],
  )
})

test('a store that is away is the same failure for everybody', async () => {
  app.tillstand.trasig = new Error('down')
  const svar = []
  for (const personnummer of [SKYDDAD, FRANVARANDE]) {
    const { status, json } = await sla({ personnummer, tillstand: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30' })
    svar.push({ status, kod: json.kod })
  }
  delete app.tillstand.trasig
  expect(svar).toEqual(Array(2).fill({ status: 500, kod: 'OVANTAT' }))
})
