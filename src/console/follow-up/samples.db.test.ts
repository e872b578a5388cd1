import { beforeAll, expect, test } from '@jest/globals'
import { lookup } from '../../review/follow-up/testing/records.ts'
import { usePages } from './testing/use-pages.ts'

const pages = usePages()
const { get, post } = pages
const REASON = 'Månadens logguppföljning'
const at = (minute: number) => new Date(Date.parse('2026-10-14T08:00:00Z') + minute * 60_000).toISOString()

let sample = ''
beforeAll(async () => {
  const accesses = Array.from({ length: 8 }, (_, i) =>
    lookup({ tid: at(i), slutanvandare: i === 3 ? 'bo' : 'cia', arende: i === 0 ? null : `KC-${String(i)}` }),
  )
  await pages.write(accesses)
})

const placesIn = (text: string) => Number(/Nummer (\d+)<\/h3>/.exec(text)?.[1])

test('the months of each board say what is drawn, and where there is none lead to the drawing', async () => {
  const { status, text } = await get('eva', '/logg/uppfoljning')
  expect(status).toBe(200)
  expect(text).toContain('Bromma 2026-10: inget urval')
  expect(text).toContain('href="/logg/uppfoljning/dra?logg=bromma&amp;manad=2026-10"')
  expect(text).not.toContain('Farsta')
  expect((await pages.recordsOf('bromma')).at(-1)).toMatchObject({ orsak: 'urval-lista', slutanvandare: 'eva' })
})

test('a form says at each field what is wrong, keeps what was written, and records nothing', async () => {
  const before = (await pages.recordsOf('bromma')).length
  const { status, text } = await post('eva', '/logg/uppfoljning/dra', { logg: 'farsta', manad: '2026-13', skal: ' ' })
  expect(status).toBe(400)
  for (const name of ['logg', 'manad', 'skal'])
    expect(text).toMatch(new RegExp(`aria-invalid="true"[^>]*aria-describedby="${name}-error`))
  expect(text).toContain('value="2026-13"')
  expect((await pages.recordsOf('bromma')).length).toBe(before)
})

test('a sample is drawn once, however often the form is sent', async () => {
  const fields = { logg: 'bromma', manad: '2026-10', skal: REASON, nyckel: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30' }
  const first = await post('eva', '/logg/uppfoljning/dra', fields)
  const again = await post('eva', '/logg/uppfoljning/dra', fields)
  expect([first.status, again.to]).toEqual([303, first.to])
  sample = first.to
  const records = await pages.recordsOf('bromma')
  const drawn = records.filter(({ orsak }) => orsak === 'urval-draget')
  expect(new Set(drawn.map(({ detaljer }) => detaljer?.urval)).size).toBe(1)
})

test('one view of an item is one record, and shows what the log has of it with the rule in words', async () => {
  const before = (await pages.recordsOf('bromma')).length
  const { text } = await get('eva', sample)
  const records = (await pages.recordsOf('bromma')).slice(before)
  expect(records.map(({ orsak }) => orsak)).toEqual(['urval-visat'])
  expect(text).toContain('0 av 8 granskade')
  expect(text).toContain('role="img" aria-label="0 av 8 granskade, nummer 1 är öppen"')
  for (const verdict of ['Befogad', 'Behöver utredas', 'Obefogad']) expect(text).toContain(`<span>${verdict}</span>`)
  expect(text).toMatch(/data-key="G" data-target="befogad"/)
  expect(text).not.toContain('button main" name="utfall"')
})

test('a comment is needed unless the lookup was justified, and the error stands at its field', async () => {
  const before = (await pages.recordsOf('bromma')).filter(({ orsak }) => orsak === 'bedomning').length
  const { status, text } = await post('eva', `${sample}/bedomning`, { post: '1', utfall: 'obefogad', kommentar: '' })
  expect([status, placesIn(text)]).toEqual([400, 1])
  expect(text).toMatch(/<textarea id="kommentar" name="kommentar" aria-invalid="true"/)
  const records = await pages.recordsOf('bromma')
  expect(records.filter(({ orsak }) => orsak === 'bedomning')).toHaveLength(before)
})

test('a number in a comment is refused by the operation, at its field', async () => {
  const { status, text } = await post('eva', `${sample}/bedomning`, {
    post: '1',
    utfall: 'obefogad',
    kommentar: 'Gällde 18900101-9802.',
  })
  expect([status, text.includes('aria-invalid="true"')]).toEqual([400, true])
})

test('nobody is asked for a verdict on their own lookup, and the page says so', async () => {
  const { text } = await get('bo', sample)
  const own = Number(/Nummer (\d+)<\/a><\/th>(?:(?!<tr).)*ditt eget/.exec(text)?.[1])
  expect(own).toBeGreaterThan(0)
  const shown = await get('bo', `${sample}?post=${String(own)}`)
  expect(shown.text).toContain('Ingen granskar sig själv')
  expect(shown.text).not.toContain('name="utfall"')
  const forced = await post('bo', `${sample}/bedomning`, { post: String(own), utfall: 'befogad' })
  expect(forced.status).toBe(403)
  expect((await pages.recordsOf('bromma')).filter(({ orsak }) => orsak === 'bedomning')).toEqual([])
})

test('each verdict leads to the next item, until the protocol is signed and fetched', async () => {
  for (let left = 8; left > 0; left--) {
    const place = placesIn((await get('eva', sample)).text)
    const given = await post('eva', `${sample}/bedomning`, { post: String(place), utfall: 'befogad' })
    expect([given.status, given.to]).toEqual([303, `${sample}?efter=${String(place)}`])
    const { text } = await get('eva', given.to)
    expect(text).toContain(`${String(left - 1)} kvar av 8`)
  }
  const { text } = await get('eva', sample)
  expect(text).toContain('Alla 8 är granskade: underteckna')
  expect((await post('eva', `${sample}/avslut`, { skal: '' })).text).toMatch(/aria-invalid="true"[^>]*skal-error/)
  expect((await post('eva', `${sample}/avslut`, { skal: REASON })).to).toBe(`${sample}#avslut`)
  const signed = await get('eva', sample)
  expect(signed.text).toContain('Protokollet är undertecknat')
  expect(signed.text).toContain('insyn logg urval --verifiera')
  const pdf = await get('eva', `${sample}/protokoll?form=pdf`)
  expect([pdf.headers.get('content-type'), pdf.text.slice(0, 5)]).toEqual(['application/pdf', '%PDF-'])
  expect((await get('eva', `${sample}/protokoll?form=dokument`)).text).toContain('"format":"insyn-uppfoljning/1"')
  expect((await get('eva', '/logg/uppfoljning')).text).toContain('Bromma 2026-10: undertecknat 2026-11-02')
})

test("another board's sample, and none at all, look the same", async () => {
  const missing = '/logg/uppfoljning/0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2'
  const other = await post('eva', '/logg/uppfoljning/dra', { logg: 'jarva', manad: '2026-10', skal: REASON })
  const shown = [await get('bo', missing), await get('bo', other.to)].map(({ status, text }) => [
    status,
    text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id'),
  ])
  expect(shown[0]).toEqual(shown[1])
  expect(shown[0]?.[0]).toBe(404)
})

test('who only has figures gets no page of follow-up', async () => {
  for (const path of [
    '/logg/uppfoljning',
    sample,
    '/logg/utdrag',
    '/logg/export',
    '/logg/avtal',
    '/logg/matris/andringar',
  ])
    expect([path, (await get('anna', path)).status]).toEqual([path, 403])
})
