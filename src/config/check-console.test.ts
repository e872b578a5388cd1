import { expect, test } from '@jest/globals'
import { ownCertificate } from '../../test/support/api/certificates.ts'
import { checkConsole, type ConsoleChecked } from './check-console.ts'
import { type ConsoleSettings, defaultedConsole } from './console-options.ts'

const ISSUERS = [{ namn: 'inloggning', issuer: 'https://login.example', ansprak: { roller: 'roller' } }]
const WRITTEN: ConsoleSettings = {
  utfardare: 'inloggning',
  klient: 'konsol',
  klientId: 'insyn-konsol',
  klientautentisering: 'private_key_jwt',
  nyckel: '-----BEGIN PRIVATE KEY-----',
  kontakt: 'din närmaste chef',
}
const check = (changed: Partial<ConsoleSettings> = {}, others: Partial<ConsoleChecked> = {}) =>
  checkConsole('insyn.yaml', {
    production: true,
    http: { publikAdress: 'https://insyn.example' },
    utfardare: ISSUERS,
    konsol: defaultedConsole({ ...WRITTEN, ...changed }, ISSUERS),
    ...others,
  })
const demo = { issuer: 'http://127.0.0.1:8081/inloggning' }

test('an installation without sign-in, a real one and the demo are as they should be', () => {
  expect(() => {
    checkConsole('insyn.yaml', { production: true, http: {}, utfardare: ISSUERS })
    check()
    check({ klientautentisering: 'client_secret_basic', hemlighet: 'x' })
    check({ ...demo, klientautentisering: 'none' }, { production: false, http: {} })
    check(demo, { production: false, http: { publikAdress: 'http://127.0.0.1:8080' } })
  }).not.toThrow()
})

test('a certificate is that of the key, and goes with no other way to prove who one is', () => {
  const [own, other] = ['insyn', 'annan']
    .map(ownCertificate)
    .map(({ key, cert }) => ({ nyckel: key, certifikat: cert }))
  expect(() => check(own)).not.toThrow()
  const wrong = '/konsol/certifikat: must be a certificate in PEM of the key in nyckel'
  expect(() => check({ ...own, certifikat: other?.certifikat ?? '' })).toThrow(wrong)
  expect(() => check({ ...own, certifikat: '-----BEGIN CERTIFICATE-----' })).toThrow(wrong)
  expect(() => check({ ...own, klientautentisering: 'client_secret_basic', hemlighet: 'x' })).toThrow(wrong)
})

test.each<[string, Partial<ConsoleSettings>, Partial<ConsoleChecked>, string]>([
  ['an unknown issuer', { utfardare: 'annan' }, {}, '/konsol/utfardare: is not the namn'],
  ['plain http in production', demo, {}, '/konsol/issuer: is over plain http'],
  [
    'plain http to elsewhere',
    { issuer: 'http://login.example' },
    { production: false },
    '/konsol/issuer: is over plain',
  ],
  ['an issuer that is no address', { issuer: 'urn:x' }, {}, '/konsol/issuer: is over plain http'],
  ['no client authentication', { klientautentisering: 'none' }, {}, '/konsol/klientautentisering: is none'],
  [
    'no client authentication, outside the demo',
    { klientautentisering: 'none' },
    { production: false },
    '/konsol/klientautentisering: is none',
  ],
  [
    'two to ring about one source',
    { ring: [{ kalla: 'agresso', text: 'A' }, { text: 'B' }, { kalla: 'agresso', text: 'C' }] },
    {},
    '/konsol/ring: has two entries',
  ],
  ['no secret', { klientautentisering: 'client_secret_basic' }, {}, '/konsol/hemlighet: is needed'],
  ['no public address', {}, { http: {} }, '/http/publikAdress: is needed for konsol'],
  ['a public address over http', {}, { http: { publikAdress: 'http://insyn.example' } }, 'must be https for konsol'],
  ['a public address with a path', {}, { http: { publikAdress: 'https://a.example/insyn' } }, 'must have no path'],
])('%s stops the start', (_, changed, others, why) => {
  expect(() => {
    check(changed, others)
  }).toThrow(why)
})

test('a key that is missing stops the start', () => {
  const without = Object.fromEntries(Object.entries(WRITTEN).filter(([name]) => name !== 'nyckel'))
  expect(() => {
    check({}, { konsol: defaultedConsole(without as unknown as ConsoleSettings, ISSUERS) })
  }).toThrow('/konsol/nyckel: is needed')
})

test('claims are those of the issuer where the console names none', () => {
  const issuers = [{ namn: 'inloggning', ansprak: { roller: 'groups', personnummer: 'pnr' } }]
  expect(defaultedConsole(WRITTEN, issuers)).toMatchObject({
    ansprak: { namn: 'name', roller: 'groups', personnummer: 'pnr' },
    omfattning: ['openid', 'profile'],
    ...{ vilaMinuter: 30, hogstTimmar: 10, omprovningMinuter: 60 },
  })
  expect(defaultedConsole({ ...WRITTEN, ansprak: { roller: 'roles' } }, issuers).ansprak.roller).toBe('roles')
})
