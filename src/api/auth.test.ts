import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import { createAuth, type Autentisera, type Utfardare } from './auth.ts'

const START = new Date('2026-10-15T10:00:00Z')
const SEKUND = Math.floor(START.getTime() / 1000)

let nu = START
let nyckel: CryptoKey
let annan: CryptoKey
let publik: CryptoKey
let jwksServer: Server
let hamtningar = 0
let utfardare: Utfardare
let autentisera: Autentisera

beforeAll(async () => {
  const par = await generateKeyPair('ES256', { extractable: true })
  nyckel = par.privateKey
  publik = par.publicKey
  annan = (await generateKeyPair('ES256')).privateKey
  const jwk = { ...(await exportJWK(publik)), kid: 'k', alg: 'ES256' }
  jwksServer = createServer((_req, res) => {
    hamtningar++
    res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>((klar) => jwksServer.listen(0, '127.0.0.1', klar))
  const { port } = jwksServer.address() as AddressInfo
  utfardare = {
    issuer: 'https://login.example',
    jwks: `http://127.0.0.1:${String(port)}/jwks`,
    audience: 'urn:insyn:api',
    algoritmer: ['ES256'],
    klockskevhet: 5,
  }
})
afterAll(() => {
  jwksServer.close()
})
beforeEach(() => {
  nu = START
  autentisera = createAuth([utfardare], () => nu)
})

const GILTIG = {
  iss: 'https://login.example',
  aud: 'urn:insyn:api',
  sub: 'anna',
  client_id: 'telefoni',
  roller: ['aldre-direkt'],
  exp: SEKUND + 60,
}
const token = (innehall: JWTPayload = GILTIG, huvud: object = {}, med: CryptoKey | Uint8Array = nyckel) =>
  new SignJWT(innehall).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt', ...huvud }).sign(med)
const utan = (namn: keyof typeof GILTIG): JWTPayload =>
  Object.fromEntries(Object.entries(GILTIG).filter(([falt]) => falt !== namn))

test('a token from a known issuer names the person at work, the client and the roles', async () => {
  expect(await autentisera(`Bearer ${await token()}`)).toEqual({
    slutanvandare: 'anna',
    identitet: 'token',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
    egenRef: null,
  })
})

test.each<[string, () => Promise<string | undefined> | string | undefined]>([
  ['none at all', () => undefined],
  ['another scheme', () => 'Basic YW5uYTphbm5h'],
  ['something that is no token', () => 'Bearer x.y.z'],
  ['one that is far too long', () => `Bearer ${'a'.repeat(20_000)}`],
  ['an expired one', async () => `Bearer ${await token({ ...GILTIG, exp: SEKUND - 6 })}`],
  ['one that is not valid yet', async () => `Bearer ${await token({ ...GILTIG, nbf: SEKUND + 60 })}`],
  ['one for another audience', async () => `Bearer ${await token({ ...GILTIG, aud: 'urn:annat' })}`],
  ['one from another issuer', async () => `Bearer ${await token({ ...GILTIG, iss: 'https://annan.example' })}`],
  ['one of another type', async () => `Bearer ${await token(GILTIG, { typ: 'JWT' })}`],
  ['one signed with another key', async () => `Bearer ${await token(GILTIG, {}, annan)}`],
  ['one with a changed payload', async () => `Bearer ${andrad(await token())}`],
  ['one without a signature', () => `Bearer ${osignerad()}`],
  [
    'one signed with the public key as a shared secret',
    async () => `Bearer ${await token(GILTIG, { alg: 'HS256' }, new TextEncoder().encode(await exportSPKI(publik)))}`,
  ],
  ['one without an end', async () => `Bearer ${await token(utan('exp'))}`],
  ['one without a person', async () => `Bearer ${await token(utan('sub'))}`],
  ['one without a client', async () => `Bearer ${await token(utan('client_id'))}`],
  ['one without roles', async () => `Bearer ${await token(utan('roller'))}`],
  ['one whose roles are a text', async () => `Bearer ${await token({ ...GILTIG, roller: 'aldre-direkt' })}`],
  ['one with an empty person', async () => `Bearer ${await token({ ...GILTIG, sub: '' })}`],
])('refuses %s in the same words', async (_, huvud) => {
  await expect(autentisera(await huvud())).rejects.toMatchObject({
    code: 'TOKEN_OGILTIG',
    message: 'access token missing or invalid',
  })
})

test('a verified token is remembered until it ends and not a moment longer', async () => {
  const authorization = `Bearer ${await token()}`
  await autentisera(authorization)
  const fore = hamtningar
  nu = new Date(START.getTime() + 59_999)
  await autentisera(authorization)
  expect(hamtningar).toBe(fore)
  nu = new Date(START.getTime() + 70_000)
  await expect(autentisera(authorization)).rejects.toMatchObject({ code: 'TOKEN_OGILTIG' })
})

test('an issuer whose keys cannot be had is no reason to call the token invalid', async () => {
  const onabar = createAuth([{ ...utfardare, jwks: 'http://127.0.0.1:1/jwks' }], () => nu)
  await expect(onabar(`Bearer ${await token()}`)).rejects.toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test.each([
  ['a shared secret', { algoritmer: ['HS256'] }],
  ['no signature', { algoritmer: ['none'] }],
  ['no algorithm', { algoritmer: [] }],
  ['a key file that is not there', { jwks: '/nowhere/jwks.json' }],
])('an issuer with %s stops the start-up', (_, andrat) => {
  let fel: unknown
  try {
    createAuth([{ ...utfardare, ...andrat }], () => nu)
  } catch (error) {
    fel = error
  }
  expect(fel).toMatchObject({ code: 'KONFIG_OGILTIG' })
})

function andrad(jwt: string): string {
  const [huvud, , signatur] = jwt.split('.')
  const innehall = Buffer.from(JSON.stringify({ ...GILTIG, roller: ['trygghetsjour'] })).toString('base64url')
  return [huvud, innehall, signatur].join('.')
}

function osignerad(): string {
  const del = (innehall: object) => Buffer.from(JSON.stringify(innehall)).toString('base64url')
  return `${del({ alg: 'none', typ: 'at+jwt' })}.${del(GILTIG)}.`
}
