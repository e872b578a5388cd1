import { beforeAll, expect, test } from '@jest/globals'
import { anAccess } from '../../../test/support/access-records.ts'
import { usePages } from './testing/use-pages.ts'

const NUMBER = '189001019802'
const REASON = 'Begäran om registerutdrag'
const pages = usePages()
const { get, post } = pages
let address = ''

beforeAll(async () => {
  const personRef = pages.keys.personRef(NUMBER)
  await pages.write([
    anAccess({ tid: '2026-10-12T08:12:00Z', personRef, andamal: 'samlad-fraga', klient: 'telefoni' }),
    anAccess({ tid: '2026-10-14T14:20:00Z', personRef, andamal: 'samlad-fraga', klient: 'telefoni' }),
  ])
})

const causesSince = async (count: number) => (await pages.recordsOf('bromma')).slice(count).map(({ orsak }) => orsak)
const countNow = async () => (await pages.recordsOf('bromma')).length

test('a number that has no check digit is told at its field, kept there, and neither recorded nor performed', async () => {
  const before = await countNow()
  const { status, text } = await post('bo', '/logg/utdrag', { personnummer: '189001019803', skal: REASON })
  expect(status).toBe(400)
  expect(text).toMatch(/id="personnummer"[^>]*aria-invalid="true"/)
  // The page lists the extracts that there are.
  expect(await causesSince(before)).toEqual(['utdrag-lista'])
})

test('an extract is prepared, and nothing after that says in any address whom it is about', async () => {
  const fields = { personnummer: '18900101-9802', skal: REASON, arende: 'DNR-2026-114', fran: '20261001', till: '' }
  const given = await post('bo', '/logg/utdrag', fields)
  expect(given.status).toBe(303)
  expect(given.to).toMatch(/^\/logg\/utdrag\/[0-9a-f-]{36}$/)
  address = given.to
  const { text } = await get('bo', address)
  expect(text).toContain('Den som har förberett kan inte lämna ut')
  expect(text).not.toMatch(/0101-?9802/)
  expect((await get('eva', '/logg/utdrag')).text).toContain('DNR-2026-114')
})

test('who has prepared it may see it, and finds no way to release it', async () => {
  const kept = await post('bo', `${address}/forhandsgranskning`, { skal: REASON, format: 'sida' })
  const { text } = await get('bo', kept.to)
  expect(text).toContain('18900101-9802')
  expect(text).not.toContain('value="lamna-ut"')
  const view = kept.to.split('/').at(-1) ?? ''
  const forced = await post('bo', `${address}/beslut`, {
    skal: REASON,
    beslut: 'lamna-ut',
    kommentar: 'Stämmer.',
    view,
  })
  expect(forced.status).toBe(403)
})

test('another sees what would be handed out, by one record a view, in a page of her session alone', async () => {
  const kept = await post('eva', `${address}/forhandsgranskning`, { skal: REASON, format: 'sida' })
  expect(kept.to).toMatch(new RegExp(`^${address}/forhandsgranskning/[0-9a-f-]{36}$`))
  const before = await countNow()
  const { text } = await get('eva', kept.to)
  expect(await causesSince(before)).toEqual(['utdrag-forhandsgranskat'])
  expect(text).toContain('2 åtkomster i en logg, 2026-10-01 – nu')
  expect(text).toMatch(/<title>Förhandsgranska – Insyn<\/title>/)
  expect((await get('bo', kept.to)).status).toBe(410)
})

test('the release needs a comment, and then the file is fetched', async () => {
  const { to } = await post('eva', `${address}/forhandsgranskning`, { skal: REASON, format: 'sida' })
  const view = to.split('/').at(-1) ?? ''
  const silent = await post('eva', `${address}/beslut`, { skal: REASON, beslut: 'lamna-ut', kommentar: '', view })
  expect([silent.status, /id="kommentar"[^>]*aria-invalid="true"/.test(silent.text)]).toEqual([400, true])
  const given = await post('eva', `${address}/beslut`, {
    skal: REASON,
    beslut: 'lamna-ut',
    kommentar: 'Stämmer.',
    view,
  })
  expect(given.to).toBe(address)
  expect((await get('eva', address)).text).toContain('Utlämnat, får hämtas')
  const file = await post('eva', `${address}/fil`, { skal: REASON, format: 'json' })
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="loggutdrag-/)
  expect(file.text).toContain('insyn-loggutdrag/1')
  expect((await post('eva', `${address}/fil`, { skal: '', format: 'pdf' })).status).toBe(400)
})

test('a form of another session changes nothing', async () => {
  const before = await countNow()
  const { status } = await post('eva', '/logg/utdrag', { csrf: 'token-of-bo', personnummer: NUMBER, skal: REASON })
  expect([status, await countNow()]).toEqual([403, before])
})
