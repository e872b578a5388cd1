import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  const faktura = { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Obetald faktura' }
  const utan = { huvudkategori: null, arendetyp: null, arendeklass: null }
  app.rakningar.push(
    { vecka: '2026-W40', stadsdel: 'bromma', ...faktura, antal: 5 },
    { vecka: '2026-W40', stadsdel: 'bromma', ...utan, antal: 4 },
    { vecka: '2026-W40', stadsdel: null, ...utan, antal: 4 },
    { vecka: '2026-W42', stadsdel: 'jarva', ...faktura, antal: 120 },
    { vecka: '2026-W20', stadsdel: 'jarva', ...faktura, antal: 9 },
  )
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.skrivna.length = 0
})
const gruppledare = { klient: 'konsol', roller: ['aldre-direkt', 'gruppledare'] }
const hamta = (fraga = '', val = gruppledare) => app.hamta(`/api/v1/statistik/uppslag${fraga}`, val)

test('a cell of fewer than five is not told, and nothing in the answer adds up to it', async () => {
  const { status, json } = await hamta()
  expect(status).toBe(200)
  expect(json).toEqual({
    loggId: ['insyn/1'],
    tidpunkt: '2026-10-15T10:00:00.000Z',
    franVecka: '2026-W30',
    tillVecka: '2026-W42',
    rader: [
      {
        vecka: '2026-W40',
        stadsdel: 'bromma',
        huvudkategori: 'Ekonomi',
        arendetyp: 'Faktura',
        arendeklass: 'Obetald faktura',
        antal: 5,
        antalText: '5',
      },
      {
        vecka: '2026-W40',
        stadsdel: 'bromma',
        huvudkategori: 'okategoriserad',
        arendetyp: null,
        arendeklass: null,
        antal: null,
        antalText: 'färre än 5',
      },
      {
        vecka: '2026-W40',
        stadsdel: null,
        huvudkategori: null,
        arendetyp: null,
        arendeklass: null,
        antal: null,
        antalText: 'färre än 5',
      },
      expect.objectContaining({ vecka: '2026-W42', antal: 120, antalText: '120' }),
    ],
  })
})

test('a filter picks among the same cells: what is held back in one answer is in every other', async () => {
  const alla = (await hamta()).json.rader as { vecka: string; stadsdel: string | null }[]
  const enVecka = (await hamta('?franVecka=2026-W40&tillVecka=2026-W40')).json.rader
  expect(enVecka).toEqual(alla.filter(({ vecka }) => vecka === '2026-W40'))
  expect((await hamta('?stadsdel=bromma')).json.rader).toEqual(alla.filter(({ stadsdel }) => stadsdel === 'bromma'))
})

test('whoever looks is recorded, by the role that has the right', async () => {
  await hamta()
  expect(app.logg.skrivna).toMatchObject([
    {
      logg: 'insyn',
      atkomst: { handelse: 'statistik', utfall: 'visat', roll: 'gruppledare', slutanvandare: 'anna', personRef: null },
    },
  ])
})

test('without the right there is no answer, and the attempt is recorded', async () => {
  for (const roller of [['aldre-direkt'], ['constructor'], []]) {
    app.logg.skrivna.length = 0
    expect((await hamta('', { klient: 'konsol', roller })).status).toBe(403)
    expect(app.logg.skrivna).toMatchObject([{ logg: 'insyn', atkomst: { handelse: 'statistik', orsak: 'ratt' } }])
  }
})

test.each([
  '?franVecka=2025-W40&tillVecka=2026-W41',
  '?franVecka=2026-W42&tillVecka=2026-W41',
  '?franVecka=2025-W53&tillVecka=2026-W10',
  '?tillVecka=2025-W53',
  '?franVecka=2026-40',
  '?vecka=2026-W40',
])('takes no %s', async (fraga) => {
  expect((await hamta(fraga)).json.kod).toBe('BEGARAN_OGILTIG')
})

test('a year is answered, and without its beginning a quarter before its end', async () => {
  expect((await hamta('?franVecka=2025-W40&tillVecka=2026-W40')).status).toBe(200)
  expect((await hamta('?tillVecka=2026-W20')).json).toMatchObject({ franVecka: '2026-W08', tillVecka: '2026-W20' })
})
