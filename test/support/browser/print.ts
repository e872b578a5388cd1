import type { Page } from 'playwright-core'

/** What is left of the width of an A4 within the margins of the style sheet. */
const PAPER = { width: 672, height: 900 }

/**
 * On paper: what can only be used on a screen is gone (not a value in a table, though it searches, nor what a search is limited to,
 * though it widens it), what the page says is there, and nothing is cut at its edge.
 */
export async function printFaults(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize()
  await page.setViewportSize(PAPER)
  await page.emulateMedia({ media: 'print' })
  const faults = await page.evaluate<string[]>(SEEN)
  await page.emulateMedia({ media: 'screen' })
  if (before !== null) await page.setViewportSize(before)
  return faults
}

const SEEN = `(() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true })
  const nameOf = (element) => element.tagName.toLowerCase() + ' ' + (element.className || element.textContent.trim().slice(0, 40))
  const used = [...document.querySelectorAll('nav, form, button:not(.filter-by, .chips button), .button, footer, dialog')].filter(shown)
  const cut = [...document.querySelectorAll('main *')].filter(
    (element) => shown(element) && !element.matches('.hidden, .hidden *') && element.getBoundingClientRect().right > innerWidth + 1,
  )
  const hidden = [...document.querySelectorAll('h1, main h2')].filter(
    (heading) => !shown(heading) && heading.closest('dialog, form, .not-printed') === null,
  )
  return [
    ...used.map((element) => 'is of use on a screen alone: ' + nameOf(element)),
    ...cut.slice(0, 1).map((element) => 'is cut at the edge: ' + nameOf(element)),
    ...hidden.map((heading) => 'is not there: ' + heading.textContent),
  ]
})()`
