import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { NIGHTS_IN_MEMORY, ORDER, RUN_PAGE } from '../../../test/support/memory-nights.ts'
import { type OperationsApp, startOperationsApp } from '../../../test/support/operations-app.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { Nights } from '../../operations/nights.ts'
import { limitText, volumeText } from './held.tsx'
import { rowsOf } from './nights-grid.tsx'
import { topOf } from './outbox.tsx'
import { timeHeading } from './run-page.tsx'
import { nearText } from './texts.ts'

let app: OperationsApp
beforeAll(async () => {
  app = await startOperationsApp()
})
afterAll(() => app.stop())

/** Each page, and the heading that carries its answer. */
const PAGES = [
  ['/drift', 'Behöver en människa nu: 4'],
  ['/drift?vy=kallor', 'Utkorg: 31 väntar, minskar'],
  ['/drift/kor-nu', 'Kör nu'],
  ['/drift/natt/2026-10-15', 'Natten 2026-10-15: 3 av 10\u00a0läsningar gick inte helt igenom'],
  ['/drift/korning/913', 'Borttagning hålls: 412 färre av 3\u00a0184 (12,9\u00a0%), gränsen är 5\u00a0%'],
  ['/drift/korning/413', 'Farsta, Agresso: pågår'],
  ['/drift/korning/413/stoppa', 'Stoppa läsningen: Farsta, Agresso'],
  ['/drift/kommande', 'Kommande: nästa i natt 01:00'],
  ['/drift/karantan', 'Karantän: 37\u00a0rader'],
  ['/drift/karantan/kor-om?alla=ja', 'Kör om 37\u00a0rader ur karantänen'],
  ['/drift/leveranser', 'Döda brev: 3\u00a0meddelanden'],
  ['/drift/avstamning', 'Avstämning: 4\u00a0uppgifter skiljer'],
  ['/drift/avtal', 'Tar slut inom 60 dagar: 1\u00a0avtal och 1\u00a0certifikat'],
  ['/drift/doktor', 'Kontrollera Insyn'],
] as const

test.each(PAGES)('%s says in a heading: %s', async (path, heading) => {
  const { status, html } = await app.page(path)
  expect(status).toBe(200)
  expect([...html.matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/g)].map(([, text]) => text)).toContainEqual(
    expect.stringContaining(heading),
  )
  expect(html.match(/<h1/g)).toHaveLength(1)
})

test('a page has no style and no script of its own, and no id twice', async () => {
  for (const [path] of PAGES) {
    const { html } = await app.page(path)
    expect(html).not.toMatch(/ style=|<style|<script(?! src="\/assets\/)| on[a-z]+="/)
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect([path, ids.filter((id, place) => ids.indexOf(id) !== place)]).toEqual([path, []])
    for (const [, name] of html.matchAll(/ (?:for|data-dialog|aria-labelledby)="([^"]*)"/g)) expect(ids).toContain(name)
  }
})

test('kinds are read in words and never by their codes', async () => {
  const codes = INFORMATIONSMANGDER.filter((mangd) => kindName(mangd).toLowerCase() !== mangd)
  for (const path of [
    ...PAGES.map(([one]) => one),
    ...codes.map((mangd) => `/drift/leveranser/doda-brev?mangd=${mangd}`),
  ]) {
    const { html } = await app.page(path)
    const words = html.replaceAll(/<[^>]*>/g, ' ').split(/[^a-zåäö-]+/)
    expect([path, words.filter((word) => (codes as readonly string[]).includes(word))]).toEqual([path, []])
  }
})

const MARKUP = `"><script>alert('1')</script>`
/** What others wrote: operators, settings, sources. */
const FREE = new Set(['namn', 'heading', 'text', 'by', 'reason', 'field', 'falt', 'message', 'what', 'remedy', 'name'])
FREE.add('diarienummer').add('ends')

function marked(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return FREE.has(key) ? `${value}${MARKUP}` : value
  if (Array.isArray(value)) return value.map((one) => marked(one, key))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, marked(one, name)]))
}

