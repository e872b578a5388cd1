import { beforeAll, expect, test } from '@jest/globals'
import { lookup } from '../../review/follow-up/testing/records.ts'
import { usePages } from './testing/use-pages.ts'

const pages = usePages()
const { get, post } = pages
const ORDER = { format: 'csv', fran: '2026-10-01', till: '2026-10-31', skal: 'Dnr 2026-114' }
const KEY = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'

beforeAll(() => pages.write(Array.from({ length: 6 }, (_, i) => lookup({ tid: `2026-10-1${i}T10:00:00Z` }))))

test('what is wrong stands at its field, and what was written is kept', async () => {
  const { status, text } = await post('eva', '/logg/export', {
    ...ORDER,
    fran: '2026-02-30',
    skal: '',
    loggar: 'bromma',
  })
  expect(status).toBe(400)
  for (const name of ['fran', 'skal']) expect(text).toMatch(new RegExp(`id="${name}"[^>]*aria-invalid="true"`))
  expect(text).toContain('value="2026-02-30"')
  expect(text).toMatch(/value="bromma"[^>]*checked/)
  const reversed = await post('eva', '/logg/export', { ...ORDER, till: '2026-09-01' })
  expect([reversed.status, /id="till"[^>]*aria-invalid="true"/.test(reversed.text)]).toEqual([400, true])
})

test('an export is ordered once, waited for by events, and fetched; without script the page says how far it is', async () => {
  const first = await post('eva', '/logg/export', { ...ORDER, loggar: 'bromma', nyckel: KEY })
  const again = await post('eva', '/logg/export', { ...ORDER, loggar: 'bromma', nyckel: KEY })
  expect([first.status, again.to]).toEqual([303, first.to])
  const waiting = await get('eva', first.to)
  expect(waiting.text).toContain('Väntar på sin tur')
  expect(waiting.text).toContain(`data-events="${first.to}/handelser"`)
  expect(waiting.text).toContain(`href="${first.to}"`)

  const events = get('eva', `${first.to}/handelser`)
  await pages.prepareExports()
  const { text, headers } = await events
  expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(text).toContain('event: piece\ndata: <div id="progress-now">')
  expect(text).toMatch(/event: reload\ndata: \n\n[^]*event: end/)

  const ready = await get('eva', first.to)
  expect(ready.text).toContain('Klar att hämta')
  expect(ready.text).not.toContain('data-events')
  const file = await get('eva', `${first.to}/fil`)
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(file.text.split('\r\n').length).toBeGreaterThan(6)
  expect((await get('eva', '/logg/export')).text).toContain('Dina exporter: 1 av 1 klara')
})

test('an export is there for the officer who ordered it alone', async () => {
  const { to } = await post('eva', '/logg/export', { ...ORDER, loggar: 'bromma' })
  expect((await get('bo', to)).status).toBe(404)
  expect((await get('bo', `${to}/fil`)).status).toBe(404)
  expect((await get('bo', '/logg/export')).text).toContain('Du har inga exporter')
  const events = await get('bo', `${to}/handelser`)
  expect(events.text).not.toContain('piece')
})

test('a search is exported as far as an export can be limited, and what it cannot be limited to is said', async () => {
  await pages.write([lookup({ tid: '2026-10-12T10:00:00Z', slutanvandare: 'någon', utfall: 'tomt', visat: [] })])
  const opened = await post('eva', '/logg/sok', {
    skal: 'Dnr 2026-114',
    handelse: 'uppslag',
    utfall: 'tomt',
    handlaggare: 'någon',
    ...{ fran: '2026-10-02', till: '2026-10-20', roll: 'aldre-direkt', filter: '', s: '' },
  })
  const search = await get('eva', opened.to)
  const [, href = ''] = /href="(\/logg\/export\?[^"]+)"/.exec(search.text) ?? []
  const form = await get('eva', href.replaceAll('&amp;', '&'))
  for (const shown of ['value="2026-10-02"', 'value="2026-10-20"', '<dd>någon</dd>', '<dd>Inget visades</dd>'])
    expect(form.text).toContain(shown)
  expect(form.text).toContain('sökningen gällde: roll.')
  expect(href).not.toContain('n%C3%A5gon')
  const [, filter = ''] = /name="filter" value="([^"]+)"/.exec(form.text) ?? []
  const ordered = await post('eva', '/logg/export', { ...ORDER, filter: filter.replaceAll('&quot;', '"') })
  expect(ordered.status).toBe(303)
  await pages.prepareExports()
  const ready = await get('eva', ordered.to)
  expect(ready.text).toContain('<dt>Poster</dt><dd>1</dd>')
  expect(ready.text).toContain('<dt>Användare</dt><dd>någon</dd>')
  for (const forged of ['{"handelse":["<b>"]}', '{"mangd":7}', 'null', '[', '{"handelse":[{}],"klient":{}}'])
    expect([303, 400]).toContain((await post('eva', '/logg/export', { ...ORDER, filter: forged })).status)
})

test('a download that was broken off goes on where it was', async () => {
  const { to } = await post('eva', '/logg/export', { ...ORDER, loggar: 'bromma' })
  await pages.prepareExports()
  const whole = await get('eva', `${to}/fil`)
  const rest = await get('eva', `${to}/fil`, { range: 'bytes=20-' })
  expect([whole.status, whole.headers.get('accept-ranges'), rest.status]).toEqual([200, 'bytes', 206])
  expect(rest.headers.get('content-range')).toMatch(/^bytes 20-\d+\/\d+$/)
  // The mark of UTF-8, three bytes, is no part of the text.
  expect(
    Buffer.from(whole.text)
      .subarray(20 - 3)
      .toString(),
  ).toBe(rest.text)
})
