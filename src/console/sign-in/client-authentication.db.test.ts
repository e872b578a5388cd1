import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { keyAlgorithm } from './provider.ts'
import { useSignIn } from './testing/use-sign-in.ts'

const pem = (key: { privateKey: { export(options: object): unknown } }) =>
  key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwks = { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'konsol-1', alg: 'ES256' }] }
const registered = { client_id: 'insyn-konsol', token_endpoint_auth_method: 'private_key_jwt', jwks } as const
const keyed = { klientautentisering: 'private_key_jwt', nyckelId: 'konsol-1' } as const

describe('with a key of its own', () => {
  const hub = useSignIn({ options: { ...keyed, nyckel: pem(own) }, provider: { client: registered } })

  test('the hub proves who it is', async () => {
    expect((await hub.signIn('sara.lind')).page.text).toContain('hem Sara Lind')
  })
})

describe('with a key that is not registered', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const hub = useSignIn({ options: { ...keyed, nyckel: pem(other) }, provider: { client: registered } })

  test('nobody gets in', async () => {
    const { page } = await hub.signIn('sara.lind')
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('kunde inte slutföras')])
    expect(hub.warnings).toEqual([['sign-in-failed', { fault: 'invalid', code: 'invalid_client' }]])
  })
})

describe('with a wrong secret', () => {
  const hub = useSignIn({ options: { hemlighet: 'fel' } })

  test('nobody gets in, and the secret is logged nowhere', async () => {
    expect((await hub.signIn('sara.lind')).page.status).toBe(400)
    expect(hub.warnings).toEqual([['sign-in-failed', { fault: 'invalid', code: 'invalid_client' }]])
  })
})

describe('without authentication, as the demo may', () => {
  const client = { client_id: 'insyn-konsol', token_endpoint_auth_method: 'none' } as const
  const hub = useSignIn({ options: { klientautentisering: 'none' }, provider: { client } })

  test('the proof key alone ties the code to the hub', async () => {
    expect((await hub.signIn('sara.lind')).page.text).toContain('hem Sara Lind')
  })
})

describe('where the ID token holds everything', () => {
  const hub = useSignIn({ provider: { fullTokens: true } })

  test('a number in it is in no address: the sign-out goes without the token', async () => {
    const browser = await hub.signIn('sara.lind')
    const who = await hub.who(browser)
    expect(who?.caller).toMatchObject({ roller: ['aldre-direkt'] })
    const answer = await browser.post(hub.url('/logga-ut'), { csrf: who?.csrf ?? '' })
    expect(answer.headers.get('refresh')).toContain('/inloggning/session/end?')
    expect(answer.headers.get('refresh')).not.toContain('id_token_hint')
  })

  test('a token without a number goes along', async () => {
    const browser = await hub.signIn('mats.ekdahl')
    const answer = await browser.post(hub.url('/logga-ut'), { csrf: (await hub.who(browser))?.csrf ?? '' })
    expect(answer.headers.get('refresh')).toContain('id_token_hint=eyJ')
  })
})

test.each([
  ['EC P-256', pem(own), 'ES256'],
  ['EC P-384', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' })), 'ES384'],
  ['RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 })), 'PS256'],
  ['Ed25519', pem(generateKeyPairSync('ed25519')), 'Ed25519'],
])('a key signs by its kind: %s', (_, key, algorithm) => {
  expect(keyAlgorithm(key)).toBe(algorithm)
})

test.each([
  ['no key', '-----BEGIN PRIVATE KEY-----\nhemligt\n-----END PRIVATE KEY-----'],
  ['a key that does not sign', pem(generateKeyPairSync('x25519'))],
])('the start refuses %s, without quoting it', (_, key) => {
  expect(() => keyAlgorithm(key)).toThrow(/^konsol\.nyckel: must be a private key/)
})
