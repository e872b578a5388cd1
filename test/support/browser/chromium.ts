import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { BROWSER, browserIsThere } from '../../../bench/support/browser.ts'

/** Whether there is a browser to test with; where INSYN_KRAV_WEBBLASARE is set that there is none is a failure. */
export function hasBrowser(): boolean {
  if (browserIsThere()) return true
  const missing = `no browser at ${BROWSER}: install Chromium, or name another in INSYN_WEBBLASARE`
  if (process.env.INSYN_KRAV_WEBBLASARE === '1') throw new Error(missing)
  process.stderr.write(`${missing}; the tests of the console in a browser did not run\n`)
  return false
}

export interface Look {
  readonly width: number
  readonly scheme: 'light' | 'dark'
}

/** A browser of somebody's own, and all that it had to say against the pages. */
export interface Seat {
  readonly context: BrowserContext
  readonly page: Page
  /** Messages of the console, errors of scripts, breaches of CSP, requests to other origins. */
  readonly complaints: readonly string[]
  /** Every address that was visited or asked for, with every title. */
  readonly trail: readonly string[]
  close(): Promise<void>
}

/** `origins`: those that the browser may ask. */
export async function takeSeat(
  browser: Browser,
  origins: readonly string[],
  { width, scheme }: Look = { width: 1280, scheme: 'light' },
): Promise<Seat> {
  const context = await browser.newContext({
    ...{ viewport: { width, height: 900 }, colorScheme: scheme, locale: 'sv-SE', timezoneId: 'Europe/Stockholm' },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const complaints: string[] = []
  const trail: string[] = []
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`)
  })
  context.on('weberror', (error) => complaints.push(`script: ${error.error().message}`))
  context.on('request', (request) => {
    trail.push(request.url())
    if (!origins.some((origin) => request.url().startsWith(`${origin}/`)))
      complaints.push(`left the origin: ${request.url()}`)
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('framenavigated', (frame) => {
    trail.push(frame.url())
    void frame.title().then(
      (title) => trail.push(title),
      () => undefined,
    )
  })
  return { context, page, complaints, trail, close: () => context.close() }
}

/** Writes a picture where INSYN_BILDER names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.INSYN_BILDER
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
