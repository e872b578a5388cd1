import type { Config } from '../config.ts'
import { withHub, type Terminal } from './command.ts'

/** Looks at what the hub leans on, and changes nothing. 1 when anything is not as it should be. */
export function doctor(config: Config, { out, cwd }: Terminal): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const reviews = await hub.check()
    for (const { namn, shortcomings } of reviews) {
      out.write(`${namn.padEnd(12)} ${shortcomings.length === 0 ? 'ok' : 'not ok'}\n`)
      for (const shortcoming of shortcomings) out.write(`  ${shortcoming}\n`)
    }
    return reviews.every(({ shortcomings }) => shortcomings.length === 0) ? 0 : 1
  })
}
