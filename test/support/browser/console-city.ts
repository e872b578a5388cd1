import type { Browser, Page } from 'playwright-core'
import { startBrowser } from '../../../bench/support/browser.ts'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import { type HubProcess, install, type Installation } from '../hub/hub-process.ts'
import { startCity } from '../sources/simulated-city.ts'
import { type Look, type Seat, takeSeat } from './chromium.ts'

/** The demo's people (simulators/identity-provider/people.ts), by what they do. */
export const PEOPLE = {
  agent: 'Sara Lind',
  operator: 'Mats Ekdahl',
  officer: 'Eva Ros',
  leader: 'Bo Ek',
} as const
export type Person = keyof typeof PEOPLE

/** A hub with all it knows, as `npm start` makes it, and a browser in front of it. */
export interface ConsoleCity {
  readonly simulators: StartedSimulators
  readonly installation: Installation
  readonly hub: HubProcess
  readonly browser: Browser
  /** Somebody of the demo, signed in, at the first page of their work. */
  sitDown(person: Person, look?: Look): Promise<Seat>
  stop(): Promise<void>
}

export async function startConsoleCity(count: number): Promise<ConsoleCity> {
  const password = 'prov'
  const simulators = await startCity(count, 5, password)
  const installation = await install(simulators, password)
  const [hub, browser] = await Promise.all([installation.start(), startBrowser()])
  await hub.ready()
  return {
    ...{ simulators, installation, hub, browser },
    async sitDown(person, look) {
      const seat = await takeSeat(browser, [hub.adress, simulators.base], look)
      await signIn(seat.page, hub.adress, person)
      return seat
    },
    async stop() {
      await browser.close()
      await hub.stop()
      await simulators.stop()
      await installation.remove()
    },
  }
}

export async function signIn(page: Page, address: string, person: Person): Promise<void> {
  await page.goto(`${address}/`)
  await page.getByRole('link', { name: 'Logga in' }).click()
  await page.getByRole('button', { name: PEOPLE[person] }).click()
  await page.getByRole('button', { name: 'Logga ut' }).waitFor()
  // The page is there before its script listens.
  await page.waitForLoadState()
}