test('markup in every field of every page is text', async () => {
  const nights = Object.fromEntries(
    Object.entries(NIGHTS_IN_MEMORY).map(([name, ask]) => [
      name,
      (...asked: unknown[]) => {
        const answer = (ask as (...all: unknown[]) => unknown)(...asked)
        return answer instanceof Promise ? answer.then((one) => marked(one)) : marked(answer)
      },
    ]),
  ) as unknown as Nights
  const run = {
    ...nights,
    run: async (id: number) =>
      marked({
        ...RUN_PAGE,
        id,
        guard: null,
        failure: { what: 'v', remedy: 't', code: 'K', message: 'm' },
        aborted: ABORTED,
        quarantine: await NIGHTS_IN_MEMORY.quarantine({}),
      }) as never,
  }
  const real = realPolicy()
  const policy = { ...real, stadsdelar: real.stadsdelar.map((one) => ({ ...one, namn: one.namn + MARKUP })) }
  for (const changed of [nights, run]) {
    const other = await startOperationsApp(changed, { policy })
    for (const [path] of PAGES) {
      const { html } = await other.page(path)
      expect(html).not.toContain('<script>alert')
      expect(html).not.toContain('"><script')
      if (!/kor-om|doktor|stoppa/.test(path)) expect([path, html.includes('&lt;script')]).toEqual([path, true])
    }
    await other.stop()
  }
})
const ABORTED = { by: 'b', reason: 'r', at: ORDER.ordered }

test('a run that was stopped is said to be, and not to have not been run', async () => {
  const stopped = await startOperationsApp({
    run: async (id: number) => ({ ...RUN_PAGE, id, state: 'ej-kord', guard: null, aborted: ABORTED }),
  })
  const { html } = await stopped.page('/drift/korning/77')
  expect(/<h1[^>]*>(.*?)<\/h1>/.exec(html)?.[1]).toContain(': stoppad')
  expect(html).not.toContain('inte körd')
  await stopped.stop()
})

test.each([
  ['avbruten', 'stoppad'],
  ['vantar', 'hållen borttagning'],
  ['KALLA_FAULT', '1 gick inte igenom'],
])('an order that ended by %s is said to be %s', async (code, text) => {
  const failed = [{ source: 'paraplyet', stadsdel: 'bromma', code }]
  const ended = await startOperationsApp({ orders: async () => [{ ...ORDER, ended: ORDER.ordered, failed }] })
  expect((await ended.page('/drift')).html).toContain(`<span class="number muted">${text}</span>`)
  await ended.stop()
})

test('a query or a path is never a part of a page as it is', async () => {
  for (const path of [
    '/drift?vy=',
    '/drift/natt/',
    '/drift/karantan?stadsdel=',
    '/drift/karantan/kor-om?grupp=',
    '/drift/kor-nu?kalla=',
    '/drift?besked=',
  ])
    expect((await app.page(path + encodeURIComponent(MARKUP))).html).not.toContain('"><script')
})

test('what was not read is never green, whatever the other sources did', async () => {
  const grid = await NIGHTS_IN_MEMORY.grid(14)
  const bromma = rowsOf(grid, 'stadsdelar').find(({ name }) => name === 'Bromma')?.cells[0]
  expect(bromma).toMatchObject({ state: 'ej-kord', words: 'inte körd (Agresso)' })
  const { html } = await app.page('/drift')
  expect(html).toMatch(/<a class="cell none" href="\/drift\/natt\/2026-10-02\?stadsdel=bromma">/)
  expect(html).toContain('Bromma 2026-10-02: inte körd (Agresso)')
  expect(html).not.toMatch(/<a class="cell ok"[^>]*>(?:(?!<\/a>).)*inte körd/)
})

test('a target of which deliveries are parked is never green', async () => {
  const { html } = await app.page('/drift/leveranser')
  const [, state, words] = /<span class="state (\w+)">(?:(?!<\/span>).)*<span>(levererar[^<]*)</.exec(html) ?? []
  expect([state, words]).toEqual(['warning', 'levererar, men 2\u00a0leveranser är parkerade'])
})

test('every cell of the grid is a link with a glyph and spoken words; the view is in the address', async () => {
  for (const [path, rows] of [
    ['/drift', 5],
    ['/drift?vy=kallor', 2],
  ] as const) {
    const { html } = await app.page(path)
    const cells = [
      ...html.matchAll(
        /<td role="cell"><a class="cell (\w+)" href="([^"]+)">.*?<svg.*?<span class="hidden">([^<]+)<\/span><\/a><\/td>/g,
      ),
    ]
    expect(cells).toHaveLength(rows * 14)
    expect(html.match(/<td role="cell"><a class="cell/g)).toHaveLength(rows * 14)
    expect(cells.some(([, , href]) => href === '/drift/korning/913' || path !== '/drift')).toBe(true)
    for (const [, , href = '', words] of cells) {
      expect(words).toMatch(/^.+ 2026-10-\d\d: /)
      if (!href.startsWith('/drift/korning/'))
        expect([href, (await app.page(href.replaceAll('&amp;', '&'))).status]).toEqual([href, 200])
    }
  }
})

