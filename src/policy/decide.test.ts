import { expect, test } from '@jest/globals'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import { beslutaFalt, beslutaSpegling, dagensStadsdelar, gallandeAvtal, tillatnaMangder, type Fraga } from './decide.ts'
import { IDENTIFIERINGAR, type Faltlista, type Mangdregler, type Policy } from './policy.ts'

const listade = {
  ...(Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, ['a', 'b', 'c']])) as Record<
    Informationsmangd,
    string[]
  >),
  avgift: ['avgift', 'inkomst'],
}
const policy: Policy = {
  version: 'v',
  stadsdelar: [
    { kod: 'nord', namn: 'Nord', giltigFran: '2020-01-01' },
    { kod: 'syd', namn: 'Syd', giltigFran: '2020-01-01' },
    { kod: 'gamla', namn: 'Gamla', giltigFran: '2007-01-01', giltigTill: '2019-12-31', efterfoljare: 'nord' },
  ],
  avtal: [avtalet('nord', { giltigTill: '2026-06-30' }), avtalet('gamla', { giltigFran: '2010-01-01' })],
  roller: {
    smal: { namn: 'Smal', mangder: { beslut: ['a'], avgift: '*' } },
    arendesystem: { namn: 'Ärendesystemet', mangder: { beslut: '*', avgift: '*', utforare: '*' } },
  },
  andamal: {
    fraga: {
      namn: 'Fråga',
      kraverArende: true,
      identifiering: 'kontrollfragor',
      mangder: { beslut: ['a', 'b'], avgift: '*' },
      hogreKrav: { avgift: { inkomst: 'bankid' } },
    },
    spegling: {
      namn: 'Spegling',
      kraverArende: true,
      identifiering: 'ingen',
      mangder: { beslut: ['b', 'c'], avgift: '*' },
    },
    okant: { namn: 'Inte i avtalet', kraverArende: false, identifiering: 'ingen', mangder: { beslut: '*' } },
  },
  klienter: {},
  undantag: {},
  listade,
}

function avtalet(stadsdel: string, period: { giltigFran?: string; giltigTill?: string } = {}): Policy['avtal'][number] {
  const mangder = ['beslut', 'avgift', 'faktura'] as const
  return {
    stadsdel,
    diarienummer: `dnr-${stadsdel}`,
    giltigFran: '2026-01-01',
    ...period,
    mangder,
    andamal: ['fraga', 'spegling'],
    loggAr: 5,
  }
}

const fraga: Fraga = { roll: 'smal', andamal: 'fraga', arende: 'A1', identifiering: 'motringning', datum: '2026-03-01' }
const falt = (andringar: Partial<Fraga>, mangd: Informationsmangd = 'beslut', stadsdel = 'nord') => [
  ...beslutaFalt(policy, { ...fraga, ...andringar }, stadsdel, mangd).falt,
]

test('shows what agreement, role, purpose and identification all let through, and names the agreement', () => {
  expect(beslutaFalt(policy, fraga, 'nord', 'beslut')).toEqual({
    falt: new Set(['a']),
    orsak: 'tillaten',
    avtal: 'dnr-nord',
  })
})

test.each([
  ['avtal-saknas', {}, 'syd', 'beslut'],
  ['avtal-saknas', { datum: '2025-12-31' }, 'nord', 'beslut'],
  ['avtal-saknas', { datum: '2026-07-01' }, 'nord', 'beslut'],
  ['avtal-saknas', { andamal: 'okant' }, 'nord', 'beslut'],
  ['avtal-saknas', {}, 'nord', 'utforare'],
  ['avtal-saknas', {}, 'gamla', 'beslut'],
  ['avtal-saknas', {}, 'finns-inte', 'beslut'],
  ['roll', { roll: 'finns-inte' }, 'nord', 'beslut'],
  ['roll', { roll: 'constructor' }, 'nord', 'beslut'],
  ['andamal', {}, 'nord', 'faktura'],
  ['arende-saknas', { arende: null }, 'nord', 'beslut'],
  ['arende-saknas', { arende: ' ' }, 'nord', 'beslut'],
  ['identifiering', { identifiering: 'ingen' }, 'nord', 'beslut'],
] as const)('shows nothing and says %s when %j in %s for %s', (orsak, andring, stadsdel, mangd) => {
  const beslut = beslutaFalt(policy, { ...fraga, ...andring }, stadsdel, mangd)
  expect([...beslut.falt]).toEqual([])
  expect(beslut.orsak).toBe(orsak)
})

test('an agreement holds on its first and its last day', () => {
  expect(falt({ datum: '2026-01-01' })).toEqual(['a'])
  expect(falt({ datum: '2026-06-30' })).toEqual(['a'])
})

test('a field that demands more is left out until that is done', () => {
  expect(falt({}, 'avgift')).toEqual(['avgift'])
  expect(falt({ identifiering: 'bankid' }, 'avgift')).toEqual(['avgift', 'inkomst'])
})

test('a case gets only what both mirroring and its own purpose open, and nothing that demands a known caller', () => {
  const arende = { andamal: 'fraga', arende: 'A1', datum: '2026-03-01' }
  expect([...beslutaSpegling(policy, arende, 'nord', 'beslut').falt]).toEqual(['b'])
  expect([...beslutaSpegling(policy, arende, 'nord', 'avgift').falt]).toEqual(['avgift'])
  expect(beslutaSpegling(policy, { ...arende, andamal: 'okant' }, 'nord', 'beslut').orsak).toBe('avtal-saknas')
  expect(beslutaSpegling(policy, arende, 'nord', 'utforare').falt.size).toBe(0)
  expect(beslutaSpegling(policy, arende, 'syd', 'beslut').falt.size).toBe(0)
})

