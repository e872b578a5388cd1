import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { diffPolicy } from './diff.ts'
import { differenceText, type PersonCounts } from './difference-text.ts'
import type { Policy } from './policy.ts'

const officers = [{ utfardare: 'inloggning', slutanvandare: 'eva', loggar: ['bromma', 'jarva'] }]
/** Some of the boards: a difference is looked for in each. */
const BOARDS = ['bromma', 'farsta', 'jarva', 'skarholmen']
const avtalOfSome = realPolicy().avtal.filter(({ stadsdel }) => BOARDS.includes(stadsdel))
const policy = { ...realPolicy(), avtal: avtalOfSome, granskare: officers }
const DATE = '2026-11-25'
const against = (change: Partial<Policy>, date = DATE) =>
  diffPolicy(policy, { ...policy, version: 'ny', ...change }, date)
const text = (change: Partial<Policy>, personer?: readonly PersonCounts[]) => {
  const after = { ...policy, version: 'ny', ...change }
  return differenceText(diffPolicy(policy, after, DATE), { before: policy, after }, personer)
}
const avtal = (stadsdel: string, change: Partial<Policy['avtal'][number]>) => ({
  avtal: policy.avtal.map((one) => (one.stadsdel === stadsdel ? { ...one, ...change } : one)),
})
const andamal = (code: string, change: Partial<Policy['andamal'][string]>): Partial<Policy> => {
  const one = policy.andamal[code]
  return one === undefined ? {} : { andamal: { ...policy.andamal, [code]: { ...one, ...change } } }
}

test('a demand that is raised closes, one that is lowered opens, and each field says what it takes before and after', () => {
  const raised = against(andamal('kofraga', { hogreKrav: { kostatus: 'bankid' } }))
  expect(raised.direction).toBe('snavare')
  expect(raised.falt).toContainEqual({
    roll: 'aldre-direkt',
    andamal: 'kofraga',
    stadsdel: 'bromma',
    mangd: 'kostatus',
    falt: 'plats',
    from: DATE,
    before: { identifiering: 'motringning', arende: false },
    after: { identifiering: 'bankid', arende: false },
  })
  expect(raised.falt.some(({ stadsdel }) => stadsdel === 'skarholmen')).toBe(false)
  expect(against(andamal('kofraga', { identifiering: 'ingen' })).direction).toBe('vidare')
  expect(against(andamal('beslutsfraga', { kraverArende: ['handlaggare'] })).direction).toBe('vidare')
  expect(against(andamal('fakturafraga', { kraverArende: ['faktura'] })).direction).toBe('snavare')
})

test('an agreement that ends later than the day asked for is told of from the day after', () => {
  const difference = against(avtal('farsta', { giltigTill: '2026-12-31' }))
  expect(difference.direction).toBe('snavare')
  for (const one of difference.falt) expect(one).toMatchObject({ stadsdel: 'farsta', from: '2027-01-01', after: null })
  expect(difference.falt.length).toBeGreaterThan(0)
  expect(text(avtal('farsta', { giltigTill: '2026-12-31' }))).toContain(
    '  Farsta from 2027-01-01\n    - nothing is shown any more\n',
  )
})

test('an agreement that begins in the future opens something, though nothing differs today', () => {
  const later = against(avtal('bromma', { giltigFran: '2026-12-01' }), '2026-12-01')
  expect(later).toMatchObject({ falt: [], direction: 'snavare' })
  const without = { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'bromma') }
  const [template] = policy.avtal
  if (template === undefined) throw new Error('no agreement is shipped')
  const fresh = { ...without, version: 'ny', avtal: [...without.avtal, { ...template, giltigFran: '2027-02-01' }] }
  const difference = diffPolicy(without, fresh, DATE)
  expect(difference.direction).toBe('vidare')
  expect(new Set(difference.falt.map(({ from }) => from))).toEqual(new Set(['2027-02-01']))
})

test('a kind that comes by reference into cases closes something, and one that no longer does opens it', () => {
  const by = (...mangder: Informationsmangd[]): Policy => ({
    ...policy,
    ...andamal('samlad-fraga', { hanvisning: mangder }),
  })
  const [one, two] = [by('beslut'), by('beslut', 'faktura')]
  expect(diffPolicy(one, { ...two, version: 'ny' }, DATE)).toMatchObject({
    falt: [],
    direction: 'snavare',
    register: [
      { register: 'andamal', what: 'samlad-fraga', before: 'beslut', after: 'beslut, faktura', widens: false },
    ],
  })
  expect(diffPolicy(two, { ...one, version: 'ny' }, DATE).direction).toBe('vidare')
  expect(diffPolicy(one, { ...policy, version: 'ny' }, DATE).direction).toBe('vidare')
  expect(text(andamal('samlad-fraga', { hanvisning: ['beslut'] }))).toContain(
    'Purposes\n  Fråga som rör flera områden\n      by reference in cases: nothing → beslut\n',
  )
})

