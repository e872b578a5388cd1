import type { Config } from '../config.ts'
import { withHub, type Terminal } from './command.ts'

/** Checks the systems that the hub depends on, and changes nothing. Exit code 1 when a check fails. */
export function doctor(config: Config, { out, cwd }: Terminal): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const reviews = await hub.check()
    const width = Math.max(...reviews.map(({ name }) => name.length))
    for (const { name, shortcomings, notes = [] } of reviews) {
      out.write(`${name.padEnd(width)} ${shortcomings.length === 0 ? 'ok' : 'not ok'}\n`)
      for (const shortcoming of shortcomings) out.write(`  ${shortcoming}\n`)
      for (const note of notes) out.write(`  note: ${note}\n`)
    }
    return reviews.every(({ shortcomings }) => shortcomings.length === 0) ? 0 : 1
  })
}
