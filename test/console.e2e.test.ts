import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { hasBrowser, type Seat } from './support/browser/chromium.ts'
import { type ConsoleCity, startConsoleCity } from './support/browser/console-city.ts'
import { inspect } from './support/browser/tour.ts'
import { createScanner } from './support/hub/scan.ts'

const PEOPLE = 300
const BOTH = [
  { width: 1280, scheme: 'light' },
  { width: 320, scheme: 'dark' },
] as const

jest.setTimeout(180_000)
const inBrowser = hasBrowser() ? describe : describe.skip

inBrowser('in a browser', () => {
  let city: ConsoleCity
  let numbers: readonly string[]
  beforeAll(async () => {
    city = await startConsoleCity(PEOPLE)
    numbers = Array.from({ length: PEOPLE }, (_, index) => city.simulators.truthAt(index).personnummer)
  })
  afterAll(() => city.stop())

  const people = () => Array.from({ length: PEOPLE - 1 }, (_, index) => city.simulators.truthAt(index))
  /** Somebody with decisions, whose page has something in its panels, and one invoice that waits to be paid. */
  const withInvoice = () => {
    for (const { personnummer, skydd, stadsdelar } of people()) {
      const everywhere = Object.values(stadsdelar)
      const unpaid = everywhere.flatMap(({ faktura = [] }) => faktura).filter((one) => Number(one.kvarstaende) > 0)
      const ocr = unpaid[0]?.ocrNummer
      const decided = everywhere.some(({ beslut = [] }) => beslut.length > 0)
      if (skydd === 'ingen' && decided && unpaid.length === 1 && typeof ocr === 'string') return { personnummer, ocr }
    }
    throw new Error('nobody in the city owes anything')
  }
  function someoneProtected(): string {
    const found = people().find(({ skydd }) => skydd !== 'ingen')
    if (found === undefined) throw new Error('nobody in the city is protected')
    return found.personnummer
  }

  /** Nothing in addresses, titles, the history or storage tells a number. */
  async function leavesNoTrace({ page, trail, context }: Seat): Promise<void> {
    const scanner = createScanner('KANARIE', numbers)
    const stored = await page.evaluate<string>(
      `JSON.stringify([localStorage, sessionStorage, history.state, document.title, document.cookie, location.href])`,
    )
    const cookies = JSON.stringify(await context.cookies())
    expect(scanner.text('trail', [...trail, stored, cookies].join('\n'))).toEqual([])
  }

  /** As a hand does in a list of choices: down to the right one. */
  async function choose(page: Page, label: string): Promise<void> {
    for (let tries = 0; tries < 40; tries++) {
      if ((await page.evaluate<string>('document.activeElement.selectedOptions[0].label')).startsWith(label)) return
      await page.keyboard.press('ArrowDown')
    }
    throw new Error(`there is no choice that begins with ${label}`)
  }

  /** By keyboard alone; the cursor stands in the first field. */
  async function lookUp(page: Page, number: string): Promise<void> {
    await page.waitForFunction(`document.activeElement.matches('input')`)
    await page.keyboard.type(number)
    await page.keyboard.press('Tab')
    await choose(page, 'Fråga som rör flera områden')
    await page.keyboard.press('Tab')
    await page.keyboard.type('KC-2026-10017')
    await page.keyboard.press('Tab')
    await choose(page, 'BankID')
    await page.keyboard.press('Tab')
    await choose(page, 'Personen själv')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/uppslag\/[\w-]{22,}$/)
  }

  test('a question about an invoice is answered by keyboard alone, to the OCR number in the clipboard', async () => {
    const { personnummer, ocr } = withInvoice()
    const seat = await city.sitDown('agent')
    await lookUp(seat.page, personnummer)
    expect(await seat.page.title()).toBe('Öppen person – Insyn')
    await seat.page.keyboard.press('Alt+f')
    await seat.page.keyboard.press('Alt+o')
    await expectClipboard(seat.page, ocr)
    expect(await inspect(seat.page, 'person', BOTH)).toEqual([])
    await seat.page.keyboard.press('Alt+x')
    await seat.page.getByLabel(/^Personnummer/).waitFor()
    await seat.page.goBack()
    expect(await seat.page.content()).not.toContain(ocr)
    await leavesNoTrace(seat)
    expect(seat.complaints.filter((one) => !one.includes('410'))).toEqual([])
    await seat.close()
  })

  async function expectClipboard(page: Page, text: string): Promise<void> {
    await page.waitForFunction(`navigator.clipboard.readText().then((text) => text === ${JSON.stringify(text)})`)
  }

  test('protected, absent and one’s own number give one page', async () => {
    const own = numbers.at(-1) ?? ''
    const absent = '189001019802'
    expect(numbers).not.toContain(absent)
    const pages: string[] = []
    for (const number of [someoneProtected(), absent, own]) {
      const seat = await city.sitDown('agent')
      await lookUp(seat.page, number)
      const text = await seat.page.evaluate<string>(`document.body.innerText`)
      const shown = `${number.slice(0, 8)}-${number.slice(8)}`
      pages.push(
        text
          .replaceAll(shown, 'NUMMER')
          .replaceAll(number, 'NUMMER')
          .replaceAll(/\d{2}:\d{2}(:\d{2})?/g, 'TID')
          .replaceAll(/[\w-]{60,}/g, 'LOGGID'),
      )
      if (pages.length === 1) expect(await inspect(seat.page, 'neutral', BOTH)).toEqual([])
      expect(seat.complaints).toEqual([])
      await leavesNoTrace(seat)
      await seat.close()
    }
    expect(new Set(pages).size).toBe(1)
  })

  test('two persons in two tabs do not mix, and a reload is a new disclosure', async () => {
    const [one, other] = people().filter(
      ({ skydd, stadsdelar }) =>
        skydd === 'ingen' && Object.values(stadsdelar).some(({ beslut = [] }) => beslut.length > 0),
    )
    if (one === undefined || other === undefined) throw new Error('the city is too small')
    const seat = await city.sitDown('agent')
    await lookUp(seat.page, one.personnummer)
    const second = await seat.context.newPage()
    await second.goto(`${city.hub.adress}/uppslag`)
    await lookUp(second, other.personnummer)
    const database = city.installation.database()
    const count = async () =>
      (await database.query<{ count: number }>(`select count(*) from access_record`)).rows[0]?.count ?? 0
    const before = await count()
    await seat.page.reload()
    expect(await count()).toBeGreaterThan(before)
    await database.end()
    expect(await seat.page.getByRole('heading', { level: 1 }).innerText()).toContain(one.efternamn)
    expect(await second.getByRole('heading', { level: 1 }).innerText()).toContain(other.efternamn)
    // Somebody else with the address of the view gets nothing.
    const thief = await city.sitDown('agent')
    const answer = await thief.page.goto(second.url())
    expect(answer?.status()).not.toBe(200)
    expect(await thief.page.content()).not.toContain(other.efternamn)
    await thief.close()
    await seat.close()
  })

  test('an officer says why, and finds what was looked up', async () => {
    const seat = await city.sitDown('officer')
    await seat.page.goto(`${city.hub.adress}/logg/skal`)
    await seat.page.getByRole('textbox').first().fill('Anmälan, dnr 2026-114')
    await seat.page.keyboard.press('Enter')
    await seat.page.getByText('Anmälan, dnr 2026-114').waitFor()
    await seat.page.goto(`${city.hub.adress}/logg?handelse=uppslag`)
    expect(await seat.page.evaluate<string>('document.body.innerText')).toContain('sara.lind')
    expect(await inspect(seat.page, 'search', BOTH)).toEqual([])
    expect(seat.complaints).toEqual([])
    await leavesNoTrace(seat)
    await seat.close()
  })

  test('without script a person is looked up and closed', async () => {
    const { personnummer, ocr } = withInvoice()
    const context = await city.browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${city.hub.adress}/uppslag`)
    await page.getByRole('button', { name: 'Sara Lind' }).click()
    await page.getByLabel(/^Personnummer/).fill(personnummer)
    await page.getByLabel('Ändamål').selectOption('samlad-fraga')
    await page.getByLabel('Ärende', { exact: true }).fill('KC-2026-10017')
    await page.getByLabel('Den som ringer är identifierad genom').selectOption('bankid')
    await page.getByLabel('Du talar med').selectOption('sjalv')
    await page.getByRole('button', { name: 'Slå upp' }).click()
    expect(await page.content()).toContain(ocr)
    await page.getByRole('button', { name: /Stäng/ }).click()
    expect(await page.content()).not.toContain(ocr)
    await context.close()
  })
})
