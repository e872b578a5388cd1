import { createHmac, sign } from 'node:crypto'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import { NU, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const SEKUND = Math.floor(NU.getTime() / 1000)
const HUVUD = { alg: 'ES256', kid: 'k', typ: 'at+jwt' }
const BEGARAN = '0b6d1d3e-9f5c-4c3f-8f0e-2a8d4b8f7a11'
const ANNANS = 'A'.repeat(43)

let app: UppslagApp
let angripare: { privateKey: CryptoKey; publicKey: CryptoKey }
let angriparensJwk: object
let angriparen: Server
let angriparensAdress: string
let hamtningar = 0

beforeAll(async () => {
  app = await startUppslagApp()
  angripare = await generateKeyPair('ES256', { extractable: true })
  angriparensJwk = { ...(await exportJWK(angripare.publicKey)), kid: 'k', alg: 'ES256' }
  angriparen = createServer((_req, res) => {
    hamtningar++
    res.end(JSON.stringify({ keys: [angriparensJwk] }))
  })
  await new Promise<void>((klar) => angriparen.listen(0, '127.0.0.1', klar))
  angriparensAdress = `http://127.0.0.1:${(angriparen.address() as AddressInfo).port}/jwks`
}, 60_000)
afterAll(async () => {
  angriparen.close()
  await app.stop()
})

const b64 = (vad: object | Buffer) =>
  (Buffer.isBuffer(vad) ? vad : Buffer.from(JSON.stringify(vad))).toString('base64url')
const signerad = (huvud: object, innehall: object) => {
  const text = `${b64(huvud)}.${b64(innehall)}`
  const key = { key: app.utfardare.privat, dsaEncoding: 'ieee-p1363' as const }
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}
const giltig = (ansprak: JWTPayload = {}) => app.utfardare.innehall({ ansprak })
const utan = (namn: string) => Object.fromEntries(Object.entries(giltig()).filter(([falt]) => falt !== namn))
const avAngriparen = (huvud: object) =>
  new SignJWT(giltig()).setProtectedHeader({ ...HUVUD, ...huvud }).sign(angripare.privateKey)
const medSignatur = async (andra: (signatur: Buffer) => Buffer) => {
  const [huvud, innehall, signatur = ''] = (await app.token()).split('.')
  return `${String(huvud)}.${String(innehall)}.${b64(andra(Buffer.from(signatur, 'base64url')))}`
}
const hs256 = (nyckel: string | Buffer) => {
  const text = `${b64({ ...HUVUD, alg: 'HS256' })}.${b64(giltig())}`
  return `${text}.${createHmac('sha256', nyckel).update(text).digest('base64url')}`
}

interface Svar {
  readonly status: number | undefined
  readonly huvuden: object
  readonly kropp: string
}

/** `authorization`: one header for each. */
const fraga = (authorization: readonly string[]): Promise<Svar> =>
  new Promise((klar, fel) => {
    const req = request(`${app.bas}/api/v1/uppslag`, { method: 'POST' }, (svar) => {
      let kropp = ''
      svar.setEncoding('utf8').on('data', (del: string) => (kropp += del))
      svar.on('end', () => {
        const huvuden = { ...svar.headers, date: '', traceparent: '' }
        klar({ status: svar.statusCode, huvuden, kropp })
      })
    })
    if (authorization.length > 0) req.setHeader('authorization', authorization)
    req.setHeader('x-request-id', BEGARAN).setHeader('content-type', 'application/json')
    req.on('error', fel).end('{}')
  })

type Fel = [namn: string, gor: () => Promise<string | readonly string[]> | string | readonly string[]]
const ansprak = (namn: string, andrat: object): Fel => [namn, () => signerad(HUVUD, { ...giltig(), ...andrat })]
const huvud = (namn: string, andrat: object): Fel => [namn, () => signerad({ ...HUVUD, ...andrat }, giltig())]

const FEL: readonly Fel[] = [
  ['no header', () => []],
  ['an empty header', () => ''],
  ['another scheme', () => 'Basic YW5uYTphbm5h'],
  ['a scheme alone', () => 'Bearer '],
  ['no token', () => 'Bearer x.y.z'],
  ['two tokens in one header', async () => `Bearer ${await app.token()} ${await app.token()}`],
  ['two tokens joined by a comma', async () => `Bearer ${await app.token()}, Bearer ${await app.token()}`],
  ['the same header twice', async () => [`Bearer ${await app.token()}`, `Bearer ${await app.token()}`]],
  ['a good header after a bad one', async () => ['Bearer x.y.z', `Bearer ${await app.token()}`]],
  ['a truncated token', async () => (await app.token()).slice(0, -10)],
  ['a token without its signature', async () => (await app.token()).split('.').slice(0, 2).join('.')],
  ['a token with a part too many', async () => `${await app.token()}.e30`],
  ['five parts, as if encrypted', async () => `${await app.token()}.e30.e30`],
  ['an oversized token', async () => app.token({ ansprak: { fyllnad: 'a'.repeat(10_000) } })],
  ['alg none', () => `${b64({ ...HUVUD, alg: 'none' })}.${b64(giltig())}.`],
  ['alg None with the old signature', async () => bytHuvud(await app.token(), { ...HUVUD, alg: 'None' })],
  ['HS256 with the public key as PEM', async () => hs256(await exportSPKI(app.utfardare.publik))],
  ['HS256 with the public key as JWK', async () => hs256(JSON.stringify(await exportJWK(app.utfardare.publik)))],
  ['HS256 with an empty secret', () => hs256('')],
  huvud('ES384 in the header of an ES256 signature', { alg: 'ES384' }),
  huvud('no algorithm', { alg: undefined }),
  huvud('an algorithm that is a list', { alg: ['ES256'] }),
  huvud('another type', { typ: 'JWT' }),
  huvud('the type of an ID token', { typ: 'id+jwt' }),
  huvud('no type', { typ: undefined }),
  huvud('a type that is a number', { typ: 1 }),
  huvud('an unknown critical header', { crit: ['exp'], exp: 1 }),
  huvud('an empty list of critical headers', { crit: [] }),
  huvud('an unencoded payload', { crit: ['b64'], b64: false }),
  huvud('an unknown kid', { kid: 'annan' }),
  huvud('a kid that is a path', { kid: '../../../../dev/null' }),
  huvud('a kid that is a statement', { kid: "k' or '1'='1" }),
  huvud('a kid that is __proto__', { kid: '__proto__' }),
  ['a payload that is not the one signed', async () => bytInnehall(await app.token(), giltig({ sub: 'chef' }))],
  ['another key under the same kid', () => avAngriparen({})],
  ['another key, sent along as jwk', () => avAngriparen({ jwk: angriparensJwk as never })],
  ['another key, at jku', () => avAngriparen({ jku: angriparensAdress })],
  ['another key, at x5u', () => avAngriparen({ x5u: angriparensAdress })],
  ['another key, at x5u, with a kid that is its address', () => avAngriparen({ kid: angriparensAdress })],
  ['another key, in x5c', () => avAngriparen({ x5c: ['MIIB'] })],
  ['a signature of zeros', () => medSignatur((s) => Buffer.alloc(s.length))],
  ['no signature', () => medSignatur(() => Buffer.alloc(0))],
  ['a signature cut short', () => medSignatur((s) => s.subarray(0, 63))],
  ['a signature with a byte more', () => medSignatur((s) => Buffer.concat([s, Buffer.alloc(1)]))],
  ['a signature in DER', () => medSignatur(somDer)],
  ['r and s exchanged', () => medSignatur((s) => Buffer.concat([s.subarray(32), s.subarray(0, 32)]))],
  ansprak('another issuer', { iss: 'urn:annan' }),
  ansprak('an issuer that is a list', { iss: ['urn:test'] }),
  ansprak('another audience', { aud: 'urn:annat' }),
  ansprak('an audience that only begins right', { aud: 'urn:insyn:api:2' }),
  ansprak('an audience that is an object', { aud: { 0: 'urn:insyn:api' } }),
  ansprak('an end that has passed', { exp: SEKUND - 1 }),
  ansprak('an end that is a text', { exp: String(SEKUND + 60) }),
  ansprak('a beginning still to come', { nbf: SEKUND + 60 }),
  ansprak('a beginning that is a text', { nbf: '0' }),
  ansprak('an issue still to come', { iat: SEKUND + 60 }),
  ansprak('an issue that is a text', { iat: '0' }),
  ...['iss', 'aud', 'exp', 'sub', 'client_id', 'roller'].map((namn): Fel => [
    `no ${namn}`,
    () => signerad(HUVUD, utan(namn)),
  ]),
  ...['sub', 'client_id'].flatMap((namn) =>
    ['', 7, null, ['anna'], {}, 'an\u0000na', 'a'.repeat(201), '189001019802'].map((varde) =>
      ansprak(`${namn} as ${JSON.stringify(varde).slice(0, 20)}`, { [namn]: varde }),
    ),
  ),
  ...['aldre-direkt', null, { 0: 'aldre-direkt' }, [7], [['aldre-direkt']], ['']].map((varde) =>
    ansprak(`roles as ${JSON.stringify(varde)}`, { roller: varde }),
  ),
  ansprak('a personnummer that is none', { personnummer: '189001019803' }),
  ansprak('a certificate of another client', { cnf: { 'x5t#S256': ANNANS } }),
  ansprak('a binding of a kind that is not known', { cnf: { jkt: ANNANS } }),
  ['a payload that is no object', () => signerad(HUVUD, [giltig()])],
]

test('a right token gets past, however it is signed here', async () => {
  for (const token of [await app.token(), signerad(HUVUD, giltig())])
    expect((await fraga([`Bearer ${token}`])).status).toBe(400)
  expect(app.logg.skrivna.splice(0)).toHaveLength(2)
})

test.each(FEL)('%s: the same 401 as any other, with nothing of it and no record', async (_, gor) => {
  const gjort = await gor()
  const rader = typeof gjort === 'string' ? [/^[A-Z]\w+ |^$/.test(gjort) ? gjort : `Bearer ${gjort}`] : gjort
  expect(await fraga(rader)).toEqual(await ettVanligt401())
  expect(app.logg.skrivna).toEqual([])
  expect(hamtningar).toBe(0)
})

const ettVanligt401 = async (): Promise<Svar> => {
  const svar = await fraga([])
  expect(svar.status).toBe(401)
  expect(JSON.parse(svar.kropp)).toEqual({
    type: 'https://insyn.example/problem/token-ogiltig',
    title: 'Inloggning krävs',
    status: 401,
    detail: 'Åtkomsttoken saknas eller är ogiltig.',
    instance: `urn:uuid:${BEGARAN}`,
    kod: 'TOKEN_OGILTIG',
  })
  return svar
}

test('no change of a single character of a right token gets past', async () => {
  const token = await app.token()
  const tecken = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length - 2), fc.nat(tecken.length - 1), async (plats, nytt) => {
      const andrad = token.slice(0, plats) + tecken[nytt]! + token.slice(plats + 1)
      fc.pre(andrad !== token)
      expect((await fraga([`Bearer ${andrad}`])).status).toBe(401)
    }),
    { numRuns: 200 },
  )
})

function bytHuvud(token: string, nytt: object): string {
  return [b64(nytt), ...token.split('.').slice(1)].join('.')
}

function bytInnehall(token: string, nytt: object): string {
  const [huvudet, , signatur] = token.split('.')
  return [huvudet, b64(nytt), signatur].join('.')
}

function somDer(signatur: Buffer): Buffer {
  const heltal = (del: Buffer) => {
    const tal = del[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), del]) : del
    return Buffer.concat([Buffer.from([2, tal.length]), tal])
  }
  const delar = Buffer.concat([heltal(signatur.subarray(0, 32)), heltal(signatur.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, delar.length]), delar])
}
