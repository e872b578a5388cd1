import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import { startJwks, type JwksServer } from '../../test/support/api/jwks.ts'
import { createAuth, type Autentisera, type Utfardare } from './auth.ts'

const START = new Date('2026-10-15T10:00:00Z')
const SEKUND = Math.floor(START.getTime() / 1000)
const TUMAVTRYCK = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2'
const KAND = '189001019802'

let nu = START
let nyckel: CryptoKey
let jwks: JwksServer
let utfardare: Utfardare
let autentisera: Autentisera

const deps = { klocka: () => nu, personRef: (nummer: string) => `ref av ${nummer}` }
const med = (andrat: Partial<Utfardare>) => createAuth([{ ...utfardare, ...andrat }], deps)
const visa = async (jwt: Promise<string> | string, certifikat?: string) => ({
  authorization: `Bearer ${await jwt}`,
  certifikat: () => certifikat,
})
const OGILTIG = { code: 'TOKEN_OGILTIG', message: 'access token missing or invalid' }

beforeAll(async () => {
  const par = await generateKeyPair('ES256', { extractable: true })
  nyckel = par.privateKey
  jwks = await startJwks()
  await jwks.publicera({ k: par.publicKey })
  utfardare = {
    issuer: 'https://login.example',
    jwks: jwks.url,
    audience: 'urn:insyn:api',
    algoritmer: ['ES256'],
    klockskevhet: 5,
    typ: 'at+jwt',
    ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' },
    certifikatbindning: 'off',
  }
})
afterAll(() => jwks.stop())
beforeEach(() => {
  nu = START
  autentisera = med({})
})

const GILTIG = {
  iss: 'https://login.example',
  aud: 'urn:insyn:api',
  sub: 'anna',
  client_id: 'telefoni',
  roller: ['aldre-direkt'],
  exp: SEKUND + 3600,
}
const token = (innehall: JWTPayload = GILTIG, huvud: object = {}) =>
  new SignJWT(innehall).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt', ...huvud }).sign(nyckel)

test('a token from a known issuer names the person at work, the client and the roles', async () => {
  expect(await autentisera(await visa(token()))).toEqual({
    slutanvandare: 'anna',
    identitet: 'token',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
    egenRef: null,
  })
})

test('an issuer may call its claims something else, and then only those count', async () => {
  const entra = med({ typ: 'JWT', ansprak: { klient: 'azp', slutanvandare: 'oid', roller: 'roles' } })
  const { client_id: azp, sub: oid, roller: roles, ...ovrigt } = GILTIG
  expect(await entra(await visa(token({ ...ovrigt, azp, oid, roles, sub: 'nagon' }, { typ: 'JWT' })))).toMatchObject({
    slutanvandare: 'anna',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
  })
  await expect(entra(await visa(token(GILTIG, { typ: 'JWT' })))).rejects.toMatchObject(OGILTIG)
})

test.each<[Utfardare['typ'], object, boolean]>([
  ['at+jwt', { typ: 'at+jwt' }, true],
  ['at+jwt', { typ: 'application/at+jwt' }, true],
  ['at+jwt', { typ: 'JWT' }, false],
  ['at+jwt', { typ: undefined }, false],
  ['JWT', { typ: 'JWT' }, true],
  ['JWT', { typ: 'at+jwt' }, false],
  ['valfri', { typ: undefined }, true],
  ['valfri', { typ: 'JWT' }, true],
])('where the type is to be %s, a token with %j is taken: %s', async (typ, huvud, tas) => {
  const svar = med({ typ })(await visa(token(GILTIG, huvud)))
  await (tas ? expect(svar).resolves.toBeDefined() : expect(svar).rejects.toMatchObject(OGILTIG))
})

test('the end user’s own number becomes a reference, where the issuer is said to give it, and goes no further', async () => {
  const ansprak = { ...utfardare.ansprak, personnummer: 'pnr' }
  const medNummer = token({ ...GILTIG, pnr: `${KAND.slice(0, 8)}-${KAND.slice(8)}` })
  expect(await med({ ansprak })(await visa(medNummer))).toMatchObject({ egenRef: `ref av ${KAND}` })
  expect(await med({ ansprak })(await visa(token()))).toMatchObject({ egenRef: null })
  const utan = await autentisera(await visa(medNummer))
  expect(JSON.stringify(utan)).not.toContain('9802')
  for (const pnr of ['189001019803', 189001019802, ''])
    await expect(med({ ansprak })(await visa(token({ ...GILTIG, pnr })))).rejects.toMatchObject(OGILTIG)
})

