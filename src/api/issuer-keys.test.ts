import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { generateKeyPair, type GenerateKeyPairResult, SignJWT } from 'jose'
import { type JwksServer, startJwks } from '../../test/support/api/jwks.ts'
import { type Authenticate, createAuth } from './auth.ts'
import { KEY_DEADLINES } from './issuer-keys.ts'

const START = new Date('2026-10-15T10:00:00Z')
const MINUTE = 60_000
const PAUSE_MS = 150
/** A timer may end a millisecond before the clock says so. */
const afterPause = () => delay(PAUSE_MS + 20)
const INVALID = { code: 'TOKEN_OGILTIG' }
const UNREACHABLE = { code: 'KALLA_OTILLGANGLIG', retryable: true }

let now = START
let old: GenerateKeyPairResult
let fresh: GenerateKeyPairResult
let jwks: JwksServer
let authenticate: Authenticate

const withPause = (pauseMs: number, url = jwks.url) =>
  createAuth(
    [
      {
        namn: 'inloggning',
        issuer: 'https://login.example',
        jwks: url,
        audience: 'urn:insyn:api',
        algoritmer: ['ES256'],
        klockskevhet: 5,
        hogstaLivslangd: 24 * 3600,
        typ: 'at+jwt',
        ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' },
        certifikatbindning: 'off',
      },
    ],
    { clock: () => now, personRef: () => '', keyDeadlines: { ...KEY_DEADLINES, pauseMs } },
  )

let serialNumber = 0
const show = async (kid: string, { privateKey }: GenerateKeyPairResult) => {
  const jwt = await new SignJWT({ client_id: 'telefoni', roller: [], jti: String(serialNumber++) })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
    .setIssuer('https://login.example')
    .setAudience('urn:insyn:api')
    .setSubject('anna')
    .setIssuedAt(START)
    .setExpirationTime(Math.floor(START.getTime() / 1000) + 24 * 3600)
    .sign(privateKey)
  return { authorization: `Bearer ${jwt}`, certifikat: () => undefined }
}
const about = (minutes: number) => (now = new Date(START.getTime() + minutes * MINUTE))

beforeEach(async () => {
  now = START
  old = await generateKeyPair('ES256', { extractable: true })
  fresh = await generateKeyPair('ES256', { extractable: true })
  jwks = await startJwks()
  await jwks.publish({ old: old.publicKey })
  authenticate = withPause(PAUSE_MS)
})
afterEach(() => jwks.stop())

test('a token signed with a new key is taken once the issuer has published the key', async () => {
  await authenticate(await show('old', old))
  await expect(authenticate(await show('fresh', fresh))).rejects.toMatchObject(INVALID)
  await jwks.publish({ old: old.publicKey, fresh: fresh.publicKey })
  await afterPause()
  await expect(authenticate(await show('fresh', fresh))).resolves.toBeDefined()
  await expect(authenticate(await show('old', old))).resolves.toBeDefined()
})

test('tokens that name keys nobody knows do not make the hub ask over and over', async () => {
  const withUsualPause = withPause(KEY_DEADLINES.pauseMs)
  await withUsualPause(await show('old', old))
  const unknownOnes = await Promise.all(Array.from({ length: 50 }, (_, i) => show(`okand-${String(i)}`, fresh)))
  for (const unknown of unknownOnes) await expect(withUsualPause(unknown)).rejects.toMatchObject(INVALID)
  expect(jwks.fetches()).toBe(1)
})

test('nor do they when the issuer is broken', async () => {
  const withUsualPause = withPause(KEY_DEADLINES.pauseMs)
  jwks.broken(500)
  for (let i = 0; i < 20; i++)
    await expect(withUsualPause(await show(`okand-${String(i)}`, fresh))).rejects.toMatchObject(UNREACHABLE)
  expect(jwks.fetches()).toBe(1)
})

test('a key that was taken away counts no longer than six minutes, not even for a token that was verified', async () => {
  const shown = await show('old', old)
  await authenticate(shown)
  await jwks.publish({ fresh: fresh.publicKey })
  await afterPause()
  about(4.9)
  await authenticate(shown)
  about(6)
  await expect(authenticate(shown)).rejects.toMatchObject(INVALID)
})

test('while the issuer cannot be reached its keys count for half an hour more', async () => {
  const shown = await show('old', old)
  await authenticate(shown)
  jwks.broken(503)
  await afterPause()
  about(29)
  await authenticate(shown)
  await afterPause()
  about(31)
  await expect(authenticate(shown)).rejects.toMatchObject(UNREACHABLE)
  jwks.broken(undefined)
  await afterPause()
  await expect(authenticate(shown)).resolves.toBeDefined()
})

test('an issuer whose keys cannot be had is no reason to call the token invalid', async () => {
  const unreachable = withPause(PAUSE_MS, 'http://127.0.0.1:1/jwks')
  await expect(unreachable(await show('old', old))).rejects.toMatchObject(UNREACHABLE)
})
