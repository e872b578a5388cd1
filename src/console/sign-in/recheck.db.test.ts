import { expect, test } from '@jest/globals'
import { SESSION_COOKIE } from './session-store.ts'
import { Browser } from './testing/browser.ts'
import { useSignIn } from './testing/use-sign-in.ts'

const hub = useSignIn()
const MINUTE = 60_000

const give = (subject: string, roller: readonly string[]) => {
  hub.state.people = hub.state.people.map((one) => (one.subject === subject ? { ...one, roller } : one))
}
const open = async (browser: Browser, path = '/hem') => browser.follow(await browser.get(hub.url(path)))
/** The person at the identity provider signs out there and in as somebody else, with the hub's session left as it is. */
async function becomeAtProvider(browser: Browser, subject: string): Promise<void> {
  const elsewhere = new Browser()
  await hub.signIn(subject, elsewhere)
  for (const { name } of [...browser.cookies()].filter((one) => one.name.startsWith('_session'))) browser.forget(name)
  for (const { name, value } of elsewhere.cookies()) if (name.startsWith('_session')) browser.put(name, value)
}

test('a role that changes while somebody is signed in counts with the next page after half an hour, without a question', async () => {
  const browser = await hub.signIn('mats.ekdahl')
  const before = await hub.who(browser)
  const [cookie, id] = [browser.cookie(SESSION_COOKIE), (await browser.post(hub.url('/behall'), { about: 'Åsa' })).text]
  give('mats.ekdahl', ['sakerhetsansvarig'])
  hub.state.offsetMs = 29 * MINUTE
  await open(browser)
  expect((await hub.who(browser))?.caller.roller).toEqual(['drift'])

  hub.state.offsetMs = 31 * MINUTE
  expect((await open(browser, '/hem/b?c=d')).text).toBe('hem Mats Ekdahl /hem/b?c=d')
  const after = await hub.who(browser)
  expect(after).toMatchObject({ endsAt: before?.endsAt, csrf: before?.csrf, caller: { roller: ['sakerhetsansvarig'] } })
  expect(browser.cookie(SESSION_COOKIE)).not.toBe(cookie)
  expect((await hub.db.pool.query('select from console_session')).rowCount).toBe(1)
  // What was open stays open.
  hub.state.offsetMs = 0
  expect((await browser.get(hub.url(`/behallet/${id}`))).text).toBe('{"about":"Åsa"}')
  expect(hub.records().map(({ orsak, roll }) => [orsak, roll])).toEqual([
    ['inloggad', 'drift'],
    ['inloggning-fornyad', 'sakerhetsansvarig'],
  ])
})

test('an hour after the last check no role counts, for forms and scripts either', async () => {
  const browser = await hub.signIn('mats.ekdahl')
  const { csrf = '' } = (await hub.who(browser)) ?? {}
  hub.state.offsetMs = 60 * MINUTE - 1_000
  expect(await hub.who(browser, { 'sec-fetch-dest': 'empty' })).toBeDefined()
  hub.state.offsetMs = 60 * MINUTE + 1_000
  expect(await hub.who(browser, { 'sec-fetch-dest': 'empty' })).toBeUndefined()
  expect((await browser.post(hub.url('/vem'), { csrf })).status).not.toBe(200)
  expect((await open(browser)).text).toContain('hem Mats Ekdahl')
})

test('whose roles are gone is out at the next check, with what the session kept', async () => {
  const browser = await hub.signIn('mats.ekdahl')
  await browser.post(hub.url('/behall'), { about: 'Åsa' })
  give('mats.ekdahl', [])
  hub.state.offsetMs = 31 * MINUTE
  const page = await open(browser)
  expect([page.status, page.text]).toEqual([403, expect.stringContaining('Du kommer inte in')])
  hub.state.offsetMs = 0
  expect(await hub.who(browser)).toBeUndefined()
  expect((await hub.db.pool.query('select from console_session')).rowCount).toBe(0)
  expect((await hub.db.pool.query('select from console_kept')).rowCount).toBe(0)
  expect(hub.records().at(-1)).toMatchObject({ orsak: 'inga-roller', utfall: 'nekat', slutanvandare: 'mats.ekdahl' })
})

test('whoever is signed out at the identity provider is asked there at the next check', async () => {
  const browser = await hub.signIn('mats.ekdahl')
  for (const { name } of [...browser.cookies()].filter((one) => one.name.startsWith('_session'))) browser.forget(name)
  hub.state.offsetMs = 31 * MINUTE
  const page = await open(browser, '/hem/x')
  expect(page.text).toContain('Välj vem du är')
  expect((await hub.choose(browser, page, 'mats.ekdahl')).text).toBe('hem Mats Ekdahl /hem/x')
})

test('two tabs with two persons: the page of the first changes nothing and opens nothing in the session of the second', async () => {
  const browser = await hub.signIn('sara.lind')
  const first = await hub.who(browser)
  const id = (await browser.post(hub.url('/behall'), { about: 'Åsa' })).text
  await becomeAtProvider(browser, 'mats.ekdahl')
  hub.state.offsetMs = 31 * MINUTE
  await open(browser)
  hub.state.offsetMs = 0
  const second = await hub.who(browser)
  expect(second).toMatchObject({ name: 'Mats Ekdahl' })
  expect(second?.csrf).not.toBe(first?.csrf)
  expect((await browser.post(hub.url('/gor'), { csrf: first?.csrf ?? '' })).status).toBe(403)
  expect((await browser.post(hub.url('/gor'), { csrf: second?.csrf ?? '' })).status).toBe(200)
  expect((await browser.get(hub.url(`/behallet/${id}`))).text).toBe('null')
  expect((await hub.db.pool.query('select from console_kept')).rowCount).toBe(0)
  // Signing out from the first tab does not sign the second person out unawares.
  expect((await browser.post(hub.url('/logga-ut'), { csrf: first?.csrf ?? '' })).status).toBe(403)
  expect(await hub.who(browser)).toMatchObject({ name: 'Mats Ekdahl' })
})

test('while the identity provider is away, work goes on until the check is over', async () => {
  const browser = await hub.signIn('mats.ekdahl')
  hub.state.down = true
  hub.state.offsetMs = 45 * MINUTE
  expect((await open(browser)).text).toContain('hem Mats Ekdahl')
  hub.state.offsetMs = 61 * MINUTE
  expect((await open(browser)).status).toBe(503)
})
