import type { Config } from '../config.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

/** Looks at what the hub leans on, and changes nothing. 1 when anything is not as it should be. */
export function doctor(config: Config, { out, cwd }: Terminal): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const granskningar = await hub.granska()
    for (const { namn, brister } of granskningar) {
      out.write(`${namn.padEnd(12)} ${brister.length === 0 ? 'ok' : 'not ok'}\n`)
      for (const brist of brister) out.write(`  ${brist}\n`)
    }
    return granskningar.every(({ brister }) => brister.length === 0) ? 0 : 1
  })
}
