import { beforeEach, expect, test } from '@jest/globals'
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { SESSION_COOKIE } from './session-store.ts'
import { Browser } from './testing/browser.ts'
import { useSignIn } from './testing/use-sign-in.ts'

const hub = useSignIn()
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

let browser: Browser
let csrf: string
beforeEach(async () => {
  browser = await hub.signIn('sara.lind')
  csrf = (await hub.who(browser))?.csrf ?? ''
})

const signOut = (fields: Record<string, string>, headers?: Record<string, string>) =>
  browser.post(hub.url('/logga-ut'), fields, headers)

test('signing out ends the session here, and leads on to the identity provider, which asks anew the next time', async () => {
  const answer = await signOut({ csrf })
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('Du är utloggad')])
  expect(answer.headers.get('location')).toBeNull()
  expect(browser.cookie(SESSION_COOKIE)).toBeUndefined()
  expect((await hub.db.pool.query('select from console_session')).rowCount).toBe(0)
  expect(hub.records().at(-1)).toMatchObject({ orsak: 'utloggad', slutanvandare: 'sara.lind', utfall: 'tomt' })

  const onward = new URL(/^0; url=(.*)$/.exec(answer.headers.get('refresh') ?? '')?.[1] ?? '')
  expect(onward.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
  expect(answer.text).toContain(onward.href.replaceAll('&', '&amp;'))
  const page = await browser.get(onward.href)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const done = await browser.follow(
    await browser.post(`${hub.state.provider}/inloggning/session/end/confirm`, { xsrf, logout: 'yes' }),
  )
  expect([done.url, done.status]).toEqual([hub.url('/utloggad'), 200])
  expect((await browser.follow(await browser.get(hub.url('/hem')))).text).toContain('Välj vem du är')
})

test.each([
  ['without the token of a form', {}, { 'sec-fetch-site': 'same-origin' }],
  ['with another session’s token', { csrf: 'a'.repeat(32) }, { 'sec-fetch-site': 'same-origin' }],
  ['from another site', undefined, { 'sec-fetch-site': 'cross-site' }],
  ['from another host of the site', undefined, { 'sec-fetch-site': 'same-site' }],
  ['from another origin', undefined, { 'sec-fetch-site': 'same-origin', origin: 'https://annan.example' }],
  ['from another origin, by an old browser', undefined, { origin: 'https://annan.example' }],
  ['from nowhere, by an old browser', undefined, {}],
  ['from a sandbox, by an old browser', undefined, { origin: 'null' }],
])('a form that was sent %s changes nothing', async (_, fields, headers) => {
  expect((await browser.post(hub.url('/gor'), fields ?? { csrf }, headers as Record<string, string>)).status).toBe(403)
  expect((await signOut(fields ?? { csrf }, headers as Record<string, string>)).status).toBe(403)
  expect(await hub.who(browser)).toBeDefined()
})

test.each([
  ['of the hub’s own', { 'sec-fetch-site': 'same-origin' }],
  ['of the hub’s own, without a referrer', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
  ['of the hub’s own, by an old browser', { origin: '' }],
])('a form %s is taken', async (_, headers: Record<string, string>) => {
  const own = headers.origin === '' ? { origin: hub.state.hub } : headers
  expect((await browser.post(hub.url('/gor'), { csrf }, own)).status).toBe(200)
})

test('who is nobody any more meets the same page', async () => {
  await hub.db.pool.query('delete from console_session')
  expect((await signOut({ csrf })).text).toContain('Du är utloggad')
})

test('when the identity provider is away the page says that its own session may go on', async () => {
  hub.state.down = true
  hub.state.offsetMs = 2 * 60 * 60_000
  const answer = await signOut({ csrf })
  expect(answer.status).toBe(200)
  expect(await hub.who(browser)).toBeUndefined()
})

/** As the identity provider sends it. */
const notify = (token: string | undefined, base = hub.state.hub) =>
  fetch(`${base}/logga-ut/avisering`, {
    method: 'POST',
    body: new URLSearchParams(token === undefined ? {} : { logout_token: token }),
  })
const now = () => Math.floor(Date.now() / 1000)
/** One that is undefined is left out. */
const claims = (changed: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  iss: `${hub.state.provider}/inloggning`,
  aud: 'insyn-konsol',
  sub: 'sara.lind',
  iat: now(),
  exp: now() + 60,
  jti: crypto.randomUUID(),
  events: { [EVENT]: {} },
  ...changed,
})