test.each<[string, Partial<Policy>, 'vidare' | 'snavare']>([
  ['a client that gets a role', client({ roller: ['aldre-direkt', 'gruppledare'] }), 'vidare'],
  ['a client that loses a role', client({ roller: ['aldre-direkt'] }), 'snavare'],
  ['a client that may name its users itself', client({ slutanvandare: 'uppgiven' }), 'vidare'],
  ['a client for which one more issuer counts', client({ utfardare: ['inloggning', 'annan'] }), 'vidare'],
  ['a client for which another issuer counts', client({ utfardare: ['annan'] }), 'vidare'],
  ['a client that answers for own numbers itself', client({ egetNummer: 'klient' }), 'vidare'],
  ['a client whose cases are not checked', client({ arenden: 'oprovade' }), 'vidare'],
  ['a client that may name fewer cases', client({ arenden: [] }), 'snavare'],
  ['a client that may ask more often', client({ takt: { klient: 9000, slutanvandare: 90 } }), 'snavare'],
  [
    'a rule that may give way for longer',
    { undantag: { ...policy.undantag, oppettid: { hogstMinuter: 241, godkannande: false } } },
    'vidare',
  ],
  ['a rule that no longer gives way', { undantag: {} }, 'snavare'],
  ['a role with a right more', roll({ ratter: ['godkanna-undantag', 'granska'] }), 'vidare'],
  ['a role that gets to see what tells protection', reviewing({ ratter: ['granska', 'granska-skyddade'] }), 'vidare'],
  ['an officer who is assigned a log more', assigned(['bromma', 'jarva', 'insyn']), 'vidare'],
  ['an officer who loses a log', assigned(['bromma']), 'snavare'],
  ['an officer who is assigned another log', assigned(['bromma', 'farsta']), 'vidare'],
  ['an officer who is no longer one', { granskare: [] }, 'snavare'],
  [
    'a new officer',
    { granskare: [...officers, { utfardare: 'annan', slutanvandare: 'eva', loggar: ['jarva'] }] },
    'vidare',
  ],
  ['a role that may see the protected', roll({ skyddade: true }), 'vidare'],
  ['a role that closes', roll({ oppettid: 'kontaktcenter' }), 'snavare'],
])('%s is told', (_, change, direction) => {
  const difference = against(change)
  expect(difference.falt).toEqual([])
  expect(difference.register.length + difference.oppettider.length).toBeGreaterThan(0)
  expect(difference.direction).toBe(direction)
})

function client(change: Partial<Policy['klienter'][string]>): Partial<Policy> {
  const { telefoni: phone } = policy.klienter
  return phone === undefined ? {} : { klienter: { ...policy.klienter, telefoni: { ...phone, ...change } } }
}
function reviewing(change: Partial<Policy['roller'][string]>): Partial<Policy> {
  const { granskare: one } = policy.roller
  return one === undefined ? {} : { roller: { ...policy.roller, granskare: { ...one, ...change } } }
}
function assigned(logs: readonly string[]): Partial<Policy> {
  return { granskare: officers.map((one) => ({ ...one, loggar: logs })) }
}
/** A role that sees nothing, so that only what else it may is told. */
function roll(change: Partial<Policy['roller'][string]>): Partial<Policy> {
  const { gruppledare: groupLeader } = policy.roller
  return groupLeader === undefined ? {} : { roller: { ...policy.roller, gruppledare: { ...groupLeader, ...change } } }
}

test('hours that grow are counted in days of a year, with an example', () => {
  const { kontaktcenter: contactCentre } = policy.oppettider
  if (contactCentre === undefined || 'utanfor' in contactCentre) throw new Error('no hours are shipped')
  const oppettider = { ...policy.oppettider, kontaktcenter: { ...contactCentre, helgdagar: [] } }
  const difference = against({ oppettider })
  expect(difference.direction).toBe('vidare')
  expect(difference.oppettider).toContainEqual({
    roll: 'aldre-direkt',
    fler: expect.any(Number),
    fewer: 0,
    example: { date: '2026-12-24', before: 'closed', after: '8.00–16.30' },
  })
  expect(text({ oppettider })).toMatch(
    /\+ Äldre direkt: longer hours on \d+ days \(2026-12-24: closed → 8\.00–16\.30\)/,
  )
  expect(text({ oppettider })).toMatch(/- Trygghetsjouren: shorter hours on \d+ days/)
})

test('the text tells stadsdelar and roles that change alike together, and how many persons the mirror has of them', () => {
  const personer: PersonCounts[] = [
    { stadsdel: 'bromma', mangd: 'kostatus', personer: 17 },
    { stadsdel: 'bromma', mangd: 'beslut', personer: 99 },
  ]
  const written = text(andamal('kofraga', { hogreKrav: { kostatus: 'motringning' } }), personer)
  expect(written).toContain(
    '    Äldre direkt, Funktionsnedsättning, Trygghetsjouren, Ärendesystemet\n      Bromma, Farsta, Järva\n',
  )
  expect(written).toContain('- requires motringning, before kontrollfragor: kostatus (koId, slag, status, sedan)')
  expect(written).toContain('Affected persons in the mirror\n  Bromma, kostatus: 17\n')
  expect(written).not.toContain('99')
  expect(written).toContain('nothing becomes visible')
})

test('the text says which logs an officer begins and ceases to read', () => {
  expect(text(assigned(['farsta']))).toContain(
    'Officers, by granskare.yaml\n  eva (inloggning)\n    + reads the logs of: bromma, jarva → farsta\n',
  )
})
