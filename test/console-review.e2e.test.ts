import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { stockholmTime } from '../src/platform/stockholm-time.ts'
import { agent } from './support/api/caller.ts'
import { accessibilityFaults } from './support/browser/accessibility.ts'
import { hasBrowser } from './support/browser/chromium.ts'
import { type ConsoleCity, startConsoleCity } from './support/browser/console-city.ts'

jest.setTimeout(300_000)
const inBrowser = hasBrowser() ? describe : describe.skip
const COUNT = 60
/** How long a month's sample of 20 may take by keyboard. */
const LONGEST_MS = 600_000

inBrowser('a month reviewed in a browser', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await startConsoleCity(COUNT)
    const asAgent = await agent(city.simulators)
    // Enough of Bromma for a sample of twenty.
    for (let place = 0; place < 3 * COUNT; place++)
      await asAgent.uppslag(city.hub.adress, { personnummer: city.simulators.truthAt(place % COUNT).personnummer })
  }, 120_000)
  afterAll(() => city.stop())

  test('a sample is drawn, reviewed item by item and signed by keyboard alone, well within ten minutes', async () => {
    const seat = await city.sitDown('officer')
    const { page, complaints, trail } = seat
    const month = stockholmTime(new Date()).date.slice(0, 7)
    await page.goto(`${city.hub.adress}/logg/uppfoljning/dra?logg=bromma&manad=${month}`)
    await page.getByLabel('Skäl').focus()
    await page.keyboard.type('Månadens logguppföljning')
    await page.keyboard.press('Enter')
    await page.waitForURL(/uppfoljning\/[0-9a-f-]{36}$/)
    const begun = Date.now()
    const [, of = 0] = (/0 av (\d+) granskade/.exec((await page.textContent('h2')) ?? '') ?? []).map(Number)
    expect(of).toBeGreaterThan(9)

    // A verdict that needs a comment says so, with the cursor where it is written.
    await page.keyboard.press('Alt+u')
    await page.waitForSelector('textarea[aria-invalid=true]')
    expect(await page.evaluate('document.activeElement.id')).toBe('kommentar')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.type('Inget samtal finns i telefonin vid den tiden.')
    await page.keyboard.press('Alt+u')
    await page.waitForSelector(`text=${String(of - 1)} kvar av ${String(of)}`)
    await page.waitForLoadState()

    const before = await page.textContent('.review h3')
    await page.keyboard.press('Alt+n')
    await page.waitForURL(/\?post=\d+$/)
    expect(await page.textContent('.review h3')).not.toBe(before)
    for (let left = of - 1; left > 0; left--) {
      await page.keyboard.press('Alt+g')
      await page.waitForSelector(`text=${String(left - 1)} kvar av ${String(of)}`)
      // The text can be seen some moments before the script has begun to listen to keys.
      await page.waitForLoadState()
    }
    await page.waitForSelector(`text=Alla ${String(of)} är granskade`)
    while ((await page.evaluate('document.activeElement.id')) !== 'sign') await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=Protokollet är undertecknat')
    process.stdout.write(`a sample of ${String(of)} reviewed in ${String(Date.now() - begun)} ms\n`)
    expect(Date.now() - begun).toBeLessThan(LONGEST_MS)

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Hämta det undertecknade dokumentet (JSON)' }).click(),
    ])
    expect(file.suggestedFilename()).toBe(`uppfoljning-bromma-${month}.txt`)
    // The browser notes the form that was refused for its missing comment, and nothing else.
    expect(complaints).toEqual([expect.stringContaining('status of 400')])
    const numbers = Array.from({ length: COUNT }, (_, place) => city.simulators.truthAt(place).personnummer)
    for (const one of trail) for (const number of numbers) expect(one).not.toContain(number.slice(-10))
    await seat.close()
  })

  test('without script the same is done by forms and links', async () => {
    const seat = await city.sitDown('officer')
    const plain = await city.browser.newContext({
      javaScriptEnabled: false,
      storageState: await seat.context.storageState(),
    })
    const bare = await plain.newPage()
    await bare.goto(`${city.hub.adress}/logg/export`)
    await bare.getByLabel('Från och med').fill('2026-01-01')
    await bare.getByLabel('Till och med').fill(stockholmTime(new Date()).date)
    await bare.getByLabel('Skäl').fill('Dnr 2026-114')
    await bare.getByRole('button', { name: 'Beställ' }).click()
    await bare.waitForURL(/\/logg\/export\/[0-9a-f-]{36}$/)
    for (let round = 0; round < 60 && (await bare.getByRole('link', { name: 'Hämta filen' }).count()) === 0; round++) {
      await bare.waitForTimeout(500)
      await bare
        .getByRole('link', { name: 'Uppdatera' })
        .click({ timeout: 1000 })
        .catch(() => undefined)
    }
    expect(await bare.textContent('h1')).toContain('klar att hämta')
    await plain.close()
    await seat.close()
  })
})
