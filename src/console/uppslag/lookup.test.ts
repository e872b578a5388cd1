import { expect, test } from '@jest/globals'
import {
  ABSENT,
  FIELDS,
  KNOWN,
  OTHER,
  OUT_OF_REACH,
  OWN,
  PROTECTED,
  useLookup,
  WITHOUT_AVTAL,
} from './testing/use-lookup.ts'
import { CLOSED, ERRORS, LOOKUP } from './texts.ts'

const { app, records, open } = useLookup()
/** Without what names the request: ids of the view, the log and the answer, and the number that was written. */
const withoutIds = (html: string, view: string) =>
  html
    .replaceAll(view.slice('/uppslag/'.length), '(view)')
    .replace(/(log-id"><span class="fixed small">)[^<]*/g, '$1(log)')
    .replace(/(data-copy=")[\w-]{60,}/g, '$1(log)')
    .replace(/(name="personId" value=")[^"]*/g, '$1(person)')
    .replace(/[0-9]{8}-[0-9]{4}|OCR [0-9]+|Faktura F[0-9]/g, '(number)')

test('the form opens empty, with the cursor in the number and the purposes of the rules', async () => {
  const { status, html } = await app().get('eva', '/uppslag')
  expect(status).toBe(200)
  expect(html).toMatch(/id="number"[^>]*autofocus/)
  expect(html.match(/<option/g)?.length).toBeGreaterThan(8)
  expect(html).not.toContain('value="spegling"')
  // What is missing is said by the page, all of it at once and in Swedish, and not by the browser.
  expect(html).toMatch(/<form [^>]*novalidate/)
  expect(records('forklaring')).toHaveLength(1)
})

test('a slip of the hand is told under its label, with all values kept, and is neither asked for nor recorded', async () => {
  const { status, html } = await app().post('eva', '/uppslag', {
    ...FIELDS,
    number: '189001019803',
    andamal: 'beslutsfraga',
    identifiering: '',
  })
  expect(status).toBe(400)
  expect(html).toContain(ERRORS.personnummer)
  expect(html).toMatch(/id="number"[^>]*aria-invalid="true"[^>]*aria-describedby="number-error number-hint"/)
  expect(html).toMatch(/id="number"[^>]*value="189001019803"/)
  expect(html).toMatch(/<option selected[^>]*value="beslutsfraga"|value="beslutsfraga" selected/)
  expect(html.match(/aria-invalid="true"/g)).toHaveLength(3)
  expect(html).toContain(LOOKUP.fix(3))
  expect(app().logg.written).toEqual([])
})

test('the number stands in no address and no title; a view is one record, and a reload another', async () => {
  const view = await open(KNOWN)
  expect(view).toMatch(/^\/uppslag\/[A-Za-z0-9_-]{20,}$/)
  expect(app().logg.written).toEqual([])
  const { status, html, headers } = await app().get('eva', view)
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(html).toContain('<h1>Åsa Öberg')
  expect(html).toContain('18900101-9802')
  expect(/<title>(.*)<\/title>/.exec(html)?.[1]).toBe('Öppen person – Insyn')
  for (const [, address = ''] of html.matchAll(/ (?:href|action|data-closed)="([^"]*)"/g))
    expect(address).not.toMatch(/18900101|9001019802/)
  expect(records('uppslag')).toHaveLength(1)
  await app().get('eva', view)
  expect(records('uppslag')).toHaveLength(2)
})

test('two persons in two tabs stay apart, and a view of somebody else is as one that is closed', async () => {
  app().add('siv', ['aldre-direkt'])
  const [first, second] = [await open(KNOWN), await open(OTHER)]
  expect((await app().get('eva', first)).html).toContain('Åsa Öberg')
  expect((await app().get('eva', second)).html).toContain('Nya Namnet')
  expect((await app().get('eva', first)).html).not.toContain('Nya Namnet')
  app().logg.written.length = 0
  for (const [who, address] of [
    ['siv', first],
    ['eva', '/uppslag/00000000-0000-4000-8000-000000000000'],
  ] as const) {
    const { status, html } = await app().get(who, address)
    expect([status, html.includes(CLOSED.title), html.includes('Öberg')]).toEqual([410, true, false])
  }
  expect((await app().get('eva', `${first}/stangd`)).html).toContain(CLOSED.title)
  for (const what of ['forlang', 'stang', 'hamta', 'registrera'])
    expect((await app().post('siv', `${first}/${what}`, {})).status).toBe(410)
  expect((await app().get('siv', `${first}/varfor`)).status).toBe(410)
  expect(app().logg.written).toEqual([])
})

test('whoever is protected, absent, out of reach, without avtal or oneself gives the same page to the byte', async () => {
  const pages = await Promise.all(
    [PROTECTED, ABSENT, WITHOUT_AVTAL, OUT_OF_REACH, OWN].map(async (number) => {
      const view = await open(number)
      const { status, html } = await app().get('eva', view)
      expect(status).toBe(200)
      return withoutIds(html, view)
    }),
  )
  expect(new Set(pages).size).toBe(1)
  expect(pages[0]).toContain('<h1>Inga uppgifter')
  expect(pages[0]).not.toMatch(/Trygghetslarm|Själv|F4/)
  const byOcr = await Promise.all(
    ['5553', '4440', '7773'].map(async (number) => {
      const view = await open(number, { kind: 'ocrNummer' })
      return withoutIds((await app().get('eva', view)).html, view)
    }),
  )
  expect(new Set(byOcr).size).toBe(1)
})
