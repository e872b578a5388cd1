import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { generateKeyPair, type GenerateKeyPairResult, SignJWT } from 'jose'
import { type JwksServer, startJwks } from '../../test/support/api/jwks.ts'
import type { Issuer } from '../config.ts'
import { createAuth, type Presented } from './auth.ts'
import { KEY_DEADLINES } from './issuer-keys.ts'

const NOW = new Date('2026-10-15T10:00:00Z')
const SECOND = Math.floor(NOW.getTime() / 1000)
const PAUSE_MS = 100
const ISSUER: Omit<Issuer, 'jwks'> = {
  namn: 'inloggning',
  issuer: 'https://login.example',
  audience: 'urn:insyn:api',
  algoritmer: ['ES256', 'PS256'],
  klockskevhet: 5,
  hogstaLivslangd: 3600,
  typ: 'valfri',
  ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' },
  certifikatbindning: 'when-present',
}
const VALID = {
  iss: ISSUER.issuer,
  aud: ISSUER.audience,
  sub: 'anna',
  client_id: 'telefoni',
  roller: ['aldre-direkt'] as unknown,
  iat: SECOND,
  exp: SECOND + 3600,
}

let first: GenerateKeyPairResult
let second: GenerateKeyPairResult
let jwks: JwksServer
beforeEach(async () => {
  first = await generateKeyPair('ES256', { extractable: true })
  second = await generateKeyPair('ES256', { extractable: true })
  jwks = await startJwks()
  await jwks.publish({ first: first.publicKey, second: second.publicKey })
})
afterEach(() => jwks.stop())

const auth = (changed: Partial<Issuer> = {}, pauseMs = PAUSE_MS) =>
  createAuth([{ ...ISSUER, jwks: jwks.url, ...changed }], {
    clock: () => NOW,
    personRef: () => '',
    keyDeadlines: { ...KEY_DEADLINES, pauseMs },
  })
const shown = (jwt: string): Presented => ({ authorization: `Bearer ${jwt}`, certifikat: () => undefined })
const signed = async (claims: object, head: object = { kid: 'first' }, { privateKey } = first) =>
  shown(await new SignJWT({ ...VALID, ...claims }).setProtectedHeader({ alg: 'ES256', ...head }).sign(privateKey))
const rollerOf = async (roller: string, claims: object) =>
  (await auth({ ansprak: { ...ISSUER.ansprak, roller } })(await signed(claims))).roller

const ROLES = ['aldre-direkt', 'gruppledare']
test.each<[string, string, object]>([
  ['a list', 'roller', { roller: ROLES }],
  ['a text with blanks', 'roller', { roller: 'aldre-direkt gruppledare' }],
  ['a text with commas', 'roller', { roller: 'aldre-direkt,gruppledare' }],
  ['a text with commas and blanks', 'roller', { roller: ' aldre-direkt , gruppledare,' }],
  ['a list at a path', 'realm_access.roles', { realm_access: { roles: ROLES } }],
  ['a text at a path', 'a.b.c', { a: { b: { c: 'aldre-direkt gruppledare' } } }],
  [
    'a list under a name with dots',
    'resource_access.insyn.api.roles',
    { resource_access: { 'insyn.api': { roles: ROLES } } },
  ],
  ['a list under a URL', 'https://stad.example/claims/roles', { 'https://stad.example/claims/roles': ROLES }],
  ['a list in what a URL names', 'https://stad.example/app.roles', { 'https://stad.example/app': { roles: ROLES } }],
  ['a list under exactly the name, beside another at the path', 'a.b', { 'a.b': ROLES, a: { b: ['other'] } }],
])('roles as %s count', async (_, name, claims) => {
  expect(await rollerOf(name, { roller: undefined, ...claims })).toEqual(ROLES)
})

test('one role as a text is one role', async () => {
  expect(await rollerOf('role', { role: 'aldre-direkt' })).toEqual(['aldre-direkt'])
})

test.each<[string, string, object]>([
  ['no such claim', 'realm_access.roles', {}],
  ['a path that ends early', 'realm_access.roles', { realm_access: ROLES }],
  ['a path into a text', 'a.length', { a: 'aldre-direkt' }],
  ['a path into a list', 'a.0', { a: ROLES }],
  ['what every object has', 'constructor.name', {}],
  ['what every object inherits', '__proto__.toString', {}],
  ['an object', 'roller', { roller: { 0: 'aldre-direkt' } }],
  ['an empty text', 'roller', { roller: '' }],
  ['separators alone', 'roller', { roller: ' , ' }],
  ['a text with a line break', 'roller', { roller: 'aldre-direkt\ngruppledare' }],
  ['a text with a name that is too long', 'roller', { roller: `aldre-direkt ${'a'.repeat(201)}` }],
])('roles as %s are refused', async (_, name, claims) => {
  await expect(rollerOf(name, { roller: undefined, ...claims })).rejects.toMatchObject({ fault: 'role_missing' })
})

