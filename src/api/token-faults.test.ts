import { createHmac, sign } from 'node:crypto'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { NOW, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const SECOND = Math.floor(NOW.getTime() / 1000)
const HEAD = { alg: 'ES256', kid: 'k', typ: 'at+jwt' }
const REQUEST = '0b6d1d3e-9f5c-4c3f-8f0e-2a8d4b8f7a11'
const OTHERS = 'A'.repeat(43)

let app: UppslagApp
let intruder: { privateKey: CryptoKey; publicKey: CryptoKey }
let attackerJwk: object
let attacker: Server
let attackerAddress: string
let fetches = 0

beforeAll(async () => {
  app = await startUppslagApp()
  intruder = await generateKeyPair('ES256', { extractable: true })
  attackerJwk = { ...(await exportJWK(intruder.publicKey)), kid: 'k', alg: 'ES256' }
  attacker = createServer((_req, res) => {
    fetches++
    res.end(JSON.stringify({ keys: [attackerJwk] }))
  })
  await new Promise<void>((done) => attacker.listen(0, '127.0.0.1', done))
  attackerAddress = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/jwks`
}, 60_000)
afterAll(async () => {
  attacker.close()
  await app.stop()
})

const b64 = (what: object | Buffer) =>
  (Buffer.isBuffer(what) ? what : Buffer.from(JSON.stringify(what))).toString('base64url')
const signed = (head: object, content: object) => {
  const text = `${b64(head)}.${b64(content)}`
  const key = { key: app.utfardare.privateOnes, dsaEncoding: 'ieee-p1363' as const }
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}
const valid = (claims: JWTPayload = {}) => app.utfardare.content({ ansprak: claims })
const without = (name: string) => Object.fromEntries(Object.entries(valid()).filter(([field]) => field !== name))
const byAttacker = (head: object) =>
  new SignJWT(valid()).setProtectedHeader({ ...HEAD, ...head }).sign(intruder.privateKey)
const withSignature = async (others: (signature: Buffer) => Buffer) => {
  const [head, content, signature = ''] = (await app.token()).split('.')
  return `${String(head)}.${String(content)}.${b64(others(Buffer.from(signature, 'base64url')))}`
}
const hs256 = (key: string | Buffer) => {
  const text = `${b64({ ...HEAD, alg: 'HS256' })}.${b64(valid())}`
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

interface Answer {
  readonly status: number | undefined
  readonly headers: object
  readonly body: string
}

/** `authorization`: one header for each. */
const query = (authorization: readonly string[]): Promise<Answer> =>
  new Promise((done, error) => {
    const req = request(`${app.base}/api/v1/uppslag`, { method: 'POST' }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part: string) => (body += part))
      answer.on('end', () => {
        const headers = { ...answer.headers, date: '', traceparent: '' }
        done({ status: answer.statusCode, headers, body })
      })
    })
    if (authorization.length > 0) req.setHeader('authorization', authorization)
    req.setHeader('x-request-id', REQUEST).setHeader('content-type', 'application/json')
    req.on('error', error).end('{}')
  })

type Error = [name: string, make: () => Promise<string | readonly string[]> | string | readonly string[]]
const claims = (name: string, changed: object): Error => [name, () => signed(HEAD, { ...valid(), ...changed })]
const head = (name: string, changed: object): Error => [name, () => signed({ ...HEAD, ...changed }, valid())]

const ERROR: readonly Error[] = [
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
  ['an oversized token', async () => app.token({ ansprak: { padding: 'a'.repeat(13_000) } })],
  ['alg none', () => `${b64({ ...HEAD, alg: 'none' })}.${b64(valid())}.`],
  ['alg None with the old signature', async () => replaceHead(await app.token(), { ...HEAD, alg: 'None' })],
  ['HS256 with the public key as PEM', async () => hs256(await exportSPKI(app.utfardare.publicPart))],
  ['HS256 with the public key as JWK', async () => hs256(JSON.stringify(await exportJWK(app.utfardare.publicPart)))],
  ['HS256 with an empty secret', () => hs256('')],
  head('ES384 in the header of an ES256 signature', { alg: 'ES384' }),
  head('no algorithm', { alg: undefined }),
  head('an algorithm that is a list', { alg: ['ES256'] }),
  head('another type', { typ: 'JWT' }),
  head('the type of an ID token', { typ: 'id+jwt' }),
  head('no type', { typ: undefined }),
  head('a type that is a number', { typ: 1 }),
  head('an unknown critical header', { crit: ['exp'], exp: 1 }),
  head('an empty list of critical headers', { crit: [] }),
  head('an unencoded payload', { crit: ['b64'], b64: false }),
  head('an unknown kid', { kid: 'annan' }),
  head('a kid that is a path', { kid: '../../../../dev/null' }),
  head('a kid that is a statement', { kid: "k' or '1'='1" }),
  head('a kid that is __proto__', { kid: '__proto__' }),
  ['a payload that is not the one signed', async () => replaceContent(await app.token(), valid({ sub: 'chef' }))],
  ['another key under the same kid', () => byAttacker({})],
  ['another key, sent along as jwk', () => byAttacker({ jwk: attackerJwk as never })],
  ['another key, at jku', () => byAttacker({ jku: attackerAddress })],
  ['another key, at x5u', () => byAttacker({ x5u: attackerAddress })],
  ['another key, at x5u, with a kid that is its address', () => byAttacker({ kid: attackerAddress })],
  ['another key, in x5c', () => byAttacker({ x5c: ['MIIB'] })],
  ['a signature of zeros', () => withSignature((s) => Buffer.alloc(s.length))],
  ['no signature', () => withSignature(() => Buffer.alloc(0))],
  ['a signature cut short', () => withSignature((s) => s.subarray(0, 63))],
  ['a signature with a byte more', () => withSignature((s) => Buffer.concat([s, Buffer.alloc(1)]))],
  ['a signature in DER', () => withSignature(asDer)],
  ['r and s exchanged', () => withSignature((s) => Buffer.concat([s.subarray(32), s.subarray(0, 32)]))],
  claims('another issuer', { iss: 'urn:annan' }),
  claims('an issuer that is a list', { iss: ['urn:test'] }),
  claims('another audience', { aud: 'urn:annat' }),
  claims('an audience that only begins right', { aud: 'urn:insyn:api:2' }),
  claims('an audience that is an object', { aud: { 0: 'urn:insyn:api' } }),
  claims('an end that has passed', { exp: SECOND - 1 }),
  claims('an end that is a text', { exp: String(SECOND + 60) }),
  claims('a beginning still to come', { nbf: SECOND + 60 }),
  claims('a beginning that is a text', { nbf: '0' }),
  claims('an issue still to come', { iat: SECOND + 60 }),
  claims('an issue that is a text', { iat: '0' }),
  claims('a longer life than the issuer may give', { exp: SECOND + 3601 }),
  ...['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'roller'].map((name): Error => [
    `no ${name}`,
    () => signed(HEAD, without(name)),
  ]),
  ...['sub', 'client_id'].flatMap((name) =>
    ['', 7, null, ['anna'], {}, 'an\u0000na', 'a'.repeat(201), '189001019802'].map((value) =>
      claims(`${name} as ${JSON.stringify(value).slice(0, 20)}`, { [name]: value }),
    ),
  ),
  ...['', ' , ', null, { 0: 'aldre-direkt' }, [7], [['aldre-direkt']], ['']].map((value) =>
    claims(`roles as ${JSON.stringify(value)}`, { roller: value }),
  ),
  claims('a personnummer that is none', { personnummer: '189001019803' }),
  claims('a certificate of another client', { cnf: { 'x5t#S256': OTHERS } }),
  claims('a binding of a kind that is not known', { cnf: { jkt: OTHERS } }),
  ['a payload that is no object', () => signed(HEAD, [valid()])],
]

test('a right token gets past, however it is signed here', async () => {
  for (const token of [await app.token(), signed(HEAD, valid())])
    expect((await query([`Bearer ${token}`])).status).toBe(400)
  expect(app.logg.written.splice(0)).toHaveLength(2)
})

test.each(ERROR)('%s: the same 401 as any other, with nothing of it and no record', async (_, make) => {
  const made = await make()
  const rows = typeof made === 'string' ? [/^[A-Z]\w+ |^$/.test(made) ? made : `Bearer ${made}`] : made
  const before = await refusals()
  const answer = await query(rows)
  expect(await refusals()).toBe(before + 1)
  expect(answer).toEqual(await plain401())
  expect(app.logg.written).toEqual([])
  expect(fetches).toBe(0)
})

const refusals = async () => {
  const { values } = (await app.register.getSingleMetric('insyn_tokens_refused_total')?.get()) ?? { values: [] }
  return values.reduce((sum, { value }) => sum + value, 0)
}

const plain401 = async (): Promise<Answer> => {
  const answer = await query([])
  expect(answer.status).toBe(401)
  expect(JSON.parse(answer.body)).toEqual({
    type: '/problem/token-ogiltig',
    title: 'Inloggning krävs',
    status: 401,
    detail: 'Åtkomsttoken saknas eller är ogiltig.',
    instance: `urn:uuid:${REQUEST}`,
    kod: 'TOKEN_OGILTIG',
  })
  return answer
}

test('no change of a single character of a right token gets past', async () => {
  const token = await app.token()
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length - 2), fc.nat(characters.length - 1), async (place, fresh) => {
      const changed = token.slice(0, place) + characters[fresh]! + token.slice(place + 1)
      fc.pre(changed !== token)
      expect((await query([`Bearer ${changed}`])).status).toBe(401)
    }),
    { numRuns: 200 },
  )
})

function replaceHead(token: string, fresh: object): string {
  return [b64(fresh), ...token.split('.').slice(1)].join('.')
}

function replaceContent(token: string, fresh: object): string {
  const [head, , signature] = token.split('.')
  return [head, b64(fresh), signature].join('.')
}

function asDer(signature: Buffer): Buffer {
  const integer = (part: Buffer) => {
    const number = part[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), part]) : part
    return Buffer.concat([Buffer.from([2, number.length]), number])
  }
  const parts = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, parts.length]), parts])
}
