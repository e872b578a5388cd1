import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type CryptoKey, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { type JwksServer, startJwks } from '../../test/support/api/jwks.ts'
import type { Issuer } from '../config.ts'
import { type Authenticate, createAuth } from './auth.ts'

const START = new Date('2026-10-15T10:00:00Z')
const SECOND = Math.floor(START.getTime() / 1000)
const THUMBPRINT = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2'
const KNOWN = '189001019802'

let now = START
let key: CryptoKey
let jwks: JwksServer
let issuer: Issuer
let authenticate: Authenticate

const deps = { clock: () => now, personRef: (number: string) => `ref av ${number}` }
const added = (changed: Partial<Issuer>) => createAuth([{ ...issuer, ...changed }], deps)
const show = async (jwt: Promise<string> | string, certificate?: string) => ({
  authorization: `Bearer ${await jwt}`,
  certifikat: () => certificate,
})
const INVALID = { code: 'TOKEN_OGILTIG', message: 'access token missing or invalid' }

beforeAll(async () => {
  const par = await generateKeyPair('ES256', { extractable: true })
  key = par.privateKey
  jwks = await startJwks()
  await jwks.publish({ k: par.publicKey })
  issuer = {
    namn: 'inloggning',
    issuer: 'https://login.example',
    jwks: jwks.url,
    audience: 'urn:insyn:api',
    algoritmer: ['ES256'],
    klockskevhet: 5,
    hogstaLivslangd: 3600,
    typ: 'at+jwt',
    ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' },
    certifikatbindning: 'off',
  }
})
afterAll(() => jwks.stop())
beforeEach(() => {
  now = START
  authenticate = added({})
})

const VALID = {
  iss: 'https://login.example',
  aud: 'urn:insyn:api',
  sub: 'anna',
  client_id: 'telefoni',
  roller: ['aldre-direkt'],
  iat: SECOND,
  exp: SECOND + 3600,
}
const token = (content: JWTPayload = VALID, head: object = {}) =>
  new SignJWT(content).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt', ...head }).sign(key)

test('a token from a known issuer names the person at work, the client and the roles', async () => {
  expect(await authenticate(await show(token()))).toEqual({
    slutanvandare: 'anna',
    identitet: 'token',
    utfardare: 'inloggning',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
    ownRef: null,
  })
})

test('an issuer may call its claims something else, and then only those count', async () => {
  const admit = added({ typ: 'JWT', ansprak: { klient: 'azp', slutanvandare: 'oid', roller: 'roles' } })
  const { client_id: azp, sub: oid, roller: roles, ...other } = VALID
  expect(await admit(await show(token({ ...other, azp, oid, roles, sub: 'nagon' }, { typ: 'JWT' })))).toMatchObject({
    slutanvandare: 'anna',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
  })
  await expect(admit(await show(token(VALID, { typ: 'JWT' })))).rejects.toMatchObject(INVALID)
})

test.each<[Issuer['typ'], object, boolean]>([
  ['at+jwt', { typ: 'at+jwt' }, true],
  ['at+jwt', { typ: 'application/at+jwt' }, true],
  ['at+jwt', { typ: 'JWT' }, false],
  ['at+jwt', { typ: undefined }, false],
  ['JWT', { typ: 'JWT' }, true],
  ['JWT', { typ: 'at+jwt' }, false],
  ['valfri', { typ: undefined }, true],
  ['valfri', { typ: 'JWT' }, true],
])('where the type is to be %s, a token with %j is taken: %s', async (wantedType, head, taken) => {
  const answer = added({ typ: wantedType })(await show(token(VALID, head)))
  await (taken ? expect(answer).resolves.toBeDefined() : expect(answer).rejects.toMatchObject(INVALID))
})

test('the end user’s own number becomes a reference, where the issuer is said to give it, and goes no further', async () => {
  const claims = { ...issuer.ansprak, personnummer: 'pnr' }
  const withNumber = token({ ...VALID, pnr: `${KNOWN.slice(0, 8)}-${KNOWN.slice(8)}` })
  expect(await added({ ansprak: claims })(await show(withNumber))).toMatchObject({ ownRef: `ref av ${KNOWN}` })
  expect(await added({ ansprak: claims })(await show(token()))).toMatchObject({ ownRef: null })
  const without = await authenticate(await show(withNumber))
  expect(JSON.stringify(without)).not.toMatch(/0101-?9802/)
  for (const pnr of ['189001019803', 189001019802, ''])
    await expect(added({ ansprak: claims })(await show(token({ ...VALID, pnr })))).rejects.toMatchObject(INVALID)
})

