import type { Page } from 'playwright-core'
import { stockholmTime } from '../../../src/platform/stockholm-time.ts'

interface Errand {
  readonly name: string
  /** From wherever the errand before has led. */
  readonly run: (page: Page) => Promise<unknown>
}

const REASON = 'Anmälan, dnr 2026-114'
const month = () => stockholmTime(new Date()).date.slice(0, 7)

/** Asked once, and sent along with everything that follows. */
export async function sayWhy(page: Page, hub: string): Promise<void> {
  await page.goto(`${hub}/logg/skal`)
  await page.getByRole('textbox').first().fill(REASON)
  await page.keyboard.press('Enter')
  await page.getByText(REASON).waitFor()
}

/** What no link leads to: the pages behind the forms of a security officer, each as it is when it has been asked for. */
export function officerErrands(hub: string, personnummer: string): readonly Errand[] {
  const press = (page: Page, name: string | RegExp) =>
    page.locator('main').getByRole('button', { name }).first().click()
  const search = async (page: Page, number: string) => {
    await page.goto(`${hub}/logg`)
    await page.getByLabel('Personnummer').fill(number)
    await press(page, 'Sök')
  }
  return [
    { name: 'search-refused', run: (page) => search(page, '123') },
    {
      name: 'search-of-a-person',
      run: async (page) => {
        await search(page, personnummer)
        await page.getByText('Person: vald').waitFor()
      },
    },
    {
      name: 'record',
      run: async (page) => {
        await page.locator('a[href^="/logg/post?id="]').first().click()
        await page.getByRole('button', { name: 'Öppna numret' }).waitFor()
      },
    },
    {
      name: 'number',
      run: async (page) => {
        await press(page, 'Öppna numret')
        await page.getByRole('heading', { name: 'Vem posten gäller' }).waitFor()
      },
    },
    {
      name: 'timeline-of-a-person',
      run: async (page) => {
        await page.getByRole('link', { name: 'Tillbaka till posten' }).click()
        await press(page, 'Personens tidslinje')
        await page.waitForURL(/tidslinje\/./)
      },
    },
    {
      name: 'timeline-of-a-user',
      run: async (page) => {
        await page.goto(`${hub}/logg/tidslinje`)
        await page.getByLabel('Användare').fill('prov')
        await press(page, 'Visa tidslinjen')
        await page.waitForURL(/tidslinje\/./)
      },
    },
    {
      name: 'filter-without-a-name',
      run: async (page) => {
        await page.goto(`${hub}/logg/filter?handelse=uppslag`)
        await press(page, 'Spara')
      },
    },
    {
      name: 'sample',
      run: async (page) => {
        await page.goto(`${hub}/logg/uppfoljning/dra?logg=bromma&manad=${month()}`)
        await page.getByLabel('Skäl').fill(REASON)
        await press(page, 'Dra urvalet')
        await page.waitForURL(/uppfoljning\/[0-9a-f-]{36}$/)
      },
    },
    {
      name: 'verdict-without-a-comment',
      run: async (page) => {
        await page.keyboard.press('Alt+u')
        await page.waitForSelector('textarea[aria-invalid=true]')
      },
    },
    {
      name: 'rules-tried',
      run: async (page) => {
        await page.goto(`${hub}/logg/uppfoljning/provkorning`)
        await page.getByLabel('Månad').fill(month())
        await page.getByLabel('Skäl').fill(REASON)
        await press(page, 'Prova')
        await page.waitForURL(/provkorning\/./)
      },
    },
    {
      name: 'extract-refused',
      run: async (page) => {
        await page.goto(`${hub}/logg/utdrag`)
        await page.getByLabel('Personnummer').fill('123')
        await press(page, 'Förbered')
        await page.waitForSelector('[aria-invalid=true]')
      },
    },
    {
      name: 'extract',
      run: async (page) => {
        await page.getByLabel('Personnummer').fill(personnummer)
        await page.getByLabel('Skäl').fill(REASON)
        await press(page, 'Förbered')
        await page.waitForURL(/utdrag\/[0-9a-f-]{36}$/)
      },
    },
    {
      name: 'extract-preview',
      run: async (page) => {
        await press(page, 'Förhandsgranska')
        await page.waitForURL(/forhandsgranskning\/./)
      },
    },
    {
      name: 'export-limited',
      run: async (page) => {
        await page.goto(`${hub}/logg/export?handelse=uppslag&roll=aldre-direkt&period=7`)
        await page.getByText('Ta bort begränsningen').waitFor()
      },
    },
    {
      name: 'export',
      run: async (page) => {
        await page.getByLabel('Skäl').fill(REASON)
        await press(page, 'Beställ')
        await page.getByRole('link', { name: 'Hämta filen' }).waitFor({ timeout: 60_000 })
      },
    },
    {
      name: 'chain-checked',
      run: async (page) => {
        await press(page, 'Kontrollera nu')
        await page.getByText('Kedjan är hel.').first().waitFor({ timeout: 60_000 })
      },
    },
  ]
}