test('a night on which nothing was read is told so, not as one that goes on', async () => {
  const last = await NIGHTS_IN_MEMORY.lastNight(await NIGHTS_IN_MEMORY.grid(14))
  const silent = await startOperationsApp({
    lastNight: async () => ({ ...last, begun: null, ended: null, durationMs: null }),
  })
  expect((await silent.page('/drift')).html).toMatch(/<dt>Senaste natten<\/dt><dd>inte körd/)
  await silent.stop()
})

test('what is redriven is marked, and not offered again while it waits', async () => {
  const scopes = [{ source: 'paraplyet', stadsdel: 'farsta' }] as const
  const waiting = await startOperationsApp({ orders: async () => [{ ...ORDER, scopes }] })
  const { html } = await waiting.page('/drift/karantan')
  expect(html).toContain('körs om, beställd 11:59 av Mats Ekdahl')
  expect(html).not.toContain('kor-om?grupp=')
  await waiting.stop()
  const done = await startOperationsApp({ orders: async () => [{ ...ORDER, scopes, ended: ORDER.ordered }] })
  expect((await done.page('/drift/karantan')).html).toContain('omkörd 11:59, gick inte att läsa')
  await done.stop()
})

test('a check is made on a click, and only its own session sees what it found', async () => {
  const { status, location } = await app.post('/drift/doktor', {})
  expect(status).toBe(303)
  const { html } = await app.page(location)
  expect(html).toContain('Kontroll: 2 av 3 behöver ses över')
  expect(html.indexOf('Kafka')).toBeLessThan(html.indexOf('Databasen'))
  // In Swedish what it means and what to do; by the code, where a look failed. The lines of the command line beneath.
  expect(html).toContain('Ett ämne saknas eller har andra inställningar')
  expect(html).toContain('Farsta, Agresso')
  expect(html).toContain('Källan nekade inloggningen.')
  const swedish = html.replaceAll(/<ul lang="en">.*?<\/ul>/g, '')
  expect(swedish).not.toMatch(/\b(login|topic|bus|database|note)\b/)
  const other = await app.ask(location, { who: 'agent' })
  expect(await other.text()).not.toContain('partition')
})

test.each([
  '/drift/natt/2026-13-01',
  '/drift/natt/2020-01-01',
  '/drift/natt/i-gar',
  '/drift/korning/abc',
  '/drift/korning/77',
])('%s does not exist', async (path) => expect((await app.page(path)).status).toBe(404))

const AT = new Date('2026-10-15T10:00:00Z')
test.each([
  ['2026-10-15T00:14:00Z', 'i natt 02:14'],
  ['2026-10-15T08:04:00Z', 'i dag 10:04'],
  ['2026-10-15T23:00:00Z', 'i natt 01:00'],
  ['2026-10-16T11:00:00Z', 'i morgon 13:00'],
  ['2026-10-14T00:10:00Z', 'i går 02:10'],
  ['2026-10-20T23:00:00Z', '2026-10-21 01:00'],
])('%s is told as %s', (time, text) => expect(nearText(new Date(time), AT)).toBe(text))

test('numbers have their context', () => {
  expect(volumeText(412, 3184, 0.05)).toBe('412 färre av 3\u00a0184 (12,9\u00a0%), gränsen är 5\u00a0%')
  expect(limitText(0.025)).toBe('2,5\u00a0%')
  expect([topOf(0), topOf(31), topOf(210), topOf(1501)]).toEqual([10, 50, 300, 2000])
  const done = { durationMs: 600_000, medianMs: 300_000, failure: null, aborted: null }
  expect(timeHeading(done)).toBe('Tid: 10\u00a0minuter, långsammare än vanligt')
  const aborted = { by: 'Drift', at: new Date(), reason: 'Prov' }
  expect(timeHeading({ ...done, aborted })).toBe('Tid: 10\u00a0minuter')
})