test('the logs of an officer are read where the issuer is said to give them, as a list or a text', async () => {
  const claims = { ...issuer.ansprak, loggar: 'insyn.loggar' }
  const logsOf = async (content: JWTPayload) =>
    (await added({ ansprak: claims })(await show(token({ ...VALID, ...content })))).loggar
  expect(await logsOf({ insyn: { loggar: ['bromma', 'insyn'] } })).toEqual(['bromma', 'insyn'])
  expect(await logsOf({ 'insyn.loggar': 'bromma, jarva' })).toEqual(['bromma', 'jarva'])
  expect([await logsOf({}), await logsOf({ insyn: { loggar: '' } })]).toEqual([[], []])
  for (const insyn of [{ loggar: 7 }, { loggar: ['bromma', 7] }, { loggar: { bromma: true } }])
    await expect(logsOf({ insyn })).rejects.toMatchObject(INVALID)
  expect(await authenticate(await show(token({ ...VALID, insyn: { loggar: ['bromma'] } })))).not.toHaveProperty(
    'loggar',
  )
})

test.each([
  ['upper case', 'Anna'],
  ['full width', 'ａnna'],
  ['a Cyrillic а', 'аnna'],
  ['a Greek ο', 'bο'],
  ['a Latin alpha', 'ɑnna'],
  ['a zero width joiner', 'an\u200Dna'],
  ['a soft hyphen', 'an\u00ADna'],
  ['a bidi override', '\u202Eanna'],
  ['a combining ring', 'a\u030Asa'],
  ['the Ångström sign', '\u212Bsa'],
  ['a ligature', 'ﬁa'],
  ['a private character', 'anna\uE000'],
  ['a blank', 'anna ek'],
  ['a no-break blank', 'anna\u00A0ek'],
  ['nothing', ''],
  ['too much', 'a'.repeat(201)],
])('an end user’s name with %s is refused: it could be taken for somebody else’s', async (_, sub) => {
  await expect(authenticate(await show(token({ ...VALID, sub })))).rejects.toMatchObject(INVALID)
})

test.each([
  'åsa.öberg',
  'renée',
  "o'hara",
  'anna-karin_2@stad.example',
  '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30',
  'f:1:ä',
])('an end user may be called %s', async (sub) => {
  expect(await authenticate(await show(token({ ...VALID, sub })))).toMatchObject({ slutanvandare: sub })
})

test('a person is the subject, whatever names and addresses the token has beside it', async () => {
  const named = token({
    ...VALID,
    name: 'Bo Ek',
    preferred_username: 'bo',
    upn: 'bo@stad.example',
    email: 'bo@stad.example',
  })
  expect(await authenticate(await show(named))).toMatchObject({ slutanvandare: 'anna', utfardare: 'inloggning' })
})

test('a token that names no person is the system’s own', async () => {
  for (const system of [{ sub: 'telefoni' }, { client_id: 'Telefoni', sub: 'telefoni' }, { idtyp: 'app' }])
    expect(await authenticate(await show(token({ ...VALID, ...system })))).toMatchObject({ identitet: 'system' })
})

test('a person or a client whose name could be a personnummer is refused: names stand in clear in the log', async () => {
  for (const name of [KNOWN, '900101-9802', `anna.${KNOWN}`, 'sid 18900101 9802'])
    for (const field of ['sub', 'client_id'])
      await expect(authenticate(await show(token({ ...VALID, [field]: name })))).rejects.toMatchObject(INVALID)
  // As identity providers name people; these ten digits in a row are a number by chance.
  const oid = 'a9001019-8020-4abc-8def-0123456789ab'
  expect(await authenticate(await show(token({ ...VALID, sub: oid })))).toMatchObject({ slutanvandare: oid })
})

