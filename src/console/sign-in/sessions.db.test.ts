import { expect, test } from '@jest/globals'
import { until } from '../../../test/support/until.ts'
import { purgeSessions, SESSION_COOKIE } from './session-store.ts'
import { Browser } from './testing/browser.ts'
import { OWN_NUMBER, useSignIn } from './testing/use-sign-in.ts'

const hub = useSignIn()
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const rows = async () => (await hub.db.pool.query<{ sid: string }>('select * from console_session')).rows
/** As if nothing had been done for so long. */
const idle = (minutes: number) =>
  hub.db.pool.query("update console_session set expire = expire - $1 * interval '1 minute'", [minutes])
const keep = async (browser: Browser) => (await browser.post(hub.url('/behall'), { about: 'Åsa' })).text
const kept = async (browser: Browser, id: string) => (await browser.get(hub.url(`/behallet/${id}`))).text
async function signedOut(browser: Browser): Promise<void> {
  await browser.post(hub.url('/logga-ut'), { csrf: (await hub.who(browser))?.csrf ?? '' })
}
/** What the cookie of a session is set with. */
async function setCookie(): Promise<string> {
  const browser = new Browser()
  const chooser = await browser.follow(await browser.get(hub.url('/logga-in')))
  let answer = await browser.post(chooser.url, { person: 'sara.lind' })
  while (!answer.url.includes('/logga-in/svar'))
    answer = await browser.get(new URL(answer.headers.get('location') ?? '', answer.url).href)
  return answer.headers.getSetCookie().find((one) => one.startsWith(`${SESSION_COOKIE}=`)) ?? ''
}

test('the cookie is this host’s alone, out of reach of scripts and of other sites’ forms, and ends with the browser', async () => {
  const [value, ...attributes] = (await setCookie()).split('; ')
  expect(value).toMatch(/^__Host-insyn=s%3A/)
  expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'])
})

test('nobody has a session before they sign in', async () => {
  const browser = new Browser()
  await browser.get(hub.url('/hem'))
  await browser.get(hub.url('/vem'))
  expect(browser.cookie(SESSION_COOKIE)).toBeUndefined()
  expect(await rows()).toEqual([])
})

test('fixation: a cookie that somebody planted opens nothing after the sign-in', async () => {
  const attacker = await hub.signIn('mats.ekdahl')
  const planted = attacker.cookie(SESSION_COOKIE) ?? ''
  const victim = new Browser()
  victim.put(SESSION_COOKIE, planted)
  // The planted session is signed in already: the victim sees whose it is, and signs out of it, or it is renewed away.
  hub.state.offsetMs = 31 * MINUTE
  await hub.signIn('sara.lind', victim)
  expect(await hub.who(victim)).toMatchObject({ name: 'Sara Lind' })
  expect(victim.cookie(SESSION_COOKIE)).not.toBe(planted)
  expect(await hub.who(attacker)).toBeUndefined()
})

test('fixation: an id of one’s own making is not taken', async () => {
  for (const made of ['abc', 's%3Aabc.def', `s%3A${'a'.repeat(32)}.${'b'.repeat(43)}`]) {
    const browser = new Browser()
    browser.put(SESSION_COOKIE, made)
    await hub.signIn('sara.lind', browser)
    expect(await hub.who(browser)).toMatchObject({ name: 'Sara Lind' })
    expect(browser.cookie(SESSION_COOKIE)).not.toContain(made)
  }
})

test('theft: a copy of the tables gives neither a cookie nor a name', async () => {
  const browser = await hub.signIn('sara.lind')
  await keep(browser)
  const who = await hub.who(browser)
  const [row] = await rows()
  const { rows: values } = await hub.db.pool.query('select * from console_kept')
  const dump = JSON.stringify([row, values])
  const id =
    decodeURIComponent(browser.cookie(SESSION_COOKIE) ?? '')
      .slice(2)
      .split('.')[0] ?? ''
  expect(id.length).toBeGreaterThanOrEqual(32)
  for (const secret of [id, 'sara', 'Sara', 'aldre-direkt', who?.csrf ?? '?', OWN_NUMBER, 'Åsa', 'eyJ'])
    expect(dump).not.toContain(secret)
  const thief = new Browser()
  thief.put(SESSION_COOKIE, encodeURIComponent(`s:${row?.sid ?? ''}.${'a'.repeat(43)}`))
  expect(await hub.who(thief)).toBeUndefined()
})

test('theft: a stolen cookie ends with the session', async () => {
  const browser = await hub.signIn('sara.lind')
  const thief = browser.copy()
  expect(await hub.who(thief)).toBeDefined()
  const { csrf = '' } = (await hub.who(browser)) ?? {}
  await browser.post(hub.url('/logga-ut'), { csrf })
  expect(await hub.who(thief)).toBeUndefined()
  expect(browser.cookie(SESSION_COOKIE)).toBeUndefined()
})

test('a session ends after half an hour in which nothing is done, and what it kept with it', async () => {
  const browser = await hub.signIn('sara.lind')
  const id = await keep(browser)
  await idle(29)
  expect(await hub.who(browser)).toBeDefined()
  // That was something done.
  await idle(29)
  expect(await hub.who(browser)).toBeDefined()
  await idle(31)
  expect(await hub.who(browser)).toBeUndefined()
  expect(await kept(browser, id)).toBe('null')
})

