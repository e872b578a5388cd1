import type { Page } from 'playwright-core'

/** Where the system's own few colours take the place of the page's, what cannot be told by shape or word is lost. */
export async function forcedColourFaults(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ forcedColors: 'active' })
  const faults = await page.evaluate<string[]>(LOOK)
  // The first may lead out of the page, to the browser's own.
  for (let tries = 0; tries < 3; tries++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate<boolean>('document.activeElement !== document.body')) break
  }
  const focused = await page.evaluate<string>(
    `(({ outlineStyle, outlineWidth }) => outlineStyle + ' ' + outlineWidth)(getComputedStyle(document.activeElement))`,
  )
  await page.emulateMedia({ forcedColors: 'none' })
  return [...faults, ...(/^(solid|auto) [2-9]/.test(focused) ? [] : [`the focus is not seen: ${focused}`])]
}

const LOOK = `(() => {
  const faults = []
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
  const style = (one) => getComputedStyle(one)
  const html = (one) => one.outerHTML.slice(0, 100)
  const clear = (color) => /^rgba\\(.*, 0\\)$/.test(color) || color === 'transparent'
  const ground = (one) => {
    for (let at = one; at !== null; at = at.parentElement) if (!clear(style(at).backgroundColor)) return style(at).backgroundColor
    return style(document.documentElement).backgroundColor
  }
  const framed = (one) =>
    ['Top', 'Bottom'].some((side) => {
      const found = style(one)
      return found['border' + side + 'Style'] !== 'none' && parseFloat(found['border' + side + 'Width']) > 0 &&
        found['border' + side + 'Color'] !== ground(one.parentElement)
    })
  const lined = (one) => style(one).textDecorationLine.includes('underline')
  for (const one of all('.button, button, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea, progress, dialog'))
    if (!framed(one) && !lined(one)) faults.push('has no frame: ' + html(one))
  for (const one of all('main p a[href], main li a[href], main td a[href], main dd a[href]'))
    if (one.closest('nav') === null && !framed(one) && !lined(one) && !one.querySelector('svg')) faults.push('does not look like a link: ' + html(one))
  for (const one of all('svg.icon path, .brand path'))
    if (style(one).stroke !== 'none' && style(one).stroke === ground(one)) faults.push('a glyph has the colour of its ground: ' + html(one))
  for (const one of all('.state, .cell, .heat td, .months td'))
    if (one.textContent.trim() === '' && one.closest('[aria-hidden=true]') === null) faults.push('a state without a word: ' + html(one))
  const light = (color) => {
    const [r, g, b] = color.match(/[0-9.]+/g).map(Number).map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (one, other) => {
    const [less, more] = [light(one), light(other)].sort((a, b) => a - b)
    return (more + 0.05) / (less + 0.05)
  }
  for (const one of all('svg.chart .curve, svg.chart .limit, svg.chart .bar, svg.chart text')) {
    const paint = style(one).stroke === 'none' ? style(one).fill : style(one).stroke
    if (contrast(paint, ground(one)) < 3) faults.push('cannot be told from its ground: ' + paint + ' ' + html(one))
  }
  const marks = ['borderTopStyle', 'borderTopWidth', 'borderBottomStyle', 'borderBottomWidth', 'borderBottomColor', 'borderLeftWidth',
    'fontWeight', 'textDecorationLine', 'outlineStyle', 'backgroundColor']
  for (const one of all('[aria-current]')) {
    const list = one.closest('ul, nav, span.row')
    const other = [...(list?.querySelectorAll('a') ?? [])].find((link) => !link.hasAttribute('aria-current') && link.className === one.className)
    if (other !== undefined && marks.every((mark) => style(one)[mark] === style(other)[mark])) faults.push('what is current looks like the others: ' + html(one))
  }
  return faults
})()`
