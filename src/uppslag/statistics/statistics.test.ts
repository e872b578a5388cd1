import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { LOG_ID_FORM } from '../../atkomstlogg/log-id.ts'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  const faktura = { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Obetald faktura' }
  const without = { huvudkategori: null, arendetyp: null, arendeklass: null }
  app.counts.push(
    { week: '2026-W40', stadsdel: 'bromma', ...faktura, count: 5 },
    { week: '2026-W40', stadsdel: 'bromma', ...without, count: 4 },
    { week: '2026-W40', stadsdel: null, ...without, count: 4 },
    { week: '2026-W42', stadsdel: 'jarva', ...faktura, count: 120 },
    { week: '2026-W20', stadsdel: 'jarva', ...faktura, count: 9 },
  )
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
})
const groupLeader = { klient: 'konsol', roller: ['gruppledare'] }
const fetch = (query = '', options = groupLeader) => app.fetch(`/api/v1/statistik/uppslag${query}`, options)

test('a cell of fewer than five is not told, and nothing in the answer adds up to it', async () => {
  const { status, json } = await fetch()
  expect(status).toBe(200)
  expect(json).toEqual({
    loggId: [expect.stringMatching(LOG_ID_FORM)],
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

test('a word that the configuration does not know is shown for no count, nor by where its row stands', async () => {
  const own = { week: '2026-W20', stadsdel: 'bromma', arendetyp: null, arendeklass: null }
  app.counts.push(
    { ...own, huvudkategori: '189001019802', count: 3 },
    { ...own, huvudkategori: 'Ekonomi', arendetyp: 'Åsa Öberg', count: 7 },
    { ...own, huvudkategori: 'Åsa Öberg', count: 1 },
    { ...own, huvudkategori: 'Åsa', arendeklass: 'Obetald faktura', count: 2 },
  )
  const { text, json } = await fetch('?franVecka=2026-W20&tillVecka=2026-W20&stadsdel=bromma')
  const row = { vecka: '2026-W20', stadsdel: 'bromma', arendetyp: null, arendeklass: null }
  const few = { antal: null, antalText: 'färre än 5' }
  expect(json.rader).toEqual([
    { ...row, huvudkategori: 'Ekonomi', arendetyp: 'övrigt', antal: 7, antalText: '7' },
    { ...row, huvudkategori: 'övrigt', arendeklass: 'Obetald faktura', ...few },
    { ...row, huvudkategori: 'övrigt', ...few },
  ])
  expect(text).not.toMatch(/Åsa|189001019802/)
})

test('a filter picks among the same cells: what is held back in one answer is in every other', async () => {
  const all = (await fetch()).json.rader as { vecka: string; stadsdel: string | null }[]
  const oneWeek = (await fetch('?franVecka=2026-W40&tillVecka=2026-W40')).json.rader
  expect(oneWeek).toEqual(all.filter(({ vecka }) => vecka === '2026-W40'))
  expect((await fetch('?stadsdel=bromma')).json.rader).toEqual(all.filter(({ stadsdel }) => stadsdel === 'bromma'))
})

test('whoever looks is recorded, by the role that has the right', async () => {
  await fetch()
  expect(app.logg.written).toMatchObject([
    {
      logg: 'insyn',
      access: { handelse: 'statistik', utfall: 'visat', roll: 'gruppledare', slutanvandare: 'anna', personRef: null },
    },
  ])
})

test('without the right there is no answer, and the attempt is recorded', async () => {
  for (const roller of [['aldre-direkt'], ['constructor'], []]) {
    app.logg.written.length = 0
    expect((await fetch('', { klient: 'konsol', roller })).status).toBe(403)
    expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { handelse: 'statistik', orsak: 'ratt' } }])
  }
})

test.each([
  '?franVecka=2025-W40&tillVecka=2026-W41',
  '?franVecka=2026-W42&tillVecka=2026-W41',
  '?franVecka=2025-W53&tillVecka=2026-W10',
  '?tillVecka=2025-W53',
  '?franVecka=2026-40',
  '?vecka=2026-W40',
])('takes no %s', async (query) => {
  expect((await fetch(query)).json.kod).toBe('BEGARAN_OGILTIG')
})

test('a year is answered, and without its beginning a quarter before its end', async () => {
  expect((await fetch('?franVecka=2025-W40&tillVecka=2026-W40')).status).toBe(200)
  expect((await fetch('?tillVecka=2026-W20')).json).toMatchObject({ franVecka: '2026-W08', tillVecka: '2026-W20' })
})
