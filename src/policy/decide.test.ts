import { expect, test } from '@jest/globals'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import { beslutaFalt, beslutaSpegling, dagensStadsdelar, gallandeAvtal, tillatnaMangder, type Fraga } from './decide.ts'
import type { Policy, Undantagsregel } from './policy.ts'

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
    dag: { namn: 'Dag', oppettid: 'dag', mangder: { beslut: ['a'] } },
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
  oppettider: { dag: { namn: 'Dagtid', veckan: { sondag: '08:00-16:30' }, helgdagar: [] } },
  klienter: {},
  undantag: { oppettid: { hogstMinuter: 60, godkannande: false } },
  listade,
}

function avtalet(stadsdel: string, period: { giltigFran?: string; giltigTill?: string } = {}): Policy['avtal'][number] {
  const mangder = ['beslut', 'avgift', 'faktura'] as const
  return {
    fil: `avtal/${stadsdel}.yaml`,
    stadsdel,
    diarienummer: `dnr-${stadsdel}`,
    giltigFran: '2026-01-01',
    ...period,
    mangder,
    andamal: ['fraga', 'spegling'],
    loggAr: 5,
  }
}

const fraga: Fraga = {
  roll: 'smal',
  andamal: 'fraga',
  arende: 'A1',
  identifiering: 'motringning',
  datum: '2026-03-01',
  minut: 600,
}
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
  ['oppettid', { roll: 'dag', minut: 479 }, 'nord', 'beslut'],
  ['oppettid', { roll: 'dag', minut: 990 }, 'nord', 'beslut'],
  ['oppettid', { roll: 'dag', minut: 479, arende: null, identifiering: 'ingen' }, 'nord', 'beslut'],
  ['roll', { roll: 'dag', minut: 479 }, 'nord', 'avgift'],
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

test('a kind can demand a case or a better identification than the rest of its purpose', () => {
  const ett = {
    namn: 'Fråga',
    kraverArende: ['beslut'],
    identifiering: 'kontrollfragor',
    mangder: { beslut: '*', avgift: '*' },
    hogreKrav: { avgift: 'bankid' },
  } as const
  const en: Policy = { ...policy, andamal: { ...policy.andamal, fraga: ett } }
  const utanArende = { ...fraga, arende: null }
  expect(beslutaFalt(en, utanArende, 'nord', 'beslut').orsak).toBe('arende-saknas')
  expect(beslutaFalt(en, fraga, 'nord', 'beslut').falt).toEqual(new Set(['a']))
  expect(beslutaFalt(en, utanArende, 'nord', 'avgift').orsak).toBe('identifiering')
  expect(beslutaFalt(en, { ...utanArende, identifiering: 'bankid' }, 'nord', 'avgift').falt).toEqual(
    new Set(['avgift', 'inkomst']),
  )
  const arende = { andamal: 'fraga', arende: 'A1', datum: '2026-03-01' }
  expect(beslutaSpegling(en, arende, 'nord', 'avgift')).toMatchObject({ falt: new Set(), orsak: 'andamal' })
  expect(beslutaSpegling(en, arende, 'nord', 'beslut').falt).toEqual(new Set(['b', 'c']))
})

test('a rule gives way only when the policy lets it, and only for the request that says so', () => {
  const stangd = { ...fraga, roll: 'dag', minut: 0 }
  const undantag = new Set<Undantagsregel>(['oppettid', 'arende-saknas', 'skyddad'])
  expect(beslutaFalt(policy, { ...stangd, undantag }, 'nord', 'beslut').falt).toEqual(new Set(['a']))
  expect(beslutaFalt(policy, { ...stangd, undantag: new Set() }, 'nord', 'beslut').orsak).toBe('oppettid')
  expect(beslutaFalt({ ...policy, undantag: {} }, { ...stangd, undantag }, 'nord', 'beslut').orsak).toBe('oppettid')
  // The policy above lets only the hours give way.
  expect(beslutaFalt(policy, { ...fraga, arende: null, undantag }, 'nord', 'beslut').orsak).toBe('arende-saknas')
  expect(beslutaFalt(policy, { ...stangd, identifiering: 'ingen', undantag }, 'nord', 'beslut').orsak).toBe(
    'identifiering',
  )
})
