import { afterAll, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MOTTAGARE, skapaUtfardare, type Tokensvar } from './issuer.ts'

let server: Server
let bas: string

beforeAll(async () => {
  const utfardare = await skapaUtfardare(() => bas)
  server = createServer(express().use('/utfardare', utfardare.router)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  bas = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const begar = (body: unknown): Promise<Response> =>
  fetch(`${bas}/utfardare/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('an issued token verifies against the published keys and carries who, for whom and which roles', async () => {
  const svar = await begar({ slutanvandare: 'anna', roller: ['aldre-direkt'], klient: 'arendesystem', namn: 'Anna Ek' })
  expect(svar.headers.get('cache-control')).toBe('no-store')
  const { access_token, expires_in } = (await svar.json()) as Tokensvar

  const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(`${bas}/utfardare/jwks`)), {
    issuer: `${bas}/utfardare`,
    audience: MOTTAGARE,
    typ: 'at+jwt',
    algorithms: ['ES256'],
    requiredClaims: ['exp', 'iat', 'jti'],
  })
  expect(payload).toMatchObject({ sub: 'anna', client_id: 'arendesystem', roller: ['aldre-direkt'], namn: 'Anna Ek' })
  expect(payload.exp! - payload.iat!).toBe(expires_in)
})

test('a token of another issuer process does not verify', async () => {
  const annan = await skapaUtfardare(() => bas)
  const { access_token } = await annan.utfarda({ slutanvandare: 'anna', roller: [], klient: 'konsol' })
  await expect(jwtVerify(access_token, createRemoteJWKSet(new URL(`${bas}/utfardare/jwks`)))).rejects.toThrow()
})

test('a token carries the end user’s own number and the certificate that it is bound to when asked to', async () => {
  const certifikat = 'A'.repeat(43)
  const begaran = { slutanvandare: 'anna', roller: [], klient: 'konsol', personnummer: '189001019802', certifikat }
  const { access_token } = (await (await begar(begaran)).json()) as Tokensvar
  expect(decodeJwt(access_token)).toMatchObject({ personnummer: '189001019802', cnf: { 'x5t#S256': certifikat } })
})

test('in production there is no demo issuer', async () => {
  await expect(skapaUtfardare(() => bas, 'production')).rejects.toMatchObject({ code: 'KONFIG_OGILTIG' })
})

test('nobody but this machine gets a token, wherever the issuer is mounted', async () => {
  const utfardare = await skapaUtfardare(() => bas)
  const utifran = express().use((req, _res, next) => {
    Object.defineProperty(req.socket, 'remoteAddress', { value: '192.0.2.7' })
    next()
  })
  const annan = createServer(utifran.use('/utfardare', utfardare.router)).listen(0, '127.0.0.1')
  await once(annan, 'listening')
  const svar = await fetch(`http://127.0.0.1:${(annan.address() as AddressInfo).port}/utfardare/jwks`)
  annan.close()
  expect(svar.status).toBe(403)
})

test.each([
  ['no end user', { roller: [], klient: 'konsol' }],
  ['roles that are no list', { slutanvandare: 'anna', roller: 'aldre-direkt', klient: 'konsol' }],
  ['a number that is none', { slutanvandare: 'anna', roller: [], klient: 'konsol', personnummer: '8901' }],
  ['something unknown', { slutanvandare: 'anna', roller: [], klient: 'konsol', sub: 'b' }],
])('a request with %s is refused', async (_namn, body) => {
  expect((await begar(body)).status).toBe(400)
})
