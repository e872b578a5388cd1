import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { hasBrowser } from './support/browser/chromium.ts'
import { type ConsoleCity, startConsoleCity } from './support/browser/console-city.ts'
import { inspect } from './support/browser/tour.ts'
import { sql, sync } from './support/database/mirror-state.ts'

const BOTH = [
  { width: 1280, scheme: 'light' },
  { width: 320, scheme: 'dark' },
] as const
/** Skatteverket's published test number. */
const NUMBER = '189001099804'

jest.setTimeout(180_000)
const inBrowser = hasBrowser() ? describe : describe.skip

inBrowser('an operator in a browser', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await startConsoleCity(80)
    city.simulators.fault({ peer: 'agresso', fel: 'nere', stadsdel: 'farsta' })
    await sync(city.installation, '--kalla', 'agresso', '--stadsdel', 'farsta')
    city.simulators.noErrors()
  })
  afterAll(() => city.stop())

  test('finds the source that failed and reads it again, by keyboard alone and without loading the page', async () => {
    const seat = await city.sitDown('operator')
    const { page } = seat
    await page.getByRole('heading', { name: /^Behöver en människa nu/ }).waitFor()
    await page.locator('#nyckeltal').getByText('Farsta').waitFor()
    // It can be seen some moments before the script has begun to listen to keys.
    await page.waitForLoadState()
    const begun = Date.now()
    await page.keyboard.press('Alt+k')
    // The form opens on the source that is worst off.
    await page.locator('#kor-nu[open]').waitFor()
    expect(await page.locator('#kor-nu-stadsdel').inputValue()).toBe('farsta')
    await page.locator('#kor-nu-orsak').focus()
    await page.keyboard.type('Källan svarar igen.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.notice').getByText('Beställt: Farsta, Agresso').waitFor()
    await page.locator('#pagar').getByText(', beställd av Mats Ekdahl').waitFor({ timeout: 60_000 })
    expect(Date.now() - begun).toBeLessThan(60_000)
    const records = await sql(
      city.installation,
      `select count(*)::int as count from run_order where reason = 'Källan svarar igen.' and ordered_by = 'Mats Ekdahl'`,
    )
    expect(records).toEqual([{ count: 1 }])
    expect(seat.complaints).toEqual([])
    await seat.close()
  })

  test('is told at the field what is wrong with a reason, and that nothing was done', async () => {
    const seat = await city.sitDown('operator')
    const { page } = seat
    await page.goto(`${city.hub.adress}/drift/kommande/pausa`)
    await page.locator('#orsak').fill(`Ringde ${NUMBER}`)
    await page.getByRole('button', { name: 'Pausa' }).click()
    await page.locator('#orsak-error').waitFor()
    expect(await inspect(page, 'operator-reason-refused', BOTH)).toEqual([])
    expect(await page.locator('#orsak').inputValue()).toBe(`Ringde ${NUMBER}`)
    expect(await sql(city.installation, 'select count(*)::int as count from sync_pause')).toEqual([{ count: 0 }])
    expect(seat.trail.filter((one) => one.includes(NUMBER))).toEqual([])
    await seat.close()
  })

  test('pauses and resumes what is read, and sees who did so and why', async () => {
    const seat = await city.sitDown('operator')
    const { page } = seat
    await page.goto(`${city.hub.adress}/drift/kommande`)
    await page.getByRole('link', { name: 'Pausa läsningen…' }).click()
    await page.locator('#pausa #pausa-orsak').fill('Agresso byter version.')
    await page.locator('#pausa button.main').click()
    await page.getByRole('cell', { name: 'Agresso byter version.' }).waitFor()
    await page.locator('#pauser').getByRole('link', { name: 'Återuppta…' }).click()
    await page.locator('dialog[open] textarea').fill('Klart.')
    await page.locator('dialog[open] button.main').click()
    await page.getByText('Ingen läsning är pausad').waitFor()
    expect(seat.complaints).toEqual([])
    await seat.close()
  })
})
