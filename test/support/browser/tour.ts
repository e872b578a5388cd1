import { expect } from '@jest/globals'
import type { Page } from 'playwright-core'
import { accessibilityFaults, overflow, smallTargets } from './accessibility.ts'
import { type Look, picture } from './chromium.ts'

/** One page of each kind: what differs between two of a kind stands in its address as an id, a number, or a query. */
const kindOf = (address: URL): string =>
  address.pathname
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 24 ? ':id' : part))
    .join('/') + [...new Set([...address.searchParams.keys()].sort())].map((name) => `?${name}`).join('')

/** Follows every link of the console from this page, to one page of each kind, and looks at each. Gives the kinds. */
export async function tour(page: Page, name: string, looks: readonly Look[]): Promise<readonly string[]> {
  const origin = new URL(page.url()).origin
  const seen = new Set<string>([kindOf(new URL(page.url()))])
  const waiting = [page.url()]
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const answer = await page.goto(address)
    const type = answer?.headers()['content-type'] ?? ''
    if (!type.startsWith('text/html')) continue
    expect([address, answer?.status()]).toEqual([address, 200])
    await inspect(page, `${name}-${kindOf(new URL(address)).replaceAll(/[^a-z]+/gi, '-')}`, looks)
    const links = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href]')].filter((link) => !link.hasAttribute('download')).map(({ href }) => href)`,
    )
    for (const link of links) {
      const target = new URL(link)
      target.hash = ''
      if (target.origin !== origin || /^\/(api|problem|logga-)/.test(target.pathname) || seen.has(kindOf(target)))
        continue
      seen.add(kindOf(target))
      waiting.push(target.href)
    }
  }
  return [...seen]
}

/** The page as it is, and with each of its dialogs open: nothing that axe finds, nothing beyond the window, nothing too small. */
export async function inspect(page: Page, name: string, looks: readonly Look[]): Promise<void> {
  for (const { width, scheme } of looks) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: scheme })
    const state = `${name}-${String(width)}-${scheme}`
    await judge(page, state)
    const openers = await page.locator('[data-dialog]:visible').all()
    for (const [place, opener] of openers.entries()) {
      await opener.click()
      await judge(page, `${state}-dialog-${String(place)}`)
      await page.keyboard.press('Escape')
      // The event that returns the focus comes a moment after the dialog has closed.
      await page.waitForFunction((element) => element?.matches(':focus'), await opener.elementHandle(), {
        timeout: 5_000,
      })
    }
  }
}

async function judge(page: Page, state: string): Promise<void> {
  await picture(page, state)
  expect([state, await accessibilityFaults(page)]).toEqual([state, []])
  expect([state, await overflow(page)]).toEqual([state, 0])
  expect([state, await smallTargets(page)]).toEqual([state, []])
}
