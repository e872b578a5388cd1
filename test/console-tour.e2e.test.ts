import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { agent } from './support/api/caller.ts'
import { hasBrowser, type Look } from './support/browser/chromium.ts'
import { type ConsoleCity, type Person, startConsoleCity } from './support/browser/console-city.ts'
import { officerErrands, sayWhy } from './support/browser/officer-errands.ts'
import { inspect, tour } from './support/browser/tour.ts'
import { campaign, WHOLE } from './support/campaign.ts'
import { until } from './support/until.ts'

const LOOKS = [320, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme): Look => ({ width, scheme })))
/** Each sees every look when the campaign runs whole; else those with the most pages see one each. */
const PERSONS: readonly (readonly [Person, readonly Look[]])[] = campaign(
  [
    ['operator', LOOKS.slice(0, 1)],
    ['officer', LOOKS.slice(3)],
  ],
  (['agent', 'operator', 'leader', 'officer'] as const).map((person) => [person, LOOKS] as const),
)
const COUNT = 60

jest.setTimeout(1_800_000)
const inBrowser = hasBrowser() ? describe : describe.skip
const whole = WHOLE ? test : test.skip

inBrowser('every page of the console', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await startConsoleCity(COUNT)
  })
  afterAll(() => city.stop())

  test.each(PERSONS)(
    'of the %s is accessible, fits the window, asks nobody else and breaks no policy',
    async (person, looks) => {
      const seat = await city.sitDown(person)
      const { kinds, faults } = await tour(seat.page, person, looks)
      expect(faults).toEqual([])
      expect(seat.complaints).toEqual([])
      expect(kinds.length).toBeGreaterThan(3)
      await seat.close()
    },
  )

  whole(
    'of an officer who has said why is so too, with what was looked up in it, and so are those behind forms',
    async () => {
      const asAgent = await agent(city.simulators)
      const people = Array.from({ length: COUNT }, (_, place) => city.simulators.truthAt(place))
      for (const { personnummer } of [...people, ...people]) await asAgent.uppslag(city.hub.adress, { personnummer })
      const somebody = people.find(({ skydd, stadsdelar }) => skydd === 'ingen' && 'bromma' in stadsdelar)
      const seat = await city.sitDown('officer')
      const { page } = seat
      await sayWhy(page, city.hub.adress)
      // Alerts of protected persons follow the log a little after it.
      await until(async () => {
        await page.goto(`${city.hub.adress}/logg/larm`)
        return (await page.locator('ul.alerts > li').count()) > 0
      })
      const faults: string[] = []
      for (const { name, run } of officerErrands(city.hub.adress, somebody?.personnummer ?? '')) {
        const failure = await run(page).catch((error: unknown) => error)
        if (failure instanceof Error) faults.push(`${name}: ${failure.message} at ${page.url()}`)
        else faults.push(...(await inspect(page, `officer-${name}`, LOOKS)))
      }
      await page.goto(`${city.hub.adress}/logg?handelse=uppslag&period=7`)
      const { kinds, faults: others } = await tour(page, 'officer-with-reason', LOOKS)
      expect([...faults, ...others]).toEqual([])
      // Forms that were refused on purpose.
      expect(seat.complaints.filter((one) => !/status of 4(00|22)/.test(one))).toEqual([])
      const areas = ['tidslinje', 'tider', 'larm', 'uppfoljning', 'utdrag', 'export'].map((area) => `/logg/${area}`)
      expect(kinds).toEqual(expect.arrayContaining(['/logg', ...areas]))
      await seat.close()
    },
  )
})
