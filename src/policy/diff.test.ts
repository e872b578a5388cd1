import { expect, test } from '@jest/globals'
import { riktigPolicy } from '../../test/support/api-in-memory.ts'
import { jamforPolicy } from './diff.ts'
import type { Policy } from './policy.ts'
import { skillnadstext, type Persontal } from './difference-text.ts'

const policy = riktigPolicy()
const DATUM = '2026-11-25'
const mot = (andring: Partial<Policy>, datum = DATUM) =>
  jamforPolicy(policy, { ...policy, version: 'ny', ...andring }, datum)
const text = (andring: Partial<Policy>, personer?: readonly Persontal[]) => {
  const efter = { ...policy, version: 'ny', ...andring }
  return skillnadstext(jamforPolicy(policy, efter, DATUM), { fore: policy, efter }, personer)
}
const avtal = (stadsdel: string, andring: Partial<Policy['avtal'][number]>) => ({
  avtal: policy.avtal.map((ett) => (ett.stadsdel === stadsdel ? { ...ett, ...andring } : ett)),
})
const andamal = (kod: string, andring: Partial<Policy['andamal'][string]>): Partial<Policy> => {
  const ett = policy.andamal[kod]
  return ett === undefined ? {} : { andamal: { ...policy.andamal, [kod]: { ...ett, ...andring } } }
}

test('a demand that is raised closes, one that is lowered opens, and each field says what it takes before and after', () => {
  const hojt = mot(andamal('kofraga', { hogreKrav: { kostatus: 'bankid' } }))
  expect(hojt.riktning).toBe('snavare')
  expect(hojt.falt).toContainEqual({
    roll: 'aldre-direkt',
    andamal: 'kofraga',
    stadsdel: 'bromma',
    mangd: 'kostatus',
    falt: 'plats',
    fran: DATUM,
    fore: { identifiering: 'motringning', arende: false },
    efter: { identifiering: 'bankid', arende: false },
  })
  expect(hojt.falt.some(({ stadsdel }) => stadsdel === 'skarholmen')).toBe(false)
  expect(mot(andamal('kofraga', { identifiering: 'ingen' })).riktning).toBe('vidare')
  expect(mot(andamal('beslutsfraga', { kraverArende: ['handlaggare'] })).riktning).toBe('vidare')
  expect(mot(andamal('fakturafraga', { kraverArende: ['faktura'] })).riktning).toBe('snavare')
})

test('an agreement that ends later than the day asked for is told of from the day after', () => {
  const skillnad = mot(avtal('farsta', { giltigTill: '2026-12-31' }))
  expect(skillnad.riktning).toBe('snavare')
  for (const ett of skillnad.falt) expect(ett).toMatchObject({ stadsdel: 'farsta', fran: '2027-01-01', efter: null })
  expect(skillnad.falt.length).toBeGreaterThan(0)
  expect(text(avtal('farsta', { giltigTill: '2026-12-31' }))).toContain(
    '  Farsta från 2027-01-01\n    - ingenting visas längre\n',
  )
})

test('an agreement that begins in the future opens something, though nothing differs today', () => {
  const senare = mot(avtal('bromma', { giltigFran: '2026-12-01' }), '2026-12-01')
  expect(senare).toMatchObject({ falt: [], riktning: 'snavare' })
  const utan = { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'bromma') }
  const [mall] = policy.avtal
  if (mall === undefined) throw new Error('no agreement is shipped')
  const nytt = { ...utan, version: 'ny', avtal: [...utan.avtal, { ...mall, giltigFran: '2027-02-01' }] }
  const skillnad = jamforPolicy(utan, nytt, DATUM)
  expect(skillnad.riktning).toBe('vidare')
  expect(new Set(skillnad.falt.map(({ fran }) => fran))).toEqual(new Set(['2027-02-01']))
})

test.each<[string, Partial<Policy>, 'vidare' | 'snavare']>([
  ['a client that gets a role', klient({ roller: ['aldre-direkt', 'gruppledare'] }), 'vidare'],
  ['a client that loses a role', klient({ roller: ['aldre-direkt'] }), 'snavare'],
  ['a client that may name its users itself', klient({ slutanvandare: 'uppgiven' }), 'vidare'],
  ['a client that may ask more often', klient({ takt: { klient: 9000, slutanvandare: 90 } }), 'snavare'],
  [
    'a rule that may give way for longer',
    { undantag: { ...policy.undantag, oppettid: { hogstMinuter: 241, godkannande: false } } },
    'vidare',
  ],
  ['a rule that no longer gives way', { undantag: {} }, 'snavare'],
  ['a role with a right more', roll({ ratter: ['godkanna-undantag', 'granska'] }), 'vidare'],
  ['a role that may see the protected', roll({ skyddade: true }), 'vidare'],
  ['a role that closes', roll({ oppettid: 'kontaktcenter' }), 'snavare'],
])('%s is told', (_, andring, riktning) => {
  const skillnad = mot(andring)
  expect(skillnad.falt).toEqual([])
  expect(skillnad.register.length + skillnad.oppettider.length).toBeGreaterThan(0)
  expect(skillnad.riktning).toBe(riktning)
})

function klient(andring: Partial<Policy['klienter'][string]>): Partial<Policy> {
  const { telefoni } = policy.klienter
  return telefoni === undefined ? {} : { klienter: { ...policy.klienter, telefoni: { ...telefoni, ...andring } } }
}
/** A role that sees nothing, so that only what else it may is told. */
function roll(andring: Partial<Policy['roller'][string]>): Partial<Policy> {
  const { gruppledare } = policy.roller
  return gruppledare === undefined ? {} : { roller: { ...policy.roller, gruppledare: { ...gruppledare, ...andring } } }
}

test('hours that grow are counted in days of a year, with an example', () => {
  const { kontaktcenter } = policy.oppettider
  if (kontaktcenter === undefined || 'utanfor' in kontaktcenter) throw new Error('no hours are shipped')
  const oppettider = { ...policy.oppettider, kontaktcenter: { ...kontaktcenter, helgdagar: [] } }
  const skillnad = mot({ oppettider })
  expect(skillnad.riktning).toBe('vidare')
  expect(skillnad.oppettider).toContainEqual({
    roll: 'aldre-direkt',
    fler: expect.any(Number),
    farre: 0,
    exempel: { datum: '2026-12-24', fore: 'stängt', efter: '8.00–16.30' },
  })
  expect(text({ oppettider })).toMatch(/\+ Äldre direkt: mer öppet \d+ dagar \(2026-12-24: stängt → 8\.00–16\.30\)/)
  expect(text({ oppettider })).toMatch(/- Trygghetsjouren: mindre öppet \d+ dagar/)
})

test('the text tells stadsdelar and roles that change alike together, and how many persons the mirror has of them', () => {
  const personer: Persontal[] = [
    { stadsdel: 'bromma', mangd: 'kostatus', personer: 17 },
    { stadsdel: 'bromma', mangd: 'beslut', personer: 99 },
  ]
  const skrivet = text(andamal('kofraga', { hogreKrav: { kostatus: 'motringning' } }), personer)
  expect(skrivet).toContain(
    '    Äldre direkt, Funktionsnedsättning, Trygghetsjouren, Ärendesystemet\n      Bromma, Enskede-Årsta-Vantör, ',
  )
  expect(skrivet).toContain('- kräver motringning, förut kontrollfrågor: kostatus (koId, slag, status, sedan)')
  expect(skrivet).toContain('Berörda personer i spegeln\n  Bromma, kostatus: 17\n')
  expect(skrivet).not.toContain('99')
  expect(skrivet).toContain('inget blir synligt')
})
