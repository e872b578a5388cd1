import { expect, test } from '@jest/globals'
import { type ReadSummary, type Volume, volumeGuard } from './guard.ts'

const guard = { andel: 0.1, minst: 10 }
const volume = (mangd: Volume['mangd'], known: number, gone: number, more: Partial<Volume> = {}): Volume => ({
  mangd,
  known,
  gone,
  reduced: 0,
  items: { known: 3 * known, gone: 0 },
  ...more,
})
const read = (persons: number, more: Partial<ReadSummary> = {}): ReadSummary => ({
  persons,
  newOrphans: 0,
  silentParts: [],
  ...more,
})

test.each([
  ['nothing gone', 100, 0, 50, 0, true],
  ['a tenth gone', 1000, 100, 50, 0, true],
  ['more than a tenth gone', 1000, 101, 50, 0, false],
  ['few of few gone', 12, 9, 50, 0, true],
  ['an empty district, however small', 3, 3, 0, 0, false],
  ['a person allowed it', 1000, 400, 50, 400, true],
  ['more gone than the person allowed', 1000, 401, 50, 400, false],
  ['an empty district that a person allowed', 3, 3, 0, 3, true],
])('%s', (_, known, gone, persons, approved, release) => {
  expect(volumeGuard(guard, [volume('beslut', known, gone)], read(persons), approved).release).toBe(release)
})

test('a kind that falls silent does not hide behind the others', () => {
  const volumes = [volume('beslut', 100_000, 0), volume('kostatus', 50, 50)]
  expect(volumeGuard(guard, volumes, read(9_000), 0)).toMatchObject({
    release: false,
    reason: 'for-manga-borta',
  })
})

test('nobody is taken for gone while there are rows whose person could not be told', () => {
  const volumes = [volume('beslut', 1000, 1)]
  expect(volumeGuard(guard, volumes, read(900, { newOrphans: 1 }), 0)).toMatchObject({
    release: false,
    reason: 'herrelosa-rader',
  })
  expect(volumeGuard(guard, volumes, read(900, { newOrphans: 1 }), 1).release).toBe(true)
})

test('items that go from uppgifter that stay are guarded like uppgifter, and need the same word', () => {
  const halved = [volume('faktura', 1000, 0, { reduced: 600, items: { known: 4000, gone: 2000 } })]
  expect(volumeGuard(guard, halved, read(900), 0)).toMatchObject({ release: false, reason: 'for-manga-borta' })
  expect(volumeGuard(guard, halved, read(900), 599).release).toBe(false)
  expect(volumeGuard(guard, halved, read(900), 600).release).toBe(true)
  const few = [volume('faktura', 1000, 0, { reduced: 90, items: { known: 4000, gone: 100 } })]
  expect(volumeGuard(guard, few, read(900), 0).release).toBe(true)
})

test('nothing is taken away while a part of the source is silent that was not', () => {
  const silent = read(900, { silentParts: ['historik'] })
  expect(volumeGuard(guard, [volume('faktura', 1000, 1)], silent, 0)).toMatchObject({
    release: false,
    reason: 'tyst-del',
  })
  expect(volumeGuard(guard, [volume('faktura', 1000, 0)], silent, 0).release).toBe(true)
})
