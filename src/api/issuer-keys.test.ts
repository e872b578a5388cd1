import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { generateKeyPair, SignJWT, type GenerateKeyPairResult } from 'jose'
import { startJwks, type JwksServer } from '../../test/support/api/jwks.ts'
import { createAuth, type Autentisera } from './auth.ts'
import { NYCKELFRISTER } from './issuer-keys.ts'

const START = new Date('2026-10-15T10:00:00Z')
const MINUT = 60_000
const VILA_MS = 150
const OGILTIG = { code: 'TOKEN_OGILTIG' }
const ONABAR = { code: 'KALLA_OTILLGANGLIG', retryable: true }

let nu = START
let gammal: GenerateKeyPairResult
let ny: GenerateKeyPairResult
let jwks: JwksServer
let autentisera: Autentisera

const medVila = (vilaMs: number, url = jwks.url) =>
  createAuth(
    [
      {
        issuer: 'https://login.example',
        jwks: url,
        audience: 'urn:insyn:api',
        algoritmer: ['ES256'],
        klockskevhet: 5,
        typ: 'at+jwt',
        ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' },
        certifikatbindning: 'off',
      },
    ],
    { klocka: () => nu, personRef: () => '', nyckelfrister: { ...NYCKELFRISTER, vilaMs } },
  )

let lopnummer = 0
const visa = async (kid: string, { privateKey }: GenerateKeyPairResult) => {
  const jwt = await new SignJWT({ client_id: 'telefoni', roller: [], jti: String(lopnummer++) })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
    .setIssuer('https://login.example')
    .setAudience('urn:insyn:api')
    .setSubject('anna')
    .setExpirationTime(Math.floor(START.getTime() / 1000) + 24 * 3600)
    .sign(privateKey)
  return { authorization: `Bearer ${jwt}`, certifikat: () => undefined }
}
const om = (minuter: number) => (nu = new Date(START.getTime() + minuter * MINUT))

beforeEach(async () => {
  nu = START
  gammal = await generateKeyPair('ES256', { extractable: true })
  ny = await generateKeyPair('ES256', { extractable: true })
  jwks = await startJwks()
  await jwks.publicera({ gammal: gammal.publicKey })
  autentisera = medVila(VILA_MS)
})
afterEach(() => jwks.stop())

test('a token signed with a new key is taken once the issuer has published the key', async () => {
  await autentisera(await visa('gammal', gammal))
  await expect(autentisera(await visa('ny', ny))).rejects.toMatchObject(OGILTIG)
  await jwks.publicera({ gammal: gammal.publicKey, ny: ny.publicKey })
  await delay(VILA_MS)
  await expect(autentisera(await visa('ny', ny))).resolves.toBeDefined()
  await expect(autentisera(await visa('gammal', gammal))).resolves.toBeDefined()
})

test('tokens that name keys nobody knows do not make the hub ask over and over', async () => {
  const medVanligVila = medVila(NYCKELFRISTER.vilaMs)
  await medVanligVila(await visa('gammal', gammal))
  const okanda = await Promise.all(Array.from({ length: 50 }, (_, i) => visa(`okand-${String(i)}`, ny)))
  for (const okand of okanda) await expect(medVanligVila(okand)).rejects.toMatchObject(OGILTIG)
  expect(jwks.hamtningar()).toBe(1)
})

test('nor do they when the issuer is broken', async () => {
  const medVanligVila = medVila(NYCKELFRISTER.vilaMs)
  jwks.trasig(500)
  for (let i = 0; i < 20; i++)
    await expect(medVanligVila(await visa(`okand-${String(i)}`, ny))).rejects.toMatchObject(ONABAR)
  expect(jwks.hamtningar()).toBe(1)
})

test('a key that was taken away counts no longer than six minutes, not even for a token that was verified', async () => {
  const visad = await visa('gammal', gammal)
  await autentisera(visad)
  await jwks.publicera({ ny: ny.publicKey })
  await delay(VILA_MS)
  om(4.9)
  await autentisera(visad)
  om(6)
  await expect(autentisera(visad)).rejects.toMatchObject(OGILTIG)
})

test('while the issuer cannot be reached its keys count for half an hour more', async () => {
  const visad = await visa('gammal', gammal)
  await autentisera(visad)
  jwks.trasig(503)
  await delay(VILA_MS)
  om(29)
  await autentisera(visad)
  await delay(VILA_MS)
  om(31)
  await expect(autentisera(visad)).rejects.toMatchObject(ONABAR)
  jwks.trasig(undefined)
  await delay(VILA_MS)
  await expect(autentisera(visad)).resolves.toBeDefined()
})

test('an issuer whose keys cannot be had is no reason to call the token invalid', async () => {
  const onabar = medVila(VILA_MS, 'http://127.0.0.1:1/jwks')
  await expect(onabar(await visa('gammal', gammal))).rejects.toMatchObject(ONABAR)
})