test('a sync may read what the agreement in force names and nothing else', () => {
  expect(tillatnaMangder(policy, 'nord', '2026-03-01')).toEqual(new Set(['beslut', 'avgift', 'faktura']))
  expect(tillatnaMangder(policy, 'nord', '2026-07-01')).toEqual(new Set())
  expect(gallandeAvtal(policy, 'gamla', '2026-03-01')).toBeUndefined()
})

test('a district that has ended is no longer one of today', () => {
  expect(dagensStadsdelar(policy, '2019-12-31').map(({ kod }) => kod)).toEqual(['gamla'])
  expect(dagensStadsdelar(policy, '2020-01-01').map(({ kod }) => kod)).toEqual(['nord', 'syd'])
})

test('no rule widens what another forbids, over random policies', () => {
  const slump = slumpgenerator(20260901)
  for (let varv = 0; varv < 2000; varv++) {
    const en = slumpadPolicy(slump)
    const q: Fraga = {
      roll: valj(slump, ['r0', 'r1', 'r2']),
      andamal: valj(slump, ['p0', 'p1', 'p2']),
      arende: valj(slump, [null, 'A1']),
      identifiering: valj(slump, IDENTIFIERINGAR),
      datum: valj(slump, ['2025-12-31', '2026-03-01', '2027-01-01']),
    }
    const mangd = valj(slump, INFORMATIONSMANGDER)
    const visas = beslutaFalt(en, q, 's', mangd).falt
    const avtal = gallandeAvtal(en, 's', q.datum)
    const [roll, andamal] = [en.roller[q.roll], en.andamal[q.andamal]]
    for (const ett of visas) {
      expect(avtal?.mangder).toContain(mangd)
      expect(avtal?.andamal).toContain(q.andamal)
      for (const lista of [roll?.mangder[mangd], andamal?.mangder[mangd]])
        expect(lista === '*' || lista?.includes(ett)).toBe(true)
      expect(listade[mangd]).toContain(ett)
      expect(andamal?.kraverArende === true && q.arende === null).toBe(false)
      for (const krav of [andamal?.identifiering ?? 'bankid', andamal?.hogreKrav?.[mangd]?.[ett] ?? 'ingen'])
        expect(IDENTIFIERINGAR.indexOf(q.identifiering)).toBeGreaterThanOrEqual(IDENTIFIERINGAR.indexOf(krav))
    }
    // Taking away any one part of a rule never shows more.
    const stramare = stramaAt(en, slump)
    for (const ett of beslutaFalt(stramare, q, 's', mangd).falt) expect(visas.has(ett)).toBe(true)
  }
})

type Slump = () => number
function slumpgenerator(fro: number): Slump {
  let s = fro
  return () => ((s = (Math.imul(s, 1664525) + 1013904223) >>> 0), s / 2 ** 32)
}
const valj = <T>(slump: Slump, av: readonly T[]): T => av[Math.floor(slump() * av.length)] as T
const nagra = <T>(slump: Slump, av: readonly T[], andel = 0.7): T[] => av.filter(() => slump() < andel)
const lista = (slump: Slump, mangd: Informationsmangd): Faltlista =>
  slump() < 0.5 ? '*' : nagra(slump, listade[mangd])
const regler = (slump: Slump): Mangdregler =>
  Object.fromEntries(nagra(slump, INFORMATIONSMANGDER).map((mangd) => [mangd, lista(slump, mangd)]))

function slumpadPolicy(slump: Slump): Policy {
  const andamal = Object.fromEntries(
    nagra(slump, ['p0', 'p1', 'p2']).map((namn) => [
      namn,
      {
        namn,
        mangder: regler(slump),
        kraverArende: slump() < 0.5,
        identifiering: valj(slump, IDENTIFIERINGAR),
        hogreKrav: { avgift: { inkomst: 'bankid' as const } },
      },
    ]),
  )
  const mangder = nagra(slump, INFORMATIONSMANGDER)
  return {
    version: 'v',
    stadsdelar: [{ kod: 's', namn: 'S', giltigFran: '2007-01-01' }],
    avtal: [{ ...avtalet('s', { giltigTill: '2026-12-31' }), mangder, andamal: nagra(slump, ['p0', 'p1', 'p2']) }],
    roller: Object.fromEntries(
      nagra(slump, ['r0', 'r1', 'r2']).map((namn) => [namn, { namn, mangder: regler(slump) }]),
    ),
    andamal,
    klienter: {},
    undantag: {},
    listade,
  }
}

function stramaAt(en: Policy, slump: Slump): Policy {
  const [avtal] = en.avtal
  if (avtal === undefined) return en
  const utan = <T>(register: Readonly<Record<string, T>>) =>
    Object.fromEntries(nagra(slump, Object.entries(register), 0.8))
  const smalna = <T extends { mangder: Mangdregler }>(register: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(register).map(([namn, en]) => [namn, { ...en, mangder: utan(en.mangder) }]))
  return valj<() => Policy>(slump, [
    () => ({ ...en, roller: utan(en.roller) }),
    () => ({ ...en, andamal: utan(en.andamal) }),
    () => ({ ...en, roller: smalna(en.roller) }),
    () => ({ ...en, andamal: smalna(en.andamal) }),
    () => ({
      ...en,
      avtal: [{ ...avtal, mangder: nagra(slump, avtal.mangder), andamal: nagra(slump, avtal.andamal) }],
    }),
  ])()
}
