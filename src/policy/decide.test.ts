import { expect, test } from '@jest/globals'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { allowedMangder, avtalInForce, decideFields, decideMirroring, type Query, todaysStadsdelar } from './decide.ts'
import type { ExceptionRule, Policy } from './policy.ts'

const listed = {
  ...(Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, ['a', 'b', 'c']])) as Record<
    Informationsmangd,
    string[]
  >),
  avgift: ['avgift', 'income'],
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
    day: { namn: 'Dag', oppettid: 'day', mangder: { beslut: ['a'] } },
    narrow: { namn: 'Smal', mangder: { beslut: ['a'], avgift: '*' } },
    arendesystem: { namn: 'Ärendesystemet', mangder: { beslut: '*', avgift: '*', utforare: '*' } },
  },
  andamal: {
    query: {
      namn: 'Fråga',
      kraverArende: true,
      identifiering: 'kontrollfragor',
      mangder: { beslut: ['a', 'b'], avgift: '*' },
      hogreKrav: { avgift: { income: 'bankid' } },
    },
    spegling: {
      namn: 'Spegling',
      kraverArende: true,
      identifiering: 'ingen',
      mangder: { beslut: ['b', 'c'], avgift: '*' },
    },
    unlisted: { namn: 'Inte i avtalet', kraverArende: false, identifiering: 'ingen', mangder: { beslut: '*' } },
  },
  oppettider: { day: { namn: 'Dagtid', veckan: { sondag: '08:00-16:30' }, helgdagar: [] } },
  klienter: {},
  granskare: [],
  undantag: { oppettid: { hogstMinuter: 60, godkannande: false } },
  listed,
}

function avtalet(stadsdel: string, period: { giltigFran?: string; giltigTill?: string } = {}): Policy['avtal'][number] {
  const mangder = ['beslut', 'avgift', 'faktura'] as const
  return {
    file: `avtal/${stadsdel}.yaml`,
    stadsdel,
    diarienummer: `dnr-${stadsdel}`,
    giltigFran: '2026-01-01',
    ...period,
    mangder,
    andamal: ['query', 'spegling'],
    loggAr: 5,
  }
}

const query: Query = {
  roll: 'narrow',
  andamal: 'query',
  arende: 'A1',
  identifiering: 'motringning',
  date: '2026-03-01',
  minute: 600,
}
const field = (changes: Partial<Query>, mangd: Informationsmangd = 'beslut', stadsdel = 'nord') => [
  ...decideFields(policy, { ...query, ...changes }, stadsdel, mangd).falt,
]

test('shows what agreement, role, purpose and identification all let through, and names the agreement', () => {
  expect(decideFields(policy, query, 'nord', 'beslut')).toEqual({
    falt: new Set(['a']),
    reason: 'tillaten',
    avtal: 'dnr-nord',
  })
})

test.each([
  ['avtal-saknas', {}, 'syd', 'beslut'],
  ['avtal-saknas', { date: '2025-12-31' }, 'nord', 'beslut'],
  ['avtal-saknas', { date: '2026-07-01' }, 'nord', 'beslut'],
  ['avtal-saknas', { andamal: 'unlisted' }, 'nord', 'beslut'],
  ['avtal-saknas', {}, 'nord', 'utforare'],
  ['avtal-saknas', {}, 'gamla', 'beslut'],
  ['avtal-saknas', {}, 'finns-inte', 'beslut'],
  ['roll', { roll: 'finns-inte' }, 'nord', 'beslut'],
  ['roll', { roll: 'constructor' }, 'nord', 'beslut'],
  ['andamal', {}, 'nord', 'faktura'],
  ['arende-saknas', { arende: null }, 'nord', 'beslut'],
  ['arende-saknas', { arende: ' ' }, 'nord', 'beslut'],
  ['oppettid', { roll: 'day', minute: 479 }, 'nord', 'beslut'],
  ['oppettid', { roll: 'day', minute: 990 }, 'nord', 'beslut'],
  ['oppettid', { roll: 'day', minute: 479, arende: null, identifiering: 'ingen' }, 'nord', 'beslut'],
  ['roll', { roll: 'day', minute: 479 }, 'nord', 'avgift'],
  ['identifiering', { identifiering: 'ingen' }, 'nord', 'beslut'],
] as const)('shows nothing and says %s when %j in %s for %s', (reason, change, stadsdel, mangd) => {
  const beslut = decideFields(policy, { ...query, ...change }, stadsdel, mangd)
  expect([...beslut.falt]).toEqual([])
  expect(beslut.reason).toBe(reason)
})

test('an agreement holds on its first and its last day', () => {
  expect(field({ date: '2026-01-01' })).toEqual(['a'])
  expect(field({ date: '2026-06-30' })).toEqual(['a'])
})

test('a field that demands more is left out until that is done', () => {
  expect(field({}, 'avgift')).toEqual(['avgift'])
  expect(field({ identifiering: 'bankid' }, 'avgift')).toEqual(['avgift', 'income'])
})

