import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { withoutOwn } from '../../../test/support/api/without-own-parts.ts'
import { riktigPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import type { PersonPost } from '../../mapping/person-items.ts'
import type { Lasfraga, Lasomrade, Lassvar } from './live-query.ts'

const KAND = '189001019802'
const FLYTTAD = '189001029819'
const SKYDDAD = '189001039800'
const UTAN_AVTAL = '189001049817'
const FRANVARANDE = '189001059808'
const UTOM_RACKHALL = '191401682396'
const FRIST = 300

const policy = riktigPolicy()
let app: UppslagApp
/** By `kalla/stadsdel`; others answer that they have nobody. */
const sager = new Map<string, Omit<PersonPost, 'personnummer'> | 'tyst'>()
const tystaSenast = new Set<string>()
let fragor: Lasfraga[] = []
const namnPa = ({ kalla, stadsdel }: Pick<Lasomrade, 'kalla' | 'stadsdel'>) => `${kalla}/${stadsdel}`

async function las(fraga: Lasfraga): Promise<readonly Lassvar[]> {
  fragor.push(fraga)
  return fraga.omraden.map((omrade): Lassvar => {
    const sagt = sager.get(namnPa(omrade))
    if (sagt === 'tyst') return { ...omrade, svarade: false }
    const person = sagt === undefined ? undefined : { personnummer: fraga.personnummer, ...sagt }
    return { ...omrade, svarade: true, last: new Date('2026-10-15T10:00:00Z'), person }
  })
}

beforeAll(async () => {
  app = await startUppslagApp({
    policy: { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'farsta') },
    direkt: {
      fristMs: FRIST,
      las,
      svaradeSenast: (omrade) => !tystaSenast.has(namnPa(omrade)),
      ansluten: (kalla, stadsdel) => !(kalla === 'agresso' && stadsdel === 'jarva'),
    },
  })
  const { spegel } = app
  spegel.lagg(KAND, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  spegel.lagg(KAND, 'bromma', 'faktura', [{ fakturanummer: 'F1', betalstatus: 'obetald' }])
  spegel.lagg(FLYTTAD, 'bromma', 'faktura', [{ fakturanummer: 'F2', betalstatus: 'betald' }])
  spegel.lagg(FLYTTAD, 'jarva', 'faktura', [{ fakturanummer: 'F3', betalstatus: 'obetald' }])
  spegel.skydda(SKYDDAD, 'bromma')
  spegel.lagg(UTAN_AVTAL, 'farsta', 'faktura', [{ fakturanummer: 'F4' }])
  spegel.lagg(UTOM_RACKHALL, 'bromma', 'beslut', [{ beslutId: 'B9' }])
  spegel.statusar = [
    { kalla: 'agresso', stadsdel: 'bromma', speglad: new Date('2026-10-15T02:00:00Z'), senasteKorning: 'lyckad' },
  ]
})
afterAll(() => app.stop())
beforeEach(() => {
  sager.clear()
  tystaSenast.clear()
  fragor = []
  app.logg.skrivna.length = 0
})

const grund = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor', aktualitet: 'direkt' }
const direkt = async (personnummer: string) => {
  const start = performance.now()
  const svar = await app.uppslag({ ...grund, personnummer })
  return { ...svar, ms: performance.now() - start }
}
const sagt = (uppgifter: PersonPost['uppgifter'], andrat: Partial<PersonPost> = {}) => ({
  skydd: 'nej' as const,
  uppgifter,
  avvisade: [],
  ...andrat,
})
const asked = () => fragor.flatMap(({ omraden }) => omraden.map(namnPa))
const rader = (json: Record<string, unknown>) =>
  (json.kallor as { kalla: 'agresso'; stadsdel: string; direkt?: string; forklaring: string }[]).flatMap((rad) =>
    rad.direkt === undefined ? [] : [`${namnPa(rad)} ${rad.direkt}`],
  )
const loggat = () => app.logg.skrivna.map(({ logg, atkomst: { orsak, utfall } }) => `${logg} ${orsak} ${utfall}`)

test('asks only the districts where the mirror knows the person by something in reach, with all kinds the avtal permits', async () => {
  await direkt(KAND)
  expect(asked()).toEqual(['paraplyet/bromma', 'agresso/bromma'])
  expect([...(fragor[0]?.omraden[0]?.mangder ?? [])]).toContain('beslut')
  expect(fragor[0]).toMatchObject({ personnummer: KAND, fristMs: FRIST, avenSkyddad: false })
})

test('what answered is shown in place of what is mirrored, narrowed as ever', async () => {
  sager.set('agresso/bromma', sagt({ faktura: [{ fakturanummer: 'F1', betalstatus: 'betald', konto: 'hemligt' }] }))
  sager.set(
    'paraplyet/bromma',
    sagt({ person: [{ fornamn: 'Nya', efternamn: 'Namnet' }], beslut: [{ beslutId: 'B1' }] }),
  )
  const { json, text } = await direkt(KAND)
  expect(json).toMatchObject({
    person: { fornamn: 'Nya' },
    fakturor: [{ fakturanummer: 'F1', betalstatus: 'betald', stadsdel: 'bromma', kalla: 'agresso' }],
    beslut: [],
  })
  expect(text).not.toMatch(/hemligt|B1/)
  expect(rader(json)).toEqual(['paraplyet/bromma svarade', 'agresso/bromma svarade'])
  expect(loggat()).toEqual(['bromma traff visat'])
})

test('what did not answer is shown from the mirror, and says how old that is', async () => {
  sager.set('agresso/bromma', 'tyst')
  const { json } = await direkt(KAND)
  expect(json).toMatchObject({ fakturor: [{ betalstatus: 'obetald' }] })
  expect(json).not.toHaveProperty('person')
  expect(json.kallor).toContainEqual({
    kalla: 'agresso',
    stadsdel: 'bromma',
    status: 'aktuell',
    speglad: '2026-10-15T02:00:00.000Z',
    direkt: 'svarade-ej',
    forklaring: 'Källan svarade inte inom 0,3 sekunder. Uppgifterna är från 2026-10-15 04:00, för 8 timmar sedan.',
  })
})

test('a kind with a rejected row is shown as it was', async () => {
  const fel = { mangd: 'faktura', falt: 'belopp', orsak: 'tal', ravarden: {} } as const
  sager.set('agresso/bromma', sagt({}, { avvisade: [fel] }))
  const { json } = await direkt(KAND)
  expect(json).toMatchObject({ fakturor: [{ fakturanummer: 'F1' }] })
})

test('of somebody whom the mirror does not know, all in reach are asked, and what they say is shown', async () => {
  sager.set('agresso/kungsholmen', sagt({ faktura: [{ fakturanummer: 'F7' }] }))
  const { json, ms } = await direkt(FRANVARANDE)
  expect(asked()).toHaveLength(19)
  expect(asked().filter((en) => en.endsWith('/farsta') || en === 'agresso/jarva')).toEqual([])
  expect(json).toMatchObject({ fakturor: [{ fakturanummer: 'F7', stadsdel: 'kungsholmen' }] })
  expect(ms).toBeLessThan(FRIST)
})

test.each(['ja', 'okand'] as const)(
  'a flag that is %s makes the answer neutral, and the board that set it has a record',
  async (skydd) => {
    sager.set('agresso/bromma', sagt({}, { skydd }))
    const { json, ms } = await direkt(KAND)
    expect(json).toMatchObject({ fakturor: [], loggId: [expect.stringMatching(/^insyn/)] })
    expect(json).not.toHaveProperty('person')
    expect(ms).toBeGreaterThan(FRIST - 2)
    expect(loggat()).toEqual(['insyn skyddad nekat', 'bromma skyddad nekat'])
  },
)

test('a live read never lifts a flag', async () => {
  sager.set('agresso/bromma', sagt({ faktura: [{ fakturanummer: 'F1' }] }))
  expect((await direkt(SKYDDAD)).json).toMatchObject({ fakturor: [] })
})

test('a flag that another source set while the sources were being asked counts', async () => {
  sager.set('agresso/bromma', sagt({ faktura: [{ fakturanummer: 'F2' }] }))
  expect((await direkt(FLYTTAD)).json).toMatchObject({ fakturor: [{ fakturanummer: 'F2' }, { fakturanummer: 'F3' }] })
  const svar = direkt(FLYTTAD)
  app.spegel.skydda(FLYTTAD, 'sodermalm')
  expect((await svar).json).toMatchObject({ fakturor: [] })
})

test('absent, protected, protected just now, without agreement and out of reach: the same words, calls and time', async () => {
  tystaSenast.add('paraplyet/skarpnack')
  sager.set('paraplyet/skarpnack', 'tyst')
  sager.set('agresso/bromma', sagt({}, { skydd: 'ja' }))
  const svar: string[] = []
  for (const personnummer of [FRANVARANDE, SKYDDAD, KAND, UTAN_AVTAL, UTOM_RACKHALL]) {
    fragor = []
    const { status, headers, json, ms } = await direkt(personnummer)
    expect([typeof json.uppslagId, (json.loggId as string[]).length]).toEqual(['string', 1])
    svar.push(JSON.stringify([status, [...headers.keys()], withoutOwn(json)]))
    expect(rader(json)).toContain('paraplyet/skarpnack svarade-ej')
    expect(rader(json)).toHaveLength(19)
    expect(ms).toBeGreaterThan(FRIST - 2)
    if (personnummer !== KAND) expect(asked()).toHaveLength(19)
  }
  expect(new Set(svar).size).toBe(1)
})

test.each([{ ocrNummer: '1234566' }, { fakturanummer: 'F1' }])('%j cannot be read live', async (sok) => {
  const { status, json } = await app.uppslag({ ...grund, ...sok })
  expect([status, json.kod]).toEqual([400, 'BEGARAN_OGILTIG'])
  expect(json.fel).toEqual([{ pekare: '/personnummer', regel: 'måste anges' }])
  expect(fragor).toEqual([])
})

test('without aktualitet nothing is read live', async () => {
  const { json } = await app.uppslag({ ...grund, aktualitet: 'speglad', personnummer: KAND })
  expect([fragor, rader(json)]).toEqual([[], []])
})
