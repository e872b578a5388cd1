import { beforeAll, expect, test } from '@jest/globals'
import { usePages } from './testing/use-pages.ts'

const pages = usePages()
const { get } = pages

beforeAll(async () => {
  const { policy } = pages
  const andamal = Object.fromEntries(Object.entries(policy.andamal).filter(([code]) => code !== 'fakturafraga'))
  const before = { ...policy, version: 'before', andamal }
  for (const [place, one] of [before, policy].entries())
    await pages.db.pool.query('insert into policy_in_use (version, content, since) values ($1, $2, $3)', [
      one.version,
      JSON.stringify(one),
      `2026-0${String(5 + place)}-01T06:00:00Z`,
    ])
  await pages.db.pool.query(
    `insert into avtal_ending (stadsdel, avtal, mangder, ended, event_id, begun, keys_destroyed, purged)
     values ('bromma', 'BRO 2025/7', array['avgift'], '2026-06-01', gen_random_uuid(), now(), now(), now()),
            ('farsta', 'FAR 2025/7', array['avgift'], '2026-06-01', gen_random_uuid(), now(), now(), now())`,
  )
})

test("the agreements are those of the officer's boards, and an ending says how far it has come", async () => {
  const { text } = await get('bo', '/logg/avtal')
  expect(text).toContain('1 av 1 avtal gäller i dag')
  expect(text).toContain('BRO 2025/7')
  expect(text).not.toContain('FAR 2025/7')
  expect((await pages.recordsOf('bromma')).at(-1)).toMatchObject({ orsak: 'avtal-lista', slutanvandare: 'bo' })
})

test('there is no receipt before all is gone, nor for the officer of another board', async () => {
  const { rows } = await pages.db.pool.query<{ id: number }>('select id from avtal_ending order by id')
  for (const { id } of rows) expect((await get('bo', `/logg/avtal/kvitto/${String(id)}`)).status).toBe(404)
  await pages.db.pool.query(`update avtal_ending set done = now(), receipt = 'signed'`)
  const [own, other] = rows
  expect((await get('bo', `/logg/avtal/kvitto/${String(own?.id)}`)).text).toBe('signed')
  expect((await get('bo', `/logg/avtal/kvitto/${String(other?.id)}`)).status).toBe(404)
  for (const odd of ['0', 'x', '1e3', '99999999999'])
    expect([odd, (await get('bo', `/logg/avtal/kvitto/${odd}`)).status]).toEqual([odd, 400])
})

test('the matrix shows what the rules of the day show, and the same as a PDF to sign', async () => {
  const { text } = await get('bo', '/logg/matris?stadsdel=bromma&datum=20261015')
  expect(text).toContain('Bromma 2026-10-15')
  for (const words of ['Äldre direkt', 'Fråga om en faktura', 'minst kontrollfrågor']) expect(text).toContain(words)
  expect((await get('bo', '/logg/matris?stadsdel=bromma&datum=2020-01-01')).text).toContain('ingenting visas')
  const file = await get('bo', '/logg/matris/fil?stadsdel=bromma&datum=2026-10-15')
  expect([file.headers.get('content-type'), file.text.slice(0, 5)]).toEqual(['application/pdf', '%PDF-'])
  expect((await get('bo', '/logg/matris/fil?stadsdel=jarva')).status).toBe(404)
  const wrong = await get('bo', '/logg/matris?datum=igår')
  expect([wrong.status, /id="datum"[^>]*aria-invalid="true"/.test(wrong.text)]).toEqual([400, true])
})

test('each policy stands with what it opened, newest first', async () => {
  const { text } = await get('eva', '/logg/matris/andringar')
  expect(text.indexOf('I bruk från 2026-06-01')).toBeLessThan(text.indexOf('I bruk från 2026-05-01'))
  expect(text).toContain('Något blev synligt eller tillåtet som inte var det')
  expect(text).toMatch(/Öppnas<\/span><\/span><div><strong>Faktura<\/strong> \([^)]*belopp/)
  expect(text).toMatch(/för ändamålet ”Fråga om en faktura”, (rollen|rollerna) Äldre direkt/)
  expect(text).toContain('Alla 11 stadsdelar, från 2026-06-01.')
  expect(text).toContain('Den första som togs i bruk.')
})

test("the record of processing is of the officer's boards, and of all for the processor's own officer", async () => {
  expect((await get('bo', '/logg/avtal/register')).text).toContain('1 personuppgiftsansvarig med avtal')
  const { text } = await get('eva', '/logg/avtal/register')
  expect(text).toContain('Farsta stadsdelsnämnd')
  expect((await get('eva', '/logg/avtal/register/fil')).text.slice(0, 5)).toBe('%PDF-')
})