test('a case gets only what both mirroring and its own purpose open, and nothing that demands a known caller', () => {
  const arende = { andamal: 'query', arende: 'A1', date: '2026-03-01' }
  expect([...decideMirroring(policy, arende, 'nord', 'beslut').falt]).toEqual(['b'])
  expect([...decideMirroring(policy, arende, 'nord', 'avgift').falt]).toEqual(['avgift'])
  expect(decideMirroring(policy, { ...arende, andamal: 'unlisted' }, 'nord', 'beslut').reason).toBe('avtal-saknas')
  expect(decideMirroring(policy, arende, 'nord', 'utforare').falt.size).toBe(0)
  expect(decideMirroring(policy, arende, 'syd', 'beslut').falt.size).toBe(0)
})

test('a kind that comes by reference is written into no case of that purpose, or of any, and looked up as before', () => {
  const withReference = (code: string): Policy => ({
    ...policy,
    andamal: { ...policy.andamal, [code]: { ...policy.andamal[code]!, hanvisning: ['beslut', 'faktura'] } },
  })
  const arende = { andamal: 'query', arende: 'A1', date: '2026-03-01' }
  for (const one of [withReference('query'), withReference('spegling')]) {
    expect(decideMirroring(one, arende, 'nord', 'beslut')).toEqual({
      falt: new Set(),
      reason: 'hanvisning',
      avtal: 'dnr-nord',
    })
    expect([...decideMirroring(one, arende, 'nord', 'avgift').falt]).toEqual(['avgift'])
    // What no case would have got anyway is not told to come by reference.
    expect(decideMirroring(one, arende, 'nord', 'faktura').reason).toBe('andamal')
    expect(decideMirroring(one, { ...arende, date: '2026-07-01' }, 'nord', 'beslut').reason).toBe('avtal-saknas')
    expect(decideFields(one, query, 'nord', 'beslut')).toEqual(decideFields(policy, query, 'nord', 'beslut'))
  }
})

test('a sync may read what the agreement in force names and nothing else', () => {
  expect(allowedMangder(policy, 'nord', '2026-03-01')).toEqual(new Set(['beslut', 'avgift', 'faktura']))
  expect(allowedMangder(policy, 'nord', '2026-07-01')).toEqual(new Set())
  expect(avtalInForce(policy, 'gamla', '2026-03-01')).toBeUndefined()
})

test('a district that has ended is no longer one of today', () => {
  expect(todaysStadsdelar(policy, '2019-12-31').map(({ kod }) => kod)).toEqual(['gamla'])
  expect(todaysStadsdelar(policy, '2020-01-01').map(({ kod }) => kod)).toEqual(['nord', 'syd'])
})

test('a kind can demand a case or a better identification than the rest of its purpose', () => {
  const item = {
    namn: 'Fråga',
    kraverArende: ['beslut'],
    identifiering: 'kontrollfragor',
    mangder: { beslut: '*', avgift: '*' },
    hogreKrav: { avgift: 'bankid' },
  } as const
  const one: Policy = { ...policy, andamal: { ...policy.andamal, query: item } }
  const withoutArende = { ...query, arende: null }
  expect(decideFields(one, withoutArende, 'nord', 'beslut').reason).toBe('arende-saknas')
  expect(decideFields(one, query, 'nord', 'beslut').falt).toEqual(new Set(['a']))
  expect(decideFields(one, withoutArende, 'nord', 'avgift').reason).toBe('identifiering')
  expect(decideFields(one, { ...withoutArende, identifiering: 'bankid' }, 'nord', 'avgift').falt).toEqual(
    new Set(['avgift', 'income']),
  )
  const arende = { andamal: 'query', arende: 'A1', date: '2026-03-01' }
  expect(decideMirroring(one, arende, 'nord', 'avgift')).toMatchObject({ falt: new Set(), reason: 'andamal' })
  expect(decideMirroring(one, arende, 'nord', 'beslut').falt).toEqual(new Set(['b', 'c']))
})

test('a rule gives way only when the policy lets it, and only for the request that says so', () => {
  const closed = { ...query, roll: 'day', minute: 0 }
  const exceptions = new Set<ExceptionRule>(['oppettid', 'arende-saknas', 'skyddad'])
  expect(decideFields(policy, { ...closed, undantag: exceptions }, 'nord', 'beslut').falt).toEqual(new Set(['a']))
  expect(decideFields(policy, { ...closed, undantag: new Set() }, 'nord', 'beslut').reason).toBe('oppettid')
  expect(decideFields({ ...policy, undantag: {} }, { ...closed, undantag: exceptions }, 'nord', 'beslut').reason).toBe(
    'oppettid',
  )
  // The policy above lets only the hours give way.
  expect(decideFields(policy, { ...query, arende: null, undantag: exceptions }, 'nord', 'beslut').reason).toBe(
    'arende-saknas',
  )
  expect(
    decideFields(policy, { ...closed, identifiering: 'ingen', undantag: exceptions }, 'nord', 'beslut').reason,
  ).toBe('identifiering')
})
