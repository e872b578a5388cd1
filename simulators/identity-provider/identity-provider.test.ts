import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import { createIdentityProvider, type IdentityProviderOptions } from './identity-provider.ts'
import { demoPeople } from './people.ts'

let server: Server
let base: string
const options: IdentityProviderOptions = {
  issuer: () => `${base}/inloggning`,
  people: () => demoPeople('179912319994'),
  client: { client_id: 'insyn-konsol', client_secret: 'demo', token_endpoint_auth_method: 'client_secret_basic' },
}

beforeAll(async () => {
  const provider = await createIdentityProvider(options)
  server = createServer(express().use('/inloggning', provider)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const ASKED = {
  client_id: 'insyn-konsol',
  response_type: 'code',
  scope: 'openid',
  redirect_uri: 'http://127.0.0.1:1234/logga-in/svar',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}
const ask = (changed: Readonly<Record<string, string>> = {}) =>
  fetch(`${base}/inloggning/auth?${new URLSearchParams({ ...ASKED, ...changed }).toString()}`, { redirect: 'manual' })

test('it does not run in production', async () => {
  await expect(createIdentityProvider(options, 'production')).rejects.toMatchObject({ code: 'KONFIG_OGILTIG' })
})

test('each start has keys of its own, and publishes no private one', async () => {
  const { keys } = (await (await fetch(`${base}/inloggning/jwks`)).json()) as { keys: Record<string, string>[] }
  expect(keys).toHaveLength(1)
  expect(keys[0]).not.toHaveProperty('d')
})

test('its page says that it is a demo and has five people, one click each', async () => {
  const first = await ask()
  const cookie = first.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const answer = await fetch(new URL(first.headers.get('location') ?? '', base), { headers: { cookie } })
  const page = await answer.text()
  expect(page).toContain('DEMO')
  for (const task of ['Servicehandläggare', 'Drift', 'Säkerhetsansvarig', 'Gruppledare']) expect(page).toContain(task)
  expect(page.match(/<button name="person"/g)).toHaveLength(5)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test.each([
  ['to another machine', { redirect_uri: 'https://annan.example/logga-in/svar' }],
  ['to another path', { redirect_uri: 'http://127.0.0.1:1234/annan' }],
  ['to another client', { client_id: 'annan' }],
])('it answers nobody %s', async (_, changed) => {
  const answer = await ask(changed)
  expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
})

test('it gives no code without a proof key', async () => {
  const answer = await ask({ code_challenge: '', code_challenge_method: '' })
  expect(answer.headers.get('location')).toContain('error=invalid_request')
})
