import { expect, test } from '@jest/globals'
import { volumeGuard } from './guard.ts'

const vakt = { andel: 0.1, minst: 10 }

test.each([
  ['nothing gone', 100, 0, 50, 0, true],
  ['a tenth gone', 1000, 100, 50, 0, true],
  ['more than a tenth gone', 1000, 101, 50, 0, false],
  ['few of few gone', 12, 9, 50, 0, true],
  ['an empty district, however small', 3, 3, 0, 0, false],
  ['a person allowed it', 1000, 400, 50, 400, true],
  ['more gone than the person allowed', 1000, 401, 50, 400, false],
  ['an empty district that a person allowed', 3, 3, 0, 3, true],
])('%s', (_, kanda, borta, personer, godkanda, slapp) => {
  expect(volumeGuard(vakt, [{ mangd: 'beslut', kanda, borta }], { personer, herrelosa: 0 }, godkanda).slapp).toBe(slapp)
})

test('a kind that falls silent does not hide behind the others', () => {
  const volymer = [
    { mangd: 'beslut', kanda: 100_000, borta: 0 },
    { mangd: 'kostatus', kanda: 50, borta: 50 },
  ] as const
  expect(volumeGuard(vakt, volymer, { personer: 9_000, herrelosa: 0 }, 0)).toMatchObject({
    slapp: false,
    skal: 'for-manga-borta',
  })
})

test('nobody is taken for gone while there are rows whose person could not be told', () => {
  const volymer = [{ mangd: 'beslut', kanda: 1000, borta: 1 }] as const
  expect(volumeGuard(vakt, volymer, { personer: 900, herrelosa: 1 }, 0)).toMatchObject({
    slapp: false,
    skal: 'herrelosa-rader',
  })
  expect(volumeGuard(vakt, volymer, { personer: 900, herrelosa: 1 }, 1).slapp).toBe(true)
})
