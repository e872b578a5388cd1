import { createWriteStream } from 'node:fs'
import { verifieraLogg } from '../atkomstlogg/verify-file.ts'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

/** Writes a whole access log; that it was taken out, and by whom, is itself a record in it. */
export function exportera(
  config: Config,
  { out, cwd }: Terminal,
  { logg, fil, av }: { logg: string; fil: string; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg exportera needs --av: who takes the log out')
  return withHub(config, cwd, async (hub) => {
    const { storlek, vkey } = await hub.exporteraLogg(logg, av, createWriteStream(fil, { flags: 'wx', mode: 0o600 }))
    out.write(`${storlek} records written to ${fil}\ncheck them with: insyn logg verifiera ${fil} --nyckel '${vkey}'\n`)
    return 0
  })
}

/** `kontrollpunkter`: files with one checkpoint each, kept where the database's owner cannot write. */
export async function verifiera(
  { out, err }: Terminal,
  { fil, vkey, kontrollpunkter }: { fil: string; vkey: string; kontrollpunkter: readonly string[] },
): Promise<number> {
  const outcome = await verifieraLogg({ fil, vkey, kontrollpunkter })
  if (outcome.ok) {
    out.write(`ok: ${outcome.antal} records, dense, unaltered, under a valid checkpoint\n`)
    return 0
  }
  err.write(`not ok: ${outcome.fel}\n`)
  return 1
}
