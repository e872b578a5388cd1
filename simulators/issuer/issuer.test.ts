import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { createIssuer, RECIPIENT, type TokenAnswer } from './issuer.ts'

let server: Server
let base: string

beforeAll(async () => {
  const issuer = await createIssuer(() => base)
  server = createServer(express().use('/utfardare', issuer.router)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const request = (body: unknown): Promise<Response> =>
  fetch(`${base}/utfardare/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('an issued token verifies against the published keys and carries who, for whom and which roles', async () => {
  const answer = await request({
    slutanvandare: 'anna',
    roller: ['aldre-direkt'],
    klient: 'arendesystem',
    namn: 'Anna Ek',
  })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const { access_token, expires_in } = (await answer.json()) as TokenAnswer

  const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(`${base}/utfardare/jwks`)), {
    issuer: `${base}/utfardare`,
    audience: RECIPIENT,
    typ: 'at+jwt',
    algorithms: ['ES256'],
    requiredClaims: ['exp', 'iat', 'jti'],
  })
  expect(payload).toMatchObject({ sub: 'anna', client_id: 'arendesystem', roller: ['aldre-direkt'], namn: 'Anna Ek' })
  expect(payload.exp! - payload.iat!).toBe(expires_in)
})

test('a token of another issuer process does not verify', async () => {
  const another = await createIssuer(() => base)
  const { access_token } = await another.issue({ slutanvandare: 'anna', roller: [], klient: 'konsol' })
  await expect(jwtVerify(access_token, createRemoteJWKSet(new URL(`${base}/utfardare/jwks`)))).rejects.toThrow()
})

test('a token carries the end user’s own number and the certificate that it is bound to when asked to', async () => {
  const certificate = 'A'.repeat(43)
  const asked = {
    slutanvandare: 'anna',
    roller: [],
    klient: 'konsol',
    personnummer: '189001019802',
    certifikat: certificate,
  }
  const { access_token } = (await (await request(asked)).json()) as TokenAnswer
  expect(decodeJwt(access_token)).toMatchObject({ personnummer: '189001019802', cnf: { 'x5t#S256': certificate } })
})

test('in production there is no demo issuer', async () => {
  await expect(createIssuer(() => base, 'production')).rejects.toMatchObject({ code: 'KONFIG_OGILTIG' })
})

test('nobody but this machine gets a token, wherever the issuer is mounted', async () => {
  const issuer = await createIssuer(() => base)
  const from = express().use((req, _res, next) => {
    Object.defineProperty(req.socket, 'remoteAddress', { value: '192.0.2.7' })
    next()
  })
  const another = createServer(from.use('/utfardare', issuer.router)).listen(0, '127.0.0.1')
  await once(another, 'listening')
  const answer = await fetch(`http://127.0.0.1:${(another.address() as AddressInfo).port}/utfardare/jwks`)
  another.close()
  expect(answer.status).toBe(403)
})

test.each([
  ['no end user', { roller: [], klient: 'konsol' }],
  ['roles that are no list', { slutanvandare: 'anna', roller: 'aldre-direkt', klient: 'konsol' }],
  ['a number that is none', { slutanvandare: 'anna', roller: [], klient: 'konsol', personnummer: '8901' }],
  ['something unknown', { slutanvandare: 'anna', roller: [], klient: 'konsol', sub: 'b' }],
])('a request with %s is refused', async (_name, body) => {
  expect((await request(body)).status).toBe(400)
})