test.each<[string, Partial<Issuer>, object, boolean]>([
  ['as long as may be', {}, { exp: SECOND + 3600 }, true],
  ['longer by as much as clocks may differ', {}, { exp: SECOND + 3605 }, true],
  ['longer than may be', {}, { exp: SECOND + 3606 }, false],
  ['longer in all, though little is left of it', {}, { iat: SECOND - 3600, exp: SECOND + 60 }, false],
  ['for ever', {}, { exp: Number.MAX_SAFE_INTEGER }, false],
  ['from before time began', {}, { iat: -SECOND, exp: SECOND + 60 }, false],
  ['from nobody knows when', {}, { iat: undefined }, false],
  ['as long as this issuer may say', { hogstaLivslangd: 28_800 }, { exp: SECOND + 28_800 }, true],
  ['longer than this issuer may say', { hogstaLivslangd: 60 }, { exp: SECOND + 120 }, false],
])('a token that is valid %s is taken, or not', async (_, changed, claims, taken) => {
  const answer = added(changed)(await show(token({ ...VALID, ...claims })))
  await (taken ? expect(answer).resolves.toBeDefined() : expect(answer).rejects.toMatchObject(INVALID))
})

const bound = (cnf: unknown) => token({ ...VALID, cnf })
test.each<[Issuer['certifikatbindning'], unknown, string | undefined, boolean]>([
  ['required', { 'x5t#S256': THUMBPRINT }, THUMBPRINT, true],
  ['required', { 'x5t#S256': THUMBPRINT }, THUMBPRINT.replace('b', 'c'), false],
  ['required', { 'x5t#S256': THUMBPRINT }, undefined, false],
  ['required', undefined, THUMBPRINT, false],
  ['required', {}, THUMBPRINT, false],
  ['when-present', undefined, undefined, true],
  ['when-present', { 'x5t#S256': THUMBPRINT }, THUMBPRINT, true],
  ['when-present', { 'x5t#S256': THUMBPRINT }, undefined, false],
  ['when-present', { jkt: THUMBPRINT }, THUMBPRINT, false],
  ['when-present', null, THUMBPRINT, false],
  ['when-present', THUMBPRINT, THUMBPRINT, false],
  ['when-present', { 'x5t#S256': [THUMBPRINT] }, THUMBPRINT, false],
  ['when-present', { 'x5t#S256': '' }, '', false],
  ['off', { 'x5t#S256': THUMBPRINT }, undefined, true],
])('with binding %s, a token bound by %j shown with %s is taken: %s', async (bindingRule, cnf, shown, taken) => {
  const accept = added({ certifikatbindning: bindingRule })
  // Twice: what is remembered of a token must not let it past.
  const jwt = await bound(cnf)
  for (let once = 0; once < 2; once++) {
    const answer = accept(await show(jwt, shown))
    await (taken ? expect(answer).resolves.toBeDefined() : expect(answer).rejects.toMatchObject(INVALID))
  }
})

test('a token that its owner has shown is no use to a thief without the certificate', async () => {
  const binding = added({ certifikatbindning: 'required' })
  const stolen = await bound({ 'x5t#S256': THUMBPRINT })
  await binding(await show(stolen, THUMBPRINT))
  await expect(binding(await show(stolen, THUMBPRINT.replace('b', 'c')))).rejects.toMatchObject(INVALID)
  await expect(binding(await show(stolen))).rejects.toMatchObject(INVALID)
})

test('a verified token is remembered for a minute, never beyond its end', async () => {
  const short = await show(token({ ...VALID, exp: SECOND + 30 }))
  await authenticate(short)
  now = new Date(START.getTime() + 29_999)
  await expect(authenticate(short)).resolves.toBeDefined()
  now = new Date(START.getTime() + 40_000)
  await expect(authenticate(short)).rejects.toMatchObject(INVALID)
})

test.each([
  ['a shared secret', { algoritmer: ['HS256'] }],
  ['no signature', { algoritmer: ['none'] }],
  ['no algorithm', { algoritmer: [] }],
  ['a key file that is not there', { jwks: '/nowhere/jwks.json' }],
  ['keys over plain http from another machine', { jwks: 'http://login.example/jwks' }],
  ['an address that is none', { jwks: 'https://' }],
])('an issuer with %s stops the start-up', (_, changed) => {
  let failure: unknown
  try {
    added(changed)
  } catch (error) {
    failure = error
  }
  expect(failure).toMatchObject({ code: 'KONFIG_OGILTIG' })
})
