import { expect, test } from '@jest/globals'
import { volumeGuard } from './guard.ts'

const guard = { andel: 0.1, minst: 10 }

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
  expect(volumeGuard(guard, [{ mangd: 'beslut', known, gone }], { persons, orphans: 0 }, approved).release).toBe(
    release,
  )
})

test('a kind that falls silent does not hide behind the others', () => {
  const volumes = [
    { mangd: 'beslut', known: 100_000, gone: 0 },
    { mangd: 'kostatus', known: 50, gone: 50 },
  ] as const
  expect(volumeGuard(guard, volumes, { persons: 9_000, orphans: 0 }, 0)).toMatchObject({
    release: false,
    reason: 'for-manga-borta',
  })
})

test('nobody is taken for gone while there are rows whose person could not be told', () => {
  const volumes = [{ mangd: 'beslut', known: 1000, gone: 1 }] as const
  expect(volumeGuard(guard, volumes, { persons: 900, orphans: 1 }, 0)).toMatchObject({
    release: false,
    reason: 'herrelosa-rader',
  })
  expect(volumeGuard(guard, volumes, { persons: 900, orphans: 1 }, 1).release).toBe(true)
})