test('a token that names no key is tried against each that fits', async () => {
  const rsa = await generateKeyPair('PS256', { extractable: true })
  await jwks.publish({ rsa: rsa.publicKey, first: first.publicKey, second: second.publicKey })
  const authenticate = auth()
  for (const [alg, key] of [
    ['ES256', first],
    ['ES256', second],
    ['PS256', rsa],
  ] as const)
    await expect(authenticate(await signed({ jti: alg }, { alg }, key))).resolves.toMatchObject({ klient: 'telefoni' })
  const stranger = await generateKeyPair('ES256')
  await expect(authenticate(await signed({}, {}, stranger))).rejects.toMatchObject({ fault: 'signature' })
  // What is wrong beside a right signature is said, and not that no key fits.
  await expect(authenticate(await signed({ aud: 'other' }, {}, second))).rejects.toMatchObject({ fault: 'audience' })
})

test('a token that names a key is tried against that key alone', async () => {
  const authenticate = auth()
  await expect(authenticate(await signed({}, { kid: 'second' }, first))).rejects.toMatchObject({ fault: 'signature' })
  await expect(authenticate(await signed({}, { kid: 'third' }, first))).rejects.toMatchObject({ fault: 'key_unknown' })
})

test('a key that is for encryption, or for another algorithm, verifies nothing', async () => {
  await jwks.publish(
    { enc: first.publicKey, other: second.publicKey },
    { enc: { use: 'enc' }, other: { alg: 'ES384' } },
  )
  const authenticate = auth()
  for (const key of [first, second])
    await expect(authenticate(await signed({}, {}, key))).rejects.toMatchObject({ fault: 'key_unknown' })
})

test('a new key is fetched for a token that names none, and forged ones do not load the issuer', async () => {
  const fresh = await generateKeyPair('ES256', { extractable: true })
  const authenticate = auth()
  await authenticate(await signed({}, {}))
  await jwks.publish({ first: first.publicKey, second: second.publicKey, fresh: fresh.publicKey })
  await delay(PAUSE_MS + 20)
  await expect(authenticate(await signed({}, {}, fresh))).resolves.toBeDefined()
  const withUsualPause = auth({}, KEY_DEADLINES.pauseMs)
  const before = jwks.fetches()
  for (let i = 0; i < 20; i++)
    await expect(
      withUsualPause(await signed({ jti: String(i) }, {}, await generateKeyPair('ES256'))),
    ).rejects.toBeDefined()
  expect(jwks.fetches() - before).toBeLessThan(20)
})

const SIZE = 16_384
test('a token of 16 kB is taken, and a larger one is not read', async () => {
  const empty = (await signed({ padding: '' })).authorization?.length ?? 0
  // Three bytes are four characters of a token.
  const ofSize = (characters: number) => signed({ padding: 'a'.repeat(Math.floor(((characters + 7 - empty) * 3) / 4)) })
  const largest = await ofSize(SIZE - 4)
  expect(largest.authorization?.length).toBeGreaterThan(SIZE - 8)
  await expect(auth()(largest)).resolves.toMatchObject({ klient: 'telefoni' })
  await expect(auth()(await ofSize(SIZE + 8))).rejects.toMatchObject({ fault: 'too_long' })
})

test.each<[string, () => Promise<Presented>]>([
  ['missing', async () => ({ authorization: undefined, certifikat: () => undefined })],
  ['missing', async () => ({ authorization: 'Basic YW5uYTphbm5h', certifikat: () => undefined })],
  ['malformed', async () => shown('x.y.z')],
  ['issuer_unknown', () => signed({ iss: 'https://other.example' })],
  ['algorithm', async () => signed({}, { alg: 'ES384', kid: 'first' }, await generateKeyPair('ES384'))],
  ['key_unknown', () => signed({}, { kid: 'none' })],
  ['signature', () => signed({}, { kid: 'first' }, second)],
  ['type', () => signed({}, { kid: 'first', typ: 'id+jwt' })],
  ['audience', () => signed({ aud: 'other' })],
  ['expired', () => signed({ exp: SECOND - 6 })],
  ['not_yet_valid', () => signed({ nbf: SECOND + 60 })],
  ['not_yet_valid', () => signed({ iat: SECOND + 60 })],
  ['lifetime', () => signed({ exp: SECOND + 9_000 })],
  ['claims', () => signed({ exp: undefined })],
  ['claims', () => signed({ nbf: '0' })],
  ['end_user', () => signed({ sub: 'Anna' })],
  ['end_user', () => signed({ sub: '189001019802' })],
  ['client', () => signed({ client_id: 7 })],
  ['role_missing', () => signed({ roller: undefined })],
  ['own_number', () => signed({ pnr: '189001019803' })],
  ['certificate', () => signed({ cnf: { jkt: 'a' } })],
  ['certificate', () => signed({ cnf: { 'x5t#S256': 'A'.repeat(43) } })],
])('the reason is %s', async (fault, make) => {
  const authenticate = auth({
    typ: fault === 'type' ? 'JWT' : 'valfri',
    ansprak: { ...ISSUER.ansprak, personnummer: 'pnr' },
  })
  const refused = { code: 'TOKEN_OGILTIG', message: 'access token missing or invalid', fault }
  await expect(authenticate(await make())).rejects.toMatchObject(refused)
})
