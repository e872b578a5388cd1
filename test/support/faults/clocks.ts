import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clockSetBy } from '../hub/wrong-clock.ts'
import type { City, Fault, Faults } from './city.ts'

const HOUR_MS = 60 * 60_000

/** Clocks that jump while the hub runs. */
export function clockFaults(city: City): Faults {
  const file = () => join(city.installation.state, 'clock')
  const set = (offMs: number) => writeFileSync(file(), String(offMs))

  async function beginAt(put: () => void): Promise<void> {
    await city.hub.stop()
    put()
    await city.begin(clockSetBy(file()))
  }
  async function end(): Promise<void> {
    await city.hub.kill()
    rmSync(file())
    await city.begin()
  }

  const jump = (hours: number): Fault => ({
    async begin() {
      await beginAt(() => set(0))
      set(hours * HOUR_MS)
    },
    end,
  })

  return {
    'clock jumps ahead': jump(26),
    'clock jumps back': jump(-26),
  }
}
