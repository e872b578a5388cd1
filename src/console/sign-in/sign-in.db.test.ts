import { expect, test } from '@jest/globals'
import { Browser } from './testing/browser.ts'
import { OWN_NUMBER, useSignIn } from './testing/use-sign-in.ts'

const hub = useSignIn()
const BROKEN = 'Inloggningen kunde inte slutföras'

/** A sign-in up to the page where one chooses who to be. */
const begin = async (browser: Browser, path = '/hem') =>
  browser.follow(await browser.get(hub.url(`/logga-in?till=${encodeURIComponent(path)}`)))
/** The address of the callback that the identity provider leads to; it has not been asked for. */
async function callbackOf(browser: Browser, subject: string): Promise<string> {
  const chooser = await begin(browser)
  let answer = await browser.post(chooser.url, { person: subject })
  for (;;) {
    const place = new URL(answer.headers.get('location') ?? '', answer.url).href
    if (place.startsWith(hub.url('/'))) return place
    answer = await browser.get(place)
  }
}

test('whoever chooses a person gets in, where they were going, and a record says so', async () => {
  const browser = await hub.signIn('sara.lind', new Browser(), '/hem/a?b=c')
  expect(browser.page.text).toBe('hem Sara Lind /hem/a?b=c')
  expect(await hub.who(browser)).toMatchObject({
    name: 'Sara Lind',
    caller: {
      slutanvandare: 'sara.lind',
      identitet: 'token',
      utfardare: 'inloggning',
      klient: 'konsol-demo',
      roller: ['aldre-direkt'],
      ownRef: hub.keys.personRef(OWN_NUMBER),
      loggar: [],
    },
  })
  expect(hub.records()).toEqual([
    {
      ...{ logg: 'insyn', handelse: 'inloggning', orsak: 'inloggad', utfall: 'tomt' },
      ...{ slutanvandare: 'sara.lind', utfardare: 'inloggning', roll: 'aldre-direkt' },
    },
  ])
  expect(JSON.stringify(hub.log.written)).not.toContain(OWN_NUMBER)
  expect(browser.asked.join()).not.toContain(OWN_NUMBER)
})

test('an officer has the logs of the claim', async () => {
  const who = await hub.who(await hub.signIn('eva.ros'))
  expect(who?.caller).toMatchObject({ roller: ['sakerhetsansvarig'], ownRef: null })
  expect(who?.caller.loggar).toHaveLength(12)
})

test('each sign-in has its own state, nonce and proof key, and nothing in it can be guessed from another', async () => {
  const asked = await Promise.all(
    [1, 2].map(async () => (await new Browser().get(hub.url('/logga-in'))).headers.get('location') ?? ''),
  )
  const parameters = asked.map((url) => Object.fromEntries(new URL(url).searchParams))
  for (const one of parameters)
    expect(one).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', client_id: 'insyn-konsol' })
  for (const name of ['state', 'nonce', 'code_challenge']) {
    const [first = '', second = ''] = parameters.map((one) => one[name] ?? '')
    expect(first.length).toBeGreaterThanOrEqual(43)
    expect(second).not.toBe(first)
  }
})

test.each([
  ['nothing', ''],
  ['a code alone', '?code=abc'],
  ['a made-up state', '?code=abc&state=abcdefghijklmnop'],
  ['an error alone', '?error=access_denied'],
  ['a state that is a list', '?state=a&state=b&code=c'],
])('a callback without a started sign-in is a plain page: %s', async (_, query) => {
  const answer = await new Browser().get(hub.url(`/logga-in/svar${query}`))
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(BROKEN)])
  expect(answer.text).toContain('href="/logga-in"')
  expect(hub.records()).toEqual([])
})

test('what somebody else began does not sign this browser in: the callback belongs to the browser that began', async () => {
  const victim = new Browser()
  const answer = await victim.get(await callbackOf(new Browser(), 'mats.ekdahl'))
  expect(answer.status).toBe(400)
  expect(await hub.who(victim)).toBeUndefined()
})

test('somebody else’s code in one’s own callback is refused by its proof key', async () => {
  const victim = new Browser()
  const own = new URL(await callbackOf(victim, 'sara.lind'))
  const foreign = new URL(await callbackOf(new Browser(), 'mats.ekdahl'))
  own.searchParams.set('code', foreign.searchParams.get('code') ?? '')
  expect((await victim.get(own.href)).status).toBe(400)
  expect(await hub.who(victim)).toBeUndefined()
  expect(hub.records()).toEqual([])
})

test('an answer of another issuer is refused', async () => {
  const browser = new Browser()
  const callback = new URL(await callbackOf(browser, 'sara.lind'))
  callback.searchParams.set('iss', 'https://login.example')
  expect((await browser.get(callback.href)).status).toBe(400)
  expect(await hub.who(browser)).toBeUndefined()
})

