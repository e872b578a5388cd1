import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { verifyLog, verifyProofFile } from '../atkomstlogg/verify-file.ts'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { withHub, type Terminal } from './command.ts'

/** Writes a whole access log; the export is itself recorded in that log. */
export function exportLog(
  config: Config,
  { out, cwd }: Terminal,
  { logg, file, av }: { logg: string; file: string; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg exportera needs --av: who takes the log out')
  return withHub(config, cwd, async (hub) => {
    const { size, vkey } = await hub.exportLog(logg, av, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
    out.write(`${size} records written to ${file}\ncheck them with: insyn logg verifiera ${file} --nyckel '${vkey}'\n`)
    return 0
  })
}

/** Writes one record with the proof that it stands in its log; that it was taken out is itself a record in it. */
export function proveRecord(
  config: Config,
  { out, cwd }: Terminal,
  { logg, nummer, file, av }: { logg: string; nummer: string; file: string; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg bevis needs --av: who takes the record out')
  if (!/^\d{1,16}$/.test(nummer)) throw new InsynError('BEGARAN_OGILTIG', 'NUMMER is the number of a record in the log')
  return withHub(config, cwd, async (hub) => {
    const { proof, vkey } = await hub.proveRecord(logg, Number(nummer), av)
    await writeFile(file, proof, { flag: 'wx', mode: 0o600 })
    out.write(
      `record ${logg}/${nummer} written to ${file}\ncheck it with: insyn logg verifiera ${file} --nyckel '${vkey}'\n`,
    )
    return 0
  })
}

/** Tells where the records of an answer stand, from the loggId that it carried. */
export function findRecords(
  config: Config,
  { out, cwd }: Terminal,
  { id, av }: { id: string; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg hitta needs --av: who looks the record up')
  return withHub(config, cwd, async (hub) => {
    const places = await hub.findRecords(id, av)
    for (const { logg, nummer } of places) out.write(`${logg}/${nummer}\n`)
    out.write(`take a record out with: insyn logg bevis LOGG NUMMER --fil F --av NAME\n`)
    return 0
  })
}

/** Makes the search index anew from the records. */
export function rebuildIndex(
  config: Config,
  { out, cwd }: Terminal,
  { logg, av }: { logg: string | undefined; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg indexera needs --av: who makes the index anew')
  return withHub(config, cwd, async (hub) => {
    for (const { logg: log, records } of await hub.rebuildIndex(logg, av))
      out.write(`${log}: ${records} records can be searched\n`)
    return 0
  })
}

/** `checkpoints`: files with one checkpoint each, kept where the database's owner cannot write. */
export async function verify(
  { out, err }: Terminal,
  { file, vkey, checkpoints }: { file: string; vkey: string; checkpoints: readonly string[] },
): Promise<number> {
  const proof = await verifyProofFile(file, vkey)
  if (proof !== undefined && checkpoints.length > 0)
    throw new InsynError('BEGARAN_OGILTIG', '--kontrollpunkt goes with an export, not with the proof of one record')
  if (proof?.ok === true) {
    const { logg, nummer } = proof.record
    out.write(
      `ok: record ${logg}/${nummer} stands unaltered in the log of ${proof.size} records, under a valid checkpoint\n`,
    )
    return 0
  }
  const outcome = proof ?? (await verifyLog({ file, vkey, checkpoints }))
  if (outcome.ok) {
    out.write(`ok: ${outcome.antal} records, dense, unaltered, under a valid checkpoint\n`)
    return 0
  }
  err.write(`not ok: ${outcome.fel}\n`)
  return 1
}