test('a person or a client whose name could be a personnummer is refused: names stand in clear in the log', async () => {
  for (const namn of [KAND, '900101-9802', `anna.${KAND}`, 'sid 18900101 9802'])
    for (const falt of ['sub', 'client_id'])
      await expect(autentisera(await visa(token({ ...GILTIG, [falt]: namn })))).rejects.toMatchObject(OGILTIG)
  // As identity providers name people; these ten digits in a row are a number by chance.
  const oid = 'a9001019-8020-4abc-8def-0123456789ab'
  expect(await autentisera(await visa(token({ ...GILTIG, sub: oid })))).toMatchObject({ slutanvandare: oid })
})

const bunden = (cnf: unknown) => token({ ...GILTIG, cnf })
test.each<[Utfardare['certifikatbindning'], unknown, string | undefined, boolean]>([
  ['required', { 'x5t#S256': TUMAVTRYCK }, TUMAVTRYCK, true],
  ['required', { 'x5t#S256': TUMAVTRYCK }, TUMAVTRYCK.replace('b', 'c'), false],
  ['required', { 'x5t#S256': TUMAVTRYCK }, undefined, false],
  ['required', undefined, TUMAVTRYCK, false],
  ['required', {}, TUMAVTRYCK, false],
  ['when-present', undefined, undefined, true],
  ['when-present', { 'x5t#S256': TUMAVTRYCK }, TUMAVTRYCK, true],
  ['when-present', { 'x5t#S256': TUMAVTRYCK }, undefined, false],
  ['when-present', { jkt: TUMAVTRYCK }, TUMAVTRYCK, false],
  ['when-present', null, TUMAVTRYCK, false],
  ['when-present', TUMAVTRYCK, TUMAVTRYCK, false],
  ['when-present', { 'x5t#S256': [TUMAVTRYCK] }, TUMAVTRYCK, false],
  ['when-present', { 'x5t#S256': '' }, '', false],
  ['off', { 'x5t#S256': TUMAVTRYCK }, undefined, true],
])('with binding %s, a token bound by %j shown with %s is taken: %s', async (certifikatbindning, cnf, visat, tas) => {
  const bindande = med({ certifikatbindning })
  // Twice: what is remembered of a token must not let it past.
  const jwt = await bunden(cnf)
  for (let gang = 0; gang < 2; gang++) {
    const svar = bindande(await visa(jwt, visat))
    await (tas ? expect(svar).resolves.toBeDefined() : expect(svar).rejects.toMatchObject(OGILTIG))
  }
})

test('a token that its owner has shown is no use to a thief without the certificate', async () => {
  const bindande = med({ certifikatbindning: 'required' })
  const stulen = await bunden({ 'x5t#S256': TUMAVTRYCK })
  await bindande(await visa(stulen, TUMAVTRYCK))
  await expect(bindande(await visa(stulen, TUMAVTRYCK.replace('b', 'c')))).rejects.toMatchObject(OGILTIG)
  await expect(bindande(await visa(stulen))).rejects.toMatchObject(OGILTIG)
})

test('a verified token is remembered for a minute, never beyond its end', async () => {
  const kort = await visa(token({ ...GILTIG, exp: SEKUND + 30 }))
  await autentisera(kort)
  nu = new Date(START.getTime() + 29_999)
  await expect(autentisera(kort)).resolves.toBeDefined()
  nu = new Date(START.getTime() + 40_000)
  await expect(autentisera(kort)).rejects.toMatchObject(OGILTIG)
})

test.each([
  ['a shared secret', { algoritmer: ['HS256'] }],
  ['no signature', { algoritmer: ['none'] }],
  ['no algorithm', { algoritmer: [] }],
  ['a key file that is not there', { jwks: '/nowhere/jwks.json' }],
  ['keys over plain http from another machine', { jwks: 'http://login.example/jwks' }],
  ['an address that is none', { jwks: 'https://' }],
])('an issuer with %s stops the start-up', (_, andrat) => {
  let fel: unknown
  try {
    med(andrat)
  } catch (error) {
    fel = error
  }
  expect(fel).toMatchObject({ code: 'KONFIG_OGILTIG' })
})