test('back channel: who signs out at the identity provider, in whatever browser, is signed out here at once', async () => {
  const page = await browser.get(`${hub.state.provider}/inloggning/session/end`)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  await browser.post(`${hub.state.provider}/inloggning/session/end/confirm`, { xsrf, logout: 'yes' })
  expect(hub.notices).toHaveLength(1)
  expect(await hub.who(browser)).toBeUndefined()
  expect(hub.records().at(-1)).toMatchObject({ orsak: 'utloggad-av-tjansten', slutanvandare: 'sara.lind' })
  // A token that somebody has caught does not count twice.
  await hub.signIn('sara.lind', browser)
  expect((await notify(hub.notices[0])).status).toBe(400)
  expect(await hub.who(browser)).toBeDefined()
})

test('back channel: a token that reaches another process ends the session at once in both, and counts in neither again', async () => {
  const { second } = hub.state
  const at = (base: string) => hub.who(browser, {}, base)
  expect([await at(hub.state.hub), await at(second)]).toEqual([
    expect.objectContaining({ name: 'Sara Lind' }),
    expect.objectContaining({ name: 'Sara Lind' }),
  ])
  const token = await hub.logoutToken(claims())
  expect((await notify(token, second)).status).toBe(200)
  expect([await at(hub.state.hub), await at(second)]).toEqual([undefined, undefined])
  await hub.signIn('sara.lind', browser)
  expect([(await notify(token)).status, (await notify(token, second)).status]).toEqual([400, 400])
  expect([await at(hub.state.hub), await at(second)]).not.toContain(undefined)
})

test('back channel: a token for a subject ends all of that person’s sessions and no others, one for a session that alone', async () => {
  const [second, other] = [await hub.signIn('sara.lind'), await hub.signIn('mats.ekdahl')]
  expect((await notify(await hub.logoutToken(claims({ sub: undefined, sid: 'another' })))).status).toBe(200)
  expect((await notify(await hub.logoutToken(claims({ sid: 'another' })))).status).toBe(200)
  expect([await hub.who(browser), await hub.who(second), await hub.who(other)]).not.toContain(undefined)
  const answer = await notify(await hub.logoutToken(claims()))
  expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([200, '', 'no-store'])
  expect([await hub.who(browser), await hub.who(second)]).toEqual([undefined, undefined])
  expect(await hub.who(other)).toMatchObject({ name: 'Mats Ekdahl' })
})

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['of another issuer', { iss: 'https://login.example' }],
  ['for another client', { aud: 'annan' }],
  ['without the event', { events: {} }],
  ['whose event is a text', { events: { [EVENT]: 'ja' } }],
  ['with a nonce, as an id token has', { nonce: 'n' }],
  ['of an hour ago', { iat: now() - 3_600 }],
  ['that has expired', { exp: now() - 60 }],
  ['without jti', { jti: undefined }],
  ['without time', { iat: undefined }],
  ['about nobody', { sub: undefined }],
  ['that is an access token', { typ: 'at+jwt' }],
])('back channel: a token %s ends nothing', async (_, { typ = 'logout+jwt', ...changed }) => {
  const answer = await notify(await hub.logoutToken(claims(changed), { typ: String(typ) }))
  expect([answer.status, await answer.json()]).toEqual([400, { error: 'invalid_request' }])
  expect(await hub.who(browser)).toBeDefined()
})

test('back channel: a token that somebody else has signed, or nobody, ends nothing', async () => {
  const { privateKey } = await generateKeyPair('ES256')
  const forged = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'demo' }).sign(privateKey)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({ alg: 'none' })}.${part(claims())}.`
  for (const token of [forged, unsigned, 'abc', '', undefined]) expect((await notify(token)).status).toBe(400)
  expect(await hub.who(browser)).toBeDefined()
})

test('back channel: when the identity provider’s keys are too old and cannot be had, it is told to try again', async () => {
  expect((await notify(await hub.logoutToken(claims({ sub: 'mats.ekdahl' })))).status).toBe(200)
  hub.state.down = true
  hub.state.offsetMs = 40 * 60_000
  const time = now() + 40 * 60
  expect((await notify(await hub.logoutToken(claims({ iat: time, exp: time + 60 })))).status).toBe(503)
  hub.state.offsetMs = 0
  expect(await hub.who(browser)).toBeDefined()
})
