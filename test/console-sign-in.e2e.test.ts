import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { hasBrowser } from './support/browser/chromium.ts'
import { type ConsoleCity, startConsoleCity } from './support/browser/console-city.ts'
import { sql } from './support/database/mirror-state.ts'

jest.setTimeout(300_000)
const inBrowser = hasBrowser() ? describe : describe.skip

inBrowser('sign-in in a browser', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await startConsoleCity(60)
  })
  afterAll(() => city.stop())

  test('a browser takes the cookie for this host alone, and shows it to no script', async () => {
    const seat = await city.sitDown('officer')
    const { context, page, complaints } = seat
    const session = (await context.cookies()).find(({ name }) => name === '__Host-insyn')
    expect(session).toMatchObject({ path: '/', secure: true, httpOnly: true, sameSite: 'Lax', expires: -1 })
    expect(await page.evaluate<string>('document.cookie')).not.toContain('insyn')
    expect(complaints).toEqual([])
    await seat.close()
  })

  test('signing out leads by the identity provider and back, with no exception in the policy of the page', async () => {
    const seat = await city.sitDown('agent')
    const { page, complaints, trail } = seat
    await page.getByRole('button', { name: 'Logga ut' }).click()
    await page.getByRole('heading', { name: 'Logga ut ur inloggningstjänsten' }).waitFor()
    await page.getByRole('button', { name: 'Logga ut' }).click()
    await page.getByRole('heading', { name: 'Du är utloggad' }).waitFor()
    await page.getByRole('link', { name: 'Logga in' }).click()
    await page.getByRole('heading', { name: 'Välj vem du är' }).waitFor()
    expect(complaints).toEqual([])
    const number = city.simulators.truthAt(59).personnummer
    const text = trail.map((one) => one + Buffer.from(one.split('.')[1] ?? '', 'base64url').toString()).join()
    expect(text).not.toContain(number)
    await seat.close()
  })

  test('a form of another origin of the same machine changes nothing', async () => {
    const seat = await city.sitDown('operator')
    const { context, page } = seat
    const csrf = (await page.locator('input[name=csrf]').first().getAttribute('value')) ?? ''
    const other = await context.newPage()
    await other.route('**/annan', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${city.hub.adress}/logga-ut"><input name="csrf" value="${csrf}"><button>Skicka</button></form>`,
      }),
    )
    await other.goto(`${city.simulators.base}/annan`)
    await other.getByRole('button').click()
    await other.getByRole('heading', { name: 'Du är inte utloggad' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Logga ut' }).waitFor()
    await seat.close()
  })

  test('a form of a session that has ended leads to a page, and from there to the sign-in', async () => {
    const seat = await city.sitDown('agent')
    const { context, page, complaints } = seat
    await page.locator('main form[method=post]').first().waitFor()
    await context.clearCookies({ name: '__Host-insyn' })
    await page.evaluate(`document.querySelector('main form[method=post]').submit()`)
    await page.getByRole('heading', { name: 'Du är inte inloggad längre' }).waitFor()
    await page.getByRole('link', { name: 'Logga in' }).click()
    await page.getByRole('button', { name: 'Logga ut' }).waitFor()
    expect(complaints.filter((one) => one.includes('Content Security Policy'))).toEqual([])
    await seat.close()
  })

  test('what was written in such a form is given back, and the sign-in leads to the page of the form', async () => {
    const seat = await city.sitDown('operator')
    const { context, page } = seat
    await page.goto(`${city.hub.adress}/drift/kommande/pausa`)
    await page.locator('#orsak').fill('Flytt av servern i Farsta.')
    await context.clearCookies({ name: '__Host-insyn' })
    await page.getByRole('button', { name: 'Pausa' }).click()
    await page.getByText('Flytt av servern i Farsta.').waitFor()
    await page.getByRole('link', { name: 'Logga in' }).click()
    await page.waitForURL(`${city.hub.adress}/drift/kommande/pausa`)
    await seat.close()
  })

  test('a page whose session has ended stays while something is being written', async () => {
    const seat = await city.sitDown('operator')
    const { page } = seat
    await page.waitForLoadState()
    await page.keyboard.press('Alt+k')
    const reason = page.locator('#kor-nu-orsak')
    await reason.fill('Källan')
    const refused = page.waitForResponse((answer) => answer.status() === 401, { timeout: 60_000 })
    await sql(city.installation, 'delete from console_session')
    await refused
    await reason.press('End')
    await page.keyboard.type(' svarar igen', { delay: 150 })
    expect(await reason.inputValue()).toBe('Källan svarar igen')
    await reason.fill('')
    await page.getByRole('button', { name: 'Mats Ekdahl' }).waitFor()
    await seat.close()
  })
})
