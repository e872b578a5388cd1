import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { stockholmTime } from '../src/platform/stockholm-time.ts'
import { agent } from './support/api/caller.ts'
import { hasBrowser } from './support/browser/chromium.ts'
import { type ConsoleCity, startConsoleCity } from './support/browser/console-city.ts'
import { personHand } from './support/browser/person-hand.ts'
import { WHOLE } from './support/campaign.ts'
import { sync } from './support/database/mirror-state.ts'

jest.setTimeout(1_200_000)
const COUNT = 60
/** What the three tasks may take a person (the README's tour is these three). */
const LONGEST_S = { invoice: 15, rerun: 30, sample: 600 }

// Short forms of the same walks, without a person's pauses, are in console.e2e, console-operations.e2e and console-review.e2e.
const asPerson = WHOLE && hasBrowser() ? describe : describe.skip

asPerson('by the hand of a person, who types, reads and decides', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await startConsoleCity(COUNT)
    const asAgent = await agent(city.simulators)
    for (let place = 0; place < 3 * COUNT; place++)
      await asAgent.uppslag(city.hub.adress, { personnummer: city.simulators.truthAt(place % COUNT).personnummer })
    city.simulators.fault({ peer: 'agresso', fel: 'nere', stadsdel: 'farsta' })
    await sync(city.installation, '--kalla', 'agresso', '--stadsdel', 'farsta')
    city.simulators.noErrors()
  }, 300_000)
  afterAll(() => city.stop())

  function told(what: keyof typeof LONGEST_S, begun: number): void {
    const seconds = (performance.now() - begun) / 1000
    process.stdout.write(`${what}: ${seconds.toFixed(1)} s (at most ${LONGEST_S[what]})\n`)
    expect(seconds).toBeLessThan(LONGEST_S[what])
  }

  test('a question about an invoice is answered, from the first digit to the OCR number', async () => {
    const owes = Array.from({ length: COUNT - 1 }, (_, place) => city.simulators.truthAt(place)).find(
      ({ skydd, stadsdelar }) =>
        skydd === 'ingen' &&
        Object.values(stadsdelar).some(({ faktura = [] }) =>
          faktura.some(({ kvarstaende }) => Number(kvarstaende) > 0),
        ),
    )
    const seat = await city.sitDown('agent')
    const { page } = seat
    const hand = personHand(page)
    const begun = performance.now()
    await hand.type(owes?.personnummer ?? '')
    await hand.press('Tab')
    await hand.choose('Fråga som rör flera områden')
    await hand.press('Tab')
    await hand.type('KC-2026-10017')
    await hand.press('Tab')
    await hand.choose('BankID')
    await hand.press('Tab')
    await hand.choose('Personen själv')
    await hand.press('Enter')
    await page.waitForURL(/\/uppslag\/[\w-]{22,}$/)
    await hand.decide('Alt+f')
    await hand.decide('Alt+o')
    await page.waitForFunction(`navigator.clipboard.readText().then((text) => /^[0-9]{5,}$/.test(text))`)
    told('invoice', begun)
    await seat.close()
  })

  test('last night’s worst source is found and read again', async () => {
    const seat = await city.sitDown('operator')
    const { page } = seat
    const hand = personHand(page)
    await page.locator('#nyckeltal').getByText('Farsta').waitFor()
    const begun = performance.now()
    await hand.decide('Alt+k')
    await page.locator('#kor-nu[open]').waitFor()
    expect(await page.locator('#kor-nu-stadsdel').inputValue()).toBe('farsta')
    while ((await page.evaluate('document.activeElement.id')) !== 'kor-nu-orsak') await hand.press('Tab')
    await hand.type('Källan svarar igen efter nattens avbrott.')
    await hand.press('Tab')
    await hand.decide('Enter')
    await page.locator('.notice').getByText('Beställt: Farsta, Agresso').waitFor({ timeout: 60_000 })
    told('rerun', begun)
    await seat.close()
  })

  test('a month’s sample is drawn, reviewed item by item and signed', async () => {
    const seat = await city.sitDown('officer')
    const { page } = seat
    const hand = personHand(page)
    const month = stockholmTime(new Date()).date.slice(0, 7)
    await page.goto(`${city.hub.adress}/logg/uppfoljning/dra?logg=bromma&manad=${month}`)
    const begun = performance.now()
    await page.getByLabel('Skäl').focus()
    await hand.type('Månadens logguppföljning')
    await hand.press('Enter')
    await page.waitForURL(/uppfoljning\/[0-9a-f-]{36}$/)
    const [, of = 0] = (/0 av (\d+) granskade/.exec((await page.textContent('h2')) ?? '') ?? []).map(Number)
    expect(of).toBeGreaterThan(15)
    await hand.decide('Alt+u')
    await page.waitForSelector('textarea[aria-invalid=true]')
    await hand.type('Inget samtal finns i telefonin vid den tiden.')
    await hand.decide('Alt+u')
    for (let left = of - 1; left > 0; left--) {
      await page.waitForSelector(`text=${String(left)} kvar av ${String(of)}`)
      await hand.decide('Alt+g')
    }
    await page.waitForSelector(`text=Alla ${String(of)} är granskade`)
    while ((await page.evaluate('document.activeElement.id')) !== 'sign') await hand.press('Tab')
    await hand.decide('Enter')
    await page.waitForSelector('text=Protokollet är undertecknat')
    process.stdout.write(`${of} lookups in the sample\n`)
    told('sample', begun)
    await seat.close()
  })
})
