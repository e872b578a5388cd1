import type { Page } from 'playwright-core'
import { WHOLE } from '../campaign.ts'
import { accessibilityFaults, overflow, smallTargets } from './accessibility.ts'
import { type Look, picture } from './chromium.ts'
import { forcedColourFaults } from './forced-colours.ts'
import { printFaults } from './print.ts'
import { spokenFaults } from './spoken.ts'

/**
 * One page of each kind: what differs between two of a kind stands in its address as an id or a number. Of what a query may hold
 * each parameter is seen once, when campaigns run whole: a search has as many sets of them as it has filters that can be put together.
 */
function kindsOf({ pathname, searchParams }: URL): readonly string[] {
  const path = pathname
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 24 ? ':id' : part))
    .join('/')
  return [path, ...(WHOLE ? new Set([...searchParams.keys()].map((name) => `${path}?${name}`)) : [])]
}
const nameOf = (address: string): string => (kindsOf(new URL(address)).at(-1) ?? '').replaceAll(/[^a-z]+/gi, '-')

interface Seen {
  readonly kinds: readonly string[]
  /** What is wrong, each with the page, its width and scheme, and the dialog that was open. */
  readonly faults: readonly string[]
}

/** Follows every link of the console from this page, to one page of each kind, and looks at each. */
export async function tour(page: Page, name: string, looks: readonly Look[]): Promise<Seen> {
  const origin = new URL(page.url()).origin
  const seen = new Set<string>(kindsOf(new URL(page.url())))
  const looked = new Set<string>()
  const waiting = [page.url()]
  const faults: string[] = []
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const answer = await page.goto(address)
    const type = answer?.headers()['content-type'] ?? ''
    if (!type.startsWith('text/html')) continue
    if (answer?.status() !== 200) faults.push(`${address} answers ${String(answer?.status())}`)
    // What only its query makes another page looks like the first of its path in the other looks too.
    const [path = ''] = kindsOf(new URL(address))
    faults.push(...(await inspect(page, `${name}-${nameOf(address)}`, looked.has(path) ? looks.slice(0, 1) : looks)))
    looked.add(path)
    const links = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href]')].filter((link) => !link.hasAttribute('download')).map(({ href }) => href)`,
    )
    for (const link of links) {
      const target = new URL(link)
      target.hash = ''
      const fresh = kindsOf(target).filter((kind) => !seen.has(kind))
      if (target.origin !== origin || /^\/(api|problem|logga-)/.test(target.pathname) || fresh.length === 0) continue
      for (const kind of fresh) seen.add(kind)
      waiting.push(target.href)
    }
  }
  return { kinds: [...seen], faults }
}

/** The page as it is, and with each of its dialogs open: what axe finds, what is beyond the window, what is too small. */
export async function inspect(page: Page, name: string, looks: readonly Look[]): Promise<readonly string[]> {
  const faults: string[] = []
  for (const [place, { width, scheme }] of looks.entries()) {
    // Where only the scheme is another, nothing but colours is.
    const coloursAlone = looks[place - 1]?.width === width
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: scheme })
    const state = `${name}-${String(width)}-${scheme}`
    faults.push(...(await judge(page, state, coloursAlone)))
    for (const [number, opener] of (await page.locator('[data-dialog]:visible').all()).entries()) {
      await opener.click()
      faults.push(...(await judge(page, `${state}-dialog-${String(number)}`, coloursAlone)))
      await page.keyboard.press('Escape')
      // The event that returns the focus comes a moment after the dialog has closed.
      await page
        .waitForFunction((element) => element?.matches(':focus'), await opener.elementHandle(), { timeout: 5_000 })
        .catch(() => faults.push(`${state}: the focus does not return from dialog ${String(number)}`))
    }
  }
  return [
    ...faults,
    ...(await forcedColourFaults(page)).map((fault) => `${name}, forced colours: ${fault}`),
    ...(await printFaults(page)).map((fault) => `${name}, printed: ${fault}`),
  ]
}

async function judge(page: Page, state: string, coloursAlone: boolean): Promise<readonly string[]> {
  await picture(page, state)
  const named = (fault: string) => `${state}: ${fault}`
  if (coloursAlone) return (await accessibilityFaults(page, coloursAlone)).map(named)
  const beyond = await overflow(page)
  return [
    ...(await accessibilityFaults(page)),
    ...(beyond === 0 ? [] : [`${String(beyond)} px beyond the window`]),
    ...(await smallTargets(page)).map((target) => `too small: ${target}`),
    ...(await spokenFaults(page)),
  ].map(named)
}
