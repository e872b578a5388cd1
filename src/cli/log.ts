import { createWriteStream } from 'node:fs'
import { stat, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describeVerdict, verifyFile } from '../atkomstlogg/verify-file.ts'
import type { Config } from '../config.ts'
import { failureCode, InsynError } from '../errors.ts'
import type { Hub } from '../hub.ts'
import { withHub, type Terminal } from './command.ts'

/** Part of the usage of `insyn`. */
export const LOG_USAGE = `insyn logg exportera LOGG --fil F --av NAME  write an access log with its signed checkpoint
insyn logg hitta LOGGID --av NAME            in which log, and where in it, the records of an
                                             answer with that loggId stand
insyn logg bevis LOGGID --fil F --av NAME    write one record with the proof that it stands in its log:
insyn logg bevis LOGG NUMMER --fil F --av N  by the loggId of an answer, or by log and number
insyn logg bevis LOGG --fil F --av NAME --fran A [--till B]
                                             write the proof that the log of B records begins with that
                                             of A: numbers of records, or files with a checkpoint
insyn logg indexera [LOGG] --av NAME         make what the logs are searched by anew from the records
insyn logg nyckel LOGG                       the key that exports and proofs of a log are checked with
insyn logg verifiera FIL --nyckel K          check an export, a proof or saved checkpoints; needs nothing
           [--nyckel K]...                   else. K: a key, or a file with keys
           [--kontrollpunkt F]...            against checkpoints kept elsewhere: files or folders
`

interface LogOptions {
  readonly fil?: string | undefined
  readonly av?: string | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly nyckel?: readonly string[]
  readonly kontrollpunkt?: readonly string[]
}

/** Undefined when these are no words of a command on the log. */
export function runLogCommand(
  config: () => Config,
  terminal: Terminal,
  [verb, subject, number]: readonly (string | undefined)[],
  options: LogOptions,
): Promise<number> | undefined {
  const { fil: file, av, fran, till, nyckel: keys = [], kontrollpunkt: checkpoints = [] } = options
  if (verb === 'indexera') return rebuildIndex(config(), terminal, { logg: subject, av })
  if (subject === undefined) return undefined
  if (verb === 'verifiera' && keys.length > 0) return verify(terminal, { file: subject, keys, checkpoints })
  if (verb === 'nyckel') return printKeys(config(), terminal, subject)
  if (verb === 'hitta') return findRecords(config(), terminal, { id: subject, av })
  if (file === undefined) return undefined
  if (verb === 'exportera') return exportLog(config(), terminal, { logg: subject, file, av })
  if (verb === 'bevis')
    return writeProof(config(), terminal, { file, av }, (hub, by) => {
      if (fran !== undefined) return hub.logs.proveGrowth(subject, sizeOrFile(fran), till && sizeOrFile(till), by)
      if (number === undefined) return hub.logs.proveRecord(subject, by)
      if (NUMBER.test(number)) return hub.logs.proveRecord({ logg: subject, nummer: Number(number) }, by)
      throw new InsynError('BEGARAN_OGILTIG', 'NUMMER is the number of a record in the log')
    })
  return undefined
}

const NUMBER = /^\d{1,16}$/
const sizeOrFile = (text: string): number | string => (NUMBER.test(text) ? Number(text) : text)

/** Writes a whole access log; the export is itself recorded in that log. */
function exportLog(
  config: Config,
  { out, cwd }: Terminal,
  { logg, file, av }: { logg: string; file: string; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg exportera needs --av: who takes the log out')
  return withHub(config, cwd, (hub) =>
    intoNewFile(file, async () => {
      const { size, vkey } = await hub.logs.export(logg, av, createWriteStream(file))
      out.write(
        `${size} records written to ${file}\ncheck them with: insyn logg verifiera ${file} --nyckel '${vkey}'\n`,
      )
      return 0
    }),
  )
}

function writeProof(
  config: Config,
  { out, cwd }: Terminal,
  { file, av }: { file: string; av: string | undefined },
  prove: (hub: Hub, by: string) => Promise<{ proof: string; vkey: string }>,
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg bevis needs --av: who takes the proof out')
  return withHub(config, cwd, (hub) =>
    intoNewFile(file, async () => {
      const { proof, vkey } = await prove(hub, av)
      await writeFile(file, proof)
      out.write(`the proof is written to ${file}\ncheck it with: insyn logg verifiera ${file} --nyckel '${vkey}'\n`)
      return 0
    }),
  )
}

/** The file is made before anything is recorded or disclosed; one that nothing was written to is taken away again. */
async function intoNewFile(path: string, write: () => Promise<number>): Promise<number> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw new InsynError('BEGARAN_OGILTIG', `${path} cannot be written: ${whyNot(path, failureCode(error))}`)
  }
  try {
    return await write()
  } finally {
    const { size } = await stat(path)
    if (size === 0) await unlink(path)
  }
}

function whyNot(path: string, code: string | undefined): string {
  switch (code) {
    case 'EEXIST':
      return 'there is such a file already; give another name, or move that file first'
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no folder ${dirname(path)}; make it first`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `this user may not write in ${dirname(path)}`
    default:
      return code ?? 'unknown cause'
  }
}

function printKeys(config: Config, { out, cwd }: Terminal, log: string): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    for (const vkey of await hub.logs.keys(log)) out.write(`${vkey}\n`)
    return 0
  })
}

/** Tells where the records of an answer stand, from the loggId that it carried. */
function findRecords(
  config: Config,
  { out, cwd }: Terminal,
  { id, av }: { id: string; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg hitta needs --av: who looks the record up')
  return withHub(config, cwd, async (hub) => {
    const places = await hub.logs.findRecords(id, av)
    for (const { logg, nummer } of places) out.write(`${logg}/${nummer}\n`)
    out.write(`take a record out with: insyn logg bevis LOGG NUMMER --fil F --av NAME\n`)
    return 0
  })
}

function rebuildIndex(
  config: Config,
  { out, cwd }: Terminal,
  { logg, av }: { logg: string | undefined; av: string | undefined },
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg indexera needs --av: who makes the index anew')
  return withHub(config, cwd, async (hub) => {
    for (const { logg: log, records } of await hub.logs.rebuildIndex(logg, av))
      out.write(`${log}: ${records} records can be searched\n`)
    return 0
  })
}

async function verify(
  { out, err }: Terminal,
  check: { file: string; keys: readonly string[]; checkpoints: readonly string[] },
): Promise<number> {
  const verdict = await verifyFile(check)
  ;(verdict.ok ? out : err).write(`${describeVerdict(verdict)}\n`)
  return verdict.ok ? 0 : 1
}
