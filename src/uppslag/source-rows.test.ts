import { expect, test } from '@jest/globals'
import { SOURCES } from '../informationsmangd.ts'
import type { SourceStatus } from '../mirror/mirror.ts'
import { createSourceRows, judgeSource, sourceRows } from './source-rows.ts'

const NOW = new Date('2026-10-15T10:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)
const status = (changed: Partial<SourceStatus>): SourceStatus => ({
  source: 'paraplyet',
  stadsdel: 'nord',
  speglad: hoursAgo(8),
  newestRun: 'lyckad',
  orphans: false,
  ...changed,
})

test.each([
  ['aktuell', status({})],
  ['aktuell', status({ speglad: hoursAgo(25.9) })],
  ['ofullstandig', status({ orphans: true })],
  ['inaktuell', status({ orphans: true, speglad: hoursAgo(26) })],
  ['inaktuell', status({ speglad: hoursAgo(26) })],
  ['inaktuell', status({ newestRun: 'vantar' })],
  ['ej-svar', status({ newestRun: 'misslyckad' })],
  ['ej-svar', status({ speglad: null, newestRun: 'lyckad' })],
  ['ej-svar', undefined],
] as const)('a source is %s when %j', (expected, sourceStatus) => {
  expect(judgeSource(sourceStatus, NOW).status).toBe(expected)
})

test('the explanation tells the time of the read as it is in Stockholm', () => {
  expect(judgeSource(status({ speglad: new Date('2026-10-15T00:30:00Z') }), NOW)).toEqual({
    status: 'aktuell',
    speglad: '2026-10-15T00:30:00.000Z',
    forklaring: 'Uppgifterna är från 2026-10-15 02:30.',
  })
})

test('a source from which nothing may be seen tells not even when it was read', () => {
  const onlyNorth = {
    decide: (stadsdel: string) => ({ falt: new Set(stadsdel === 'nord' ? ['a'] : []), reason: 'tillaten' as const }),
  }
  const stadsdelar = ['nord', 'syd'].map((code) => ({ kod: code, namn: code, giltigFran: '2007-01-01' }))
  const rows = sourceRows(() => true, stadsdelar, [status({}), status({ stadsdel: 'syd' })], onlyNorth, NOW)
  expect(rows.map(({ kalla, stadsdel, status, speglad }) => [kalla, stadsdel, status, speglad !== null])).toEqual(
    // Only Paraplyet has been read.
    SOURCES.flatMap((source) => [
      [source, 'nord', source === 'paraplyet' ? 'aktuell' : 'ej-svar', source === 'paraplyet'],
      [source, 'syd', 'ingar-ej', false],
    ]),
  )
})

test('a source that the stadsdel is not connected to, and that nothing was read from, is said not to be included', () => {
  const all = { decide: () => ({ falt: new Set(['a']), reason: 'tillaten' as const }) }
  const stadsdelar = ['nord', 'syd'].map((code) => ({ kod: code, namn: code, giltigFran: '2007-01-01' }))
  const [first, second] = sourceRows(() => false, stadsdelar, [status({})], all, NOW)
  // What was read before the connection ended still stands, and grows old.
  expect(first).toMatchObject({ stadsdel: 'nord', status: 'aktuell' })
  expect(second).toMatchObject({
    status: 'ingar-ej',
    forklaring: 'Ingår inte: stadsdelen är inte ansluten till källan.',
  })
})

test('what has been read on its own since says so, and makes nothing else newer', () => {
  const reach = { decide: () => ({ falt: new Set(['a']), reason: 'tillaten' as const }) }
  const stadsdelar = [{ kod: 'nord', namn: 'Nord', giltigFran: '2007-01-01' }]
  const read = { source: 'agresso', speglad: hoursAgo(8), refreshed: hoursAgo(1) } as const
  const rowOf = (changed: Partial<SourceStatus>) =>
    sourceRows(() => true, stadsdelar, [status({ ...read, ...changed })], reach, NOW).find(
      ({ kalla }) => kalla === 'agresso',
    )
  expect(rowOf({})).toEqual({
    ...{ kalla: 'agresso', stadsdel: 'nord', status: 'aktuell', speglad: hoursAgo(8).toISOString() },
    betalstatusLast: hoursAgo(1).toISOString(),
    forklaring: 'Uppgifterna är från 2026-10-15 04:00. Betalstatus är från 2026-10-15 11:00.',
  })
  expect(rowOf({ newestRun: 'misslyckad' })).toMatchObject({ status: 'ej-svar', speglad: hoursAgo(8).toISOString() })
  expect(rowOf({ refreshed: null })).not.toHaveProperty('betalstatusLast')
})

test('the rows are made once for one reading of the sources, and anew for the next and for another reach', () => {
  const stadsdelar = [{ kod: 'nord', namn: 'Nord', giltigFran: '2007-01-01' }]
  const reach = (field: string[]) => ({ decide: () => ({ falt: new Set(field), reason: 'tillaten' as const }) })
  const [all, none] = [reach(['a']), reach([])]
  const readCounts = [status({})]
  const rows = createSourceRows(() => true)
  const first = rows(stadsdelar, readCounts, all, NOW)
  expect(rows(stadsdelar, readCounts, all, NOW)).toBe(first)
  expect([first, ...first].every((one) => Object.isFrozen(one))).toBe(true)
  expect(rows(stadsdelar, readCounts, none, NOW)[0]?.status).toBe('ingar-ej')
  expect(rows(stadsdelar, [status({ newestRun: 'misslyckad' })], all, NOW)[0]?.status).toBe('ej-svar')
})
