import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type Look, hasBrowser } from './support/browser/chromium.ts'
import { type ConsoleCity, type Person, startConsoleCity } from './support/browser/console-city.ts'
import { tour } from './support/browser/tour.ts'
import { campaign } from './support/campaign.ts'

const LOOKS: readonly Look[] = campaign<readonly Look[]>(
  [
    { width: 1280, scheme: 'light' },
    { width: 320, scheme: 'dark' },
  ],
  [320, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme }))),
)

jest.setTimeout(600_000)
const inBrowser = hasBrowser() ? describe : describe.skip

inBrowser('every page of the console', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await startConsoleCity(60)
  })
  afterAll(() => city.stop())

  test.each<Person>(['agent', 'leader', 'operator', 'officer'])(
    'of the %s is accessible, fits 320 px, asks nobody else and breaks no policy',
    async (person) => {
      const seat = await city.sitDown(person)
      const { kinds, faults } = await tour(seat.page, person, LOOKS)
      expect(faults).toEqual([])
      expect(seat.complaints).toEqual([])
      expect(kinds.length).toBeGreaterThan(3)
      await seat.close()
    },
  )
})
