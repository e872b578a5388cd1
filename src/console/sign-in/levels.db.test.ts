import { expect, test } from '@jest/globals'
import { Browser } from './testing/browser.ts'
import { useSignIn } from './testing/use-sign-in.ts'

/** The right `granska` demands the higher level; the demo's people sign in with loa2 unless they are asked for more. */
const hub = useSignIn({ options: { acr: { granska: ['loa3', 'loa4'] } } })
const askedFor = (browser: Browser) =>
  browser.asked
    .filter((url) => url.includes('/inloggning/auth?'))
    .map((url) => Object.fromEntries(new URL(url).searchParams))

test('a right that demands a safer sign-in is given after a second one, which asks for it', async () => {
  const browser = await hub.signIn('eva.ros', new Browser(), '/hem/granskning')
  expect(browser.page.text).toContain('Välj vem du är')
  expect(await hub.who(browser)).toBeUndefined()
  expect((await hub.choose(browser, browser.page, 'eva.ros')).text).toBe('hem Eva Ros /hem/granskning')
  const [first, second] = askedFor(browser)
  expect(first?.acr_values).toBeUndefined()
  expect(second).toMatchObject({ acr_values: 'loa3 loa4', prompt: 'login' })
  expect(hub.records().map(({ orsak }) => orsak)).toEqual(['inloggad'])
})

test('who cannot sign in more safely does not get in, is told why, and it is recorded', async () => {
  hub.state.people = hub.state.people.map((one) => ({ ...one, levels: ['loa2'] }))
  const browser = await hub.signIn('eva.ros')
  const page = await hub.choose(browser, browser.page, 'eva.ros')
  expect([page.status, page.text]).toEqual([403, expect.stringContaining('kräver en säkrare inloggning')])
  expect(await hub.who(browser)).toBeUndefined()
  expect(hub.records()).toMatchObject([{ orsak: 'svag-inloggning', utfall: 'nekat', slutanvandare: 'eva.ros' }])
})

test('nobody else is asked for more', async () => {
  const browser = await hub.signIn('sara.lind')
  expect(browser.page.text).toContain('hem Sara Lind')
  expect(askedFor(browser)).toHaveLength(1)
})

test('at the next check the level still counts, without a question', async () => {
  const browser = await hub.signIn('eva.ros')
  await hub.choose(browser, browser.page, 'eva.ros')
  hub.state.offsetMs = 31 * 60_000
  expect((await browser.follow(await browser.get(hub.url('/hem')))).text).toContain('hem Eva Ros')
  expect(hub.records().map(({ orsak }) => orsak)).toEqual(['inloggad', 'inloggning-fornyad'])
})