test('what a page’s script asks for by itself does not put off the end', async () => {
  const browser = await hub.signIn('sara.lind')
  await idle(20)
  for (let i = 0; i < 3; i++) expect(await hub.who(browser, { 'sec-fetch-dest': 'empty' })).toBeDefined()
  await idle(11)
  expect(await hub.who(browser)).toBeUndefined()
})

test('a session ends after ten hours, whatever is done', async () => {
  const browser = await hub.signIn('sara.lind')
  const { endsAt = '' } = (await hub.who(browser)) ?? {}
  expect(new Date(endsAt).getTime() - Date.now()).toBeGreaterThan(10 * HOUR - MINUTE)
  for (let minutes = 25; minutes < 600; minutes += 25) {
    hub.state.offsetMs = minutes * MINUTE
    await browser.follow(await browser.get(hub.url('/hem')))
    expect(await hub.who(browser)).toMatchObject({ endsAt })
  }
  // Nor does its row stay.
  const { rowCount } = await hub.db.pool.query(
    "select from console_session where expire > $1::timestamptz + interval '1 second'",
    [endsAt],
  )
  expect(rowCount).toBe(0)
  hub.state.offsetMs = 10 * HOUR + 1_000
  expect(await hub.who(browser)).toBeUndefined()
})

test('after a session has ended by itself the person signs in anew, though the identity provider’s session goes on', async () => {
  const browser = await hub.signIn('sara.lind')
  await idle(31)
  const page = await browser.follow(await browser.get(hub.url('/hem')))
  expect(page.text).toContain('Välj vem du är')
  expect((await hub.choose(browser, page, 'sara.lind')).text).toContain('hem Sara Lind')
})

/** One request has found its session, and waits. */
const underWay = () => until(async () => (await new Browser().get(hub.url('/vantar'))).text === '1')

test('a request that ends after its session has been ended does not bring it back', async () => {
  const browser = await hub.signIn('sara.lind')
  const slow = browser.get(hub.url('/langsam'))
  await underWay()
  await hub.db.pool.query('delete from console_session')
  await new Browser().post(hub.url('/ga-vidare'), {})
  await slow
  expect(await rows()).toEqual([])
})

test.each<[string, string, () => Promise<unknown>]>([
  ['nothing happens', 'true', async () => undefined],
  ['somebody else’s ends', 'true', async () => signedOut(await hub.signIn('mats.ekdahl'))],
  ['it is ended, by whichever process', 'false', async () => hub.db.pool.query('delete from console_session')],
  ['its idle time is over', 'false', async () => idle(31)],
  ['it goes on under another id', 'false', async () => hub.db.pool.query(`update console_session set sid = 'other'`)],
])('a request under way knows whether its session goes on: %s', async (_, expected, happens) => {
  const browser = await hub.signIn('sara.lind')
  const slow = browser.get(hub.url('/pagar'))
  await underWay()
  await happens()
  await new Browser().post(hub.url('/ga-vidare'), {})
  expect((await slow).text).toBe(expected)
})

test('what is kept is one session’s, for a while, and sealed', async () => {
  const [browser, other] = [await hub.signIn('sara.lind'), await hub.signIn('sara.lind')]
  const id = await keep(browser)
  expect(id).toMatch(/^[A-Za-z0-9_-]{32}$/)
  expect(await kept(browser, id)).toBe('{"about":"Åsa"}')
  expect(await kept(other, id)).toBe('null')
  expect(await kept(new Browser(), id)).toBe('null')
  // Another one, whatever it is.
  expect(await kept(browser, `${id.startsWith('A') ? 'B' : 'A'}${id.slice(1)}`)).toBe('null')

  hub.state.offsetMs = 9 * MINUTE
  const renew = async (one: Browser) => (await one.post(hub.url(`/forlang/${id}`), {})).text
  expect([await renew(other), await renew(browser)]).toEqual(['false', 'true'])
  hub.state.offsetMs = 18 * MINUTE
  expect(await kept(browser, id)).toBe('{"about":"Åsa"}')
  hub.state.offsetMs = 20 * MINUTE
  expect(await kept(browser, id)).toBe('null')
  expect(await renew(browser)).toBe('false')
})

test('what is dropped is gone, and no other session drops it', async () => {
  const [browser, other] = [await hub.signIn('sara.lind'), await hub.signIn('sara.lind')]
  const id = await keep(browser)
  await other.post(hub.url(`/slapp/${id}`), {})
  expect(await kept(browser, id)).toBe('{"about":"Åsa"}')
  await browser.post(hub.url(`/slapp/${id}`), {})
  expect(await kept(browser, id)).toBe('null')
})

test('nothing can be kept for a session that has ended', async () => {
  const browser = await hub.signIn('sara.lind')
  const { csrf = '' } = (await hub.who(browser)) ?? {}
  const later = browser.copy()
  await browser.post(hub.url('/logga-ut'), { csrf })
  expect((await later.post(hub.url('/behall'), { about: 'Åsa' })).status).toBe(500)
  expect((await hub.db.pool.query('select from console_kept')).rowCount).toBe(0)
})

test('what has ended is deleted', async () => {
  const browser = await hub.signIn('sara.lind')
  await keep(browser)
  await purgeSessions(hub.db.pool, new Date(Date.now() + 29 * MINUTE))
  expect([(await rows()).length, (await hub.db.pool.query('select from console_kept')).rowCount]).toEqual([1, 0])
  await purgeSessions(hub.db.pool, new Date(Date.now() + 31 * MINUTE))
  expect(await rows()).toEqual([])
})
