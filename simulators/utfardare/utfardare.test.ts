import { afterAll, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MOTTAGARE, skapaUtfardare, type Tokensvar } from './utfardare.ts'

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

test.each([
  ['no end user', { roller: [], klient: 'konsol' }],
  ['roles that are no list', { slutanvandare: 'anna', roller: 'aldre-direkt', klient: 'konsol' }],
  ['something unknown', { slutanvandare: 'anna', roller: [], klient: 'konsol', sub: 'b' }],
])('a request with %s is refused', async (_namn, body) => {
  expect((await begar(body)).status).toBe(400)
})
