import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { NOW, startUppslagApp } from '../../test/support/api-in-memory.ts'
import { SOURCES } from '../informationsmangd.ts'
import { withUnread } from './source-rows.ts'
import { inShort } from './source-summary.ts'
import type { Kallrad } from './uppslag-schema.ts'

const STADSDELAR = ['bromma', 'farsta', 'jarva']
const TIMES = ['2026-10-15T00:14:00.000Z', '2026-10-15T00:20:00.000Z']

const state: fc.Arbitrary<Omit<Kallrad, 'kalla' | 'stadsdel'>> = fc.oneof(
  fc.record({
    status: fc.constant('aktuell' as const),
    speglad: fc.constantFrom(...TIMES),
    forklaring: fc.constant('Ny.'),
  }),
  fc.record({
    status: fc.constant('aktuell' as const),
    speglad: fc.constantFrom(...TIMES),
    betalstatusLast: fc.constantFrom(...TIMES),
    forklaring: fc.constantFrom('Ny.', 'Nyast.'),
  }),
  fc.record({
    status: fc.constant('aktuell' as const),
    speglad: fc.constantFrom(...TIMES),
    direkt: fc.constantFrom('svarade' as const, 'svarade-ej' as const),
    forklaring: fc.constant('Läst nu.'),
  }),
  fc.record({
    status: fc.constant('ingar-ej' as const),
    speglad: fc.constant(null),
    forklaring: fc.constantFrom('Ingår inte.', 'Inte ansluten.'),
  }),
  fc.record({
    status: fc.constantFrom('inaktuell' as const, 'ej-svar' as const, 'ofullstandig' as const),
    speglad: fc.constantFrom(null, ...TIMES),
    forklaring: fc.constant('Gammal.'),
  }),
)
const allRows = fc
  .tuple(
    ...SOURCES.flatMap((source) =>
      STADSDELAR.map((stadsdel) => state.map((one) => ({ kalla: source, stadsdel, ...one }))),
    ),
  )
  .map((rows): Kallrad[] => rows)

test('in short each scope is told of once, as it is or as no newer than it is', () => {
  fc.assert(
    fc.property(allRows, (rows) => {
      const { kallage, kallor } = inShort(rows)
      expect(new Set(kallage.map(({ kalla }) => kalla)).size).toBe(kallage.length)
      for (const row of rows) {
        const own = kallor.filter(({ kalla, stadsdel }) => kalla === row.kalla && stadsdel === row.stadsdel)
        if (own.length > 0) expect(own).toEqual([row])
        else {
          // What is behind, incomplete or was read now never hides in the source's row.
          const told = kallage.find(({ kalla }) => kalla === row.kalla)
          expect(told?.status).toBe(row.status)
          expect(['aktuell', 'ingar-ej']).toContain(row.status)
          expect(row.direkt).toBeUndefined()
          expect((told?.speglad ?? '') <= (row.speglad ?? '')).toBe(true)
          if (told?.betalstatusLast !== undefined)
            expect(told.betalstatusLast <= (row.betalstatusLast ?? '')).toBe(true)
          if (row.status === 'ingar-ej') expect(told?.forklaring).toBe(row.forklaring)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('rows that stay the same are the very same for each answer, and so is their short form', () => {
  const rows = Object.freeze<Kallrad[]>([
    { kalla: 'paraplyet', stadsdel: 'bromma', status: 'aktuell', speglad: TIMES[0] ?? null, forklaring: 'Ny.' },
  ]) as Kallrad[]
  expect(withUnread(rows, [])).toBe(rows)
  expect(inShort(rows)).toBe(inShort(rows))
  expect(Object.isFrozen(inShort(rows).kallage)).toBe(true)
  const unread = withUnread(rows, [{ source: 'paraplyet', stadsdel: 'bromma', count: 1 }])
  expect(inShort(unread)).toEqual({ kallage: [], kallor: unread })
})

test.each([
  ['return=minimal', true],
  ['respond-async, return="minimal"; foo=1', true],
  ['RETURN = minimal', true],
  ['return=representation, return=minimal', false],
  ['return=minimalt', false],
])('Prefer: %s asks for the state of the sources in short: %s', async (prefer, isShort) => {
  const app = await startUppslagApp()
  app.mirror.put('189001019802', 'bromma', 'faktura', [{ fakturanummer: 'F1', ocrNummer: '226' }])
  app.mirror.statuses = [{ source: 'agresso', stadsdel: 'bromma', speglad: NOW, newestRun: 'lyckad', orphans: false }]
  const body = {
    andamal: 'fakturafraga',
    relation: 'sjalv',
    identifiering: 'kontrollfragor',
    personnummer: '189001019802',
  }
  const [full, asked, nobody] = [
    await app.uppslag(body),
    await app.uppslag(body, { headers: { prefer } }),
    await app.uppslag({ ...body, personnummer: '189001059808' }, { headers: { prefer } }),
  ]
  expect(full.json.kallage).toBeUndefined()
  expect(full.headers.get('preference-applied')).toBeNull()
  for (const { json, headers } of [asked, nobody]) {
    expect(headers.get('preference-applied')).toBe(isShort ? 'return=minimal' : null)
    if (isShort) expect(json.kallage).toContainEqual(expect.objectContaining({ kalla: 'agresso', status: 'aktuell' }))
    else expect(json.kallor).toEqual(full.json.kallor)
    expect([json.kallage, json.kallor]).toEqual([asked.json.kallage, asked.json.kallor])
  }
  if (isShort) expect(asked.text.length).toBeLessThan(full.text.length - 1_000)
  await app.stop()
})
