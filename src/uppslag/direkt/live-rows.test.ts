import { expect, test } from '@jest/globals'
import type { Kallrad } from '../uppslag-schema.ts'
import { liveRows, liveRowsWithoutMirror, outcomesOf } from './live-rows.ts'

const NOW = new Date('2026-10-15T09:14:30Z')
const row = (changed: Partial<Kallrad> = {}): Kallrad => ({
  kalla: 'paraplyet',
  stadsdel: 'bromma',
  status: 'aktuell',
  speglad: '2026-10-15T00:14:00.000Z',
  forklaring: 'Uppgifterna är från 2026-10-15 02:14.',
  ...changed,
})
const explanation = (mirroredAt: string | null, deadlineMs = 2_000) =>
  liveRows([row({ speglad: mirroredAt })], new Map([['paraplyet/bromma', 'deadline']]), deadlineMs, NOW)[0]?.forklaring

test('a source that was not asked keeps its row', () => {
  expect(liveRows([row()], new Map(), 2_000, NOW)).toEqual([row()])
})

test('one that answered says so', () => {
  expect(liveRows([row()], new Map([['paraplyet/bromma', 'answered']]), 2_000, NOW)).toEqual([
    row({ direkt: 'svarade', forklaring: 'Källan svarade nu. Uppgifterna är lästa direkt.' }),
  ])
})

test.each([
  ['2026-10-15T00:14:00.000Z', 'Uppgifterna är från 2026-10-15 02:14, för 9 timmar sedan.'],
  ['2026-10-15T08:14:00.000Z', 'Uppgifterna är från 2026-10-15 10:14, för 1 timme sedan.'],
  ['2026-10-15T09:10:00.000Z', 'Uppgifterna är från 2026-10-15 11:10, för 4 minuter sedan.'],
  ['2026-10-15T09:14:10.000Z', 'Uppgifterna är från 2026-10-15 11:14, för mindre än en minut sedan.'],
  ['2026-10-12T00:14:00.000Z', 'Uppgifterna är från 2026-10-12 02:14, för 3 dygn sedan.'],
  [null, 'Den har ännu inte kunnat läsas.'],
])('one that did not answer tells how old the mirrored state of %s is', (mirrored, expected) => {
  expect(explanation(mirrored)).toBe(`Källan svarade inte inom 2 sekunder. ${expected}`)
})

test.each([
  ['fault', 'Källan svarade med ett fel.'],
  ['login', 'Källan godtog inte Insyns inloggning.'],
  ['unreachable', 'Källan gick inte att nå.'],
  ['paused', 'Källan har inte kunnat läsas flera gånger i rad och frågas inte just nu.'],
  ['crowded', 'Källan hann inte frågas: för många läsningar pågick samtidigt.'],
] as const)(
  'one that is silent for another cause than the deadline (%s) says so, with and without the mirror',
  (cause, why) => {
    const outcomes = new Map([['paraplyet/bromma', cause]])
    expect(liveRows([row()], outcomes, 2_000, NOW)[0]?.forklaring).toBe(
      `${why} Uppgifterna är från 2026-10-15 02:14, för 9 timmar sedan.`,
    )
    expect(liveRowsWithoutMirror([row()], outcomes, 2_000)).toMatchObject([
      { status: 'ej-svar', direkt: 'svarade-ej', forklaring: `${why} Ingenting därifrån visas.` },
    ])
  },
)

test('an answer that shows nothing says of no cause, so that causes of different moments read alike', () => {
  const scope = { source: 'paraplyet', stadsdel: 'bromma', mangder: new Set<never>() } as const
  for (const cause of ['deadline', 'fault', 'paused'] as const) {
    const outcomes = outcomesOf([{ ...scope, answered: false, cause }], false)
    expect(liveRows([row()], outcomes, 2_000, NOW)[0]?.forklaring).toMatch(/^Källan kunde inte läsas nu\. Uppgifterna/)
  }
})

test('the deadline is told as it is set', () => {
  expect(explanation(null, 1_000)).toMatch(/inom 1 sekund\./)
  expect(explanation(null, 1_500)).toMatch(/inom 1,5 sekunder\./)
})
