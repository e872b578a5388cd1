import type { Page } from 'playwright-core'

/** What a screen reader is given of the page: roles, names and states, in order, a line each. */
export const spoken = (page: Page): Promise<string> => page.locator('body').ariaSnapshot()

const NAMED = 'button|link|textbox|combobox|checkbox|radio|progressbar|img|dialog|table|region|navigation'
const UNNAMED = new RegExp(`^ *- (?:${NAMED})(?: \\[[^\\]]*\\])*:?$`)

/** Controls, tables and places without a name; headings that begin elsewhere than at the first, or skip a level; places that lack. */
export async function spokenFaults(page: Page): Promise<readonly string[]> {
  const text = await spoken(page)
  const lines = text.split('\n')
  const unnamed = lines.filter((line) => UNNAMED.test(line)).map((line) => `says no name: ${line.trim()}`)
  const levels = lines.flatMap((line) => {
    const [, level] = /^ *- '?heading .*\[level=(\d)\]/.exec(line) ?? []
    return level === undefined ? [] : [Number(level)]
  })
  const skipped = levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1)
  // An open dialog takes the place of the whole page.
  const open = lines.some((line) => line.startsWith('- dialog'))
  const missing = open ? [] : ['banner', 'main', 'contentinfo'].filter((place) => !text.includes(`- ${place}`))
  return [
    ...unnamed,
    ...skipped.map((level) => `a heading of level ${String(level)} comes too deep: ${levels.join(' ')}`),
    ...(open || levels.filter((level) => level === 1).length === 1 ? [] : [`headings: ${levels.join(' ')}`]),
    ...missing.map((place) => `has no ${place}`),
  ]
}