test('a callback counts once', async () => {
  const browser = new Browser()
  const callback = await callbackOf(browser, 'sara.lind')
  const before = browser.copy()
  await browser.get(callback)
  expect((await browser.get(callback)).status).toBe(400)
  expect(await hub.who(browser)).toBeDefined()
  // Also with the cookie of before, which holds state, nonce and verifier: the code has been used.
  expect((await before.get(callback)).status).toBe(400)
  expect(await hub.who(before)).toBeUndefined()
})

test('a sign-in that took longer than ten minutes is begun anew', async () => {
  const browser = new Browser()
  const callback = await callbackOf(browser, 'sara.lind')
  hub.state.offsetMs = 10 * 60_000 + 1_000
  expect((await browser.get(callback)).status).toBe(400)
})

test('two tabs may sign in at the same time', async () => {
  const browser = new Browser()
  const [first, second] = [await begin(browser, '/hem/1'), await begin(browser, '/hem/2')]
  expect((await hub.choose(browser, first, 'sara.lind')).text).toBe('hem Sara Lind /hem/1')
  expect((await hub.choose(browser, second, 'sara.lind')).text).toBe('hem Sara Lind /hem/2')
  expect(await hub.who(browser)).toMatchObject({ name: 'Sara Lind' })
})

test('begun sign-ins do not fill the head of a browser’s requests', async () => {
  const browser = new Browser()
  for (let i = 0; i < 9; i++) await browser.get(hub.url('/logga-in'))
  const begun = browser.cookies().filter(({ name }) => name.startsWith('__Host-insyn-inloggning-'))
  expect(begun).toHaveLength(5)
  expect((await hub.db.pool.query('select from console_session')).rowCount).toBe(0)
})

test('whoever breaks off at the identity provider meets a page, and may try again', async () => {
  const browser = new Browser()
  const callback = new URL(await callbackOf(browser, 'sara.lind'))
  callback.searchParams.delete('code')
  callback.searchParams.set('error', 'access_denied')
  const answer = await browser.get(callback.href)
  expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('Inloggningen avbröts')])
  expect(await hub.who(browser)).toBeUndefined()
})

test('an identity provider that does not answer is a page, and the next try asks it anew', async () => {
  const browser = new Browser()
  const callback = await callbackOf(browser, 'sara.lind')
  hub.state.down = true
  const answer = await browser.get(callback)
  expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('Inloggningstjänsten svarar inte')])
  hub.state.down = false
  expect((await hub.signIn('sara.lind')).page.text).toContain('Sara Lind')
})

test.each([
  ['without a role', ['ekonom'], 'inga-roller', 'ingen roll som gäller'],
  ['without any claim of roles', undefined, 'inga-roller', 'ingen roll som gäller'],
  ['with roles of two kinds', ['aldre-direkt', 'drift'], 'roller-oforenliga', 'mer än ett slag'],
  ['who both reviews and operates', ['drift', 'sakerhetsansvarig'], 'roller-oforenliga', 'mer än ett slag'],
])('nobody gets in %s: a page says why and whom to ask, and it is recorded', async (_, roller, cause, why) => {
  hub.state.people = hub.state.people.map((one) => (one.subject === 'bo.ek' ? { ...one, roller: roller as [] } : one))
  const browser = await hub.signIn('bo.ek')
  expect(browser.page.status).toBe(403)
  expect(browser.page.text).toContain(why)
  expect(browser.page.text).toContain('Fråga IT-supporten')
  expect(await hub.who(browser)).toBeUndefined()
  expect(hub.records()).toMatchObject([{ orsak: cause, utfall: 'nekat', slutanvandare: 'bo.ek' }])
})

test('a role that the console’s contract leaves out counts for nothing', async () => {
  hub.state.people = hub.state.people.map((one) => ({ ...one, roller: ['drift', 'trygghetsjour-chef', 'okand'] }))
  expect((await hub.who(await hub.signIn('mats.ekdahl')))?.caller.roller).toEqual(['drift'])
})

test('a subject in which a personnummer can be read is refused, and stands nowhere', async () => {
  const [person] = hub.state.people
  if (person !== undefined) hub.state.people = [{ ...person, subject: OWN_NUMBER }]
  const browser = await hub.signIn(OWN_NUMBER)
  expect(browser.page.status).toBe(403)
  expect(hub.records()).toMatchObject([{ orsak: 'inloggning-ogiltig', utfall: 'nekat', slutanvandare: null }])
  expect(JSON.stringify([hub.log.written, hub.warnings])).not.toContain(OWN_NUMBER)
})

test.each(['https://annan.example/', '//annan.example', '/\\annan.example', '/logga-in?till=/hem', 'hem'])(
  'a sign-in leads to a page of the hub alone, whatever it was asked for: %s',
  async (place) => {
    const browser = new Browser()
    const chooser = await begin(browser, place)
    let answer = await browser.post(chooser.url, { person: 'sara.lind' })
    while (!answer.url.includes('/logga-in/svar'))
      answer = await browser.get(new URL(answer.headers.get('location') ?? '', answer.url).href)
    expect(answer.headers.get('location')).toBe('/')
  },
)
