import { createWriteStream } from 'node:fs'
import { stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { describeVerdict, verifyFile } from '../atkomstlogg/verify-file.ts'
import { failureCode } from '../errors.ts'
import type { Hub } from '../hub.ts'
import {
  type Cli,
  collect,
  jsonOption,
  logArgument,
  logsOf,
  mustSay,
  numberParser,
  requireKnown,
  type Terminal,
  verb,
  whoOption,
  withHub,
  wrongUse,
} from './command.ts'
import { CHECKPOINTS } from './start.ts'

interface WhoOptions {
  readonly av: string
  readonly json?: boolean
}
interface FileOptions extends WhoOptions {
  readonly fil: string
}
interface ProofOptions extends FileOptions {
  readonly fran?: string
  readonly till?: string
}
interface VerifyOptions {
  readonly nyckel: readonly string[]
  readonly kontrollpunkt?: readonly string[]
}

/** What operators and auditors do with access logs, on the hub's own machine or with a file alone. */
export function addLogCommands(group: Command, cli: Cli): void {
  verb(group, 'exportera', 'write an access log with its signed checkpoint; recorded in that log', {
    examples: ['bromma --fil bromma.jsonl --av "Nils Berg"'],
  })
    .addArgument(logArgument(cli))
    .requiredOption('--fil <fil>', 'a new file')
    .addOption(mustSay(whoOption('who takes the log out')))
    .action(cli.action((log: string, options: FileOptions) => exportLog(cli, log, options)))
  verb(group, 'hitta', 'in which log, and where in it, the records of an answer with that loggId stand', {
    examples: ['LOGGID --av "Nils Berg"', 'LOGGID --av "Nils Berg" --json'],
  })
    .argument('<loggid>', 'as the answer had it')
    .addOption(mustSay(whoOption('who looks the record up')))
    .addOption(jsonOption())
    .action(cli.action((id: string, options: WhoOptions) => findRecords(cli, id, options)))
  verb(group, 'bevis', 'write one record, or the growth of a log, with the proof that it stands in its log', {
    examples: [
      'LOGGID --fil post.json --av "Nils Berg"',
      'bromma 4711 --fil post.json --av "Nils Berg"',
      'bromma --fran 100 --till 4711 --fil vaxt.json --av "Nils Berg"',
    ],
  })
    .argument('<post>', 'the loggId of an answer, or a log')
    .argument('[nummer]', 'the number of a record in that log')
    .requiredOption('--fil <fil>', 'a new file')
    .option('--fran <storlek>', 'the log as it was: a number of records, or a file with a checkpoint')
    .option('--till <storlek>', 'the log as it became; without it, as it is')
    .addOption(mustSay(whoOption('who takes the proof out')))
    .action(
      cli.action((post: string, number: string | undefined, options: ProofOptions) =>
        proofOf(cli, post, number, options),
      ),
    )
  verb(group, 'indexera', 'make what the logs are searched by anew from the records', {
    examples: ['--av "Mats Ekdahl"', 'bromma --av "Mats Ekdahl"'],
  })
    .addArgument(logArgument(cli, '[logg]'))
    .addOption(mustSay(whoOption('who makes the index anew')))
    .addOption(jsonOption())
    .action(cli.action((log: string | undefined, options: WhoOptions) => rebuildIndex(cli, log, options)))
  verb(group, 'nyckel', 'the key that exports and proofs of a log are checked with', { examples: ['bromma'] })
    .addArgument(logArgument(cli))
    .action(
      cli.action((log: string) =>
        withHub(cli, async (hub) => {
          for (const vkey of await hub.logs.keys(log)) cli.terminal.out.write(`${vkey}\n`)
          return 0
        }),
      ),
    )
  verb(group, 'verifiera', 'check an export, a proof or saved checkpoints; needs nothing else', {
    examples: ["bromma.jsonl --nyckel 'insyn.example/bromma+1a2b3c4d+AbCd'", 'post.json --nyckel nycklar.txt'],
    exitCodes: { 1: 'the file is not what it claims to be', 2: 'nothing was judged' },
  })
    .argument('<fil>', 'what is checked')
    .requiredOption('--nyckel <vkey>', 'a key, or a file with keys; may be given several times', collect)
    .option('--kontrollpunkt <fil>', CHECKPOINTS, collect)
    .action(cli.action((file: string, options: VerifyOptions) => verify(cli.terminal, file, options)))
}

const NUMBER = /^\d{1,16}$/
const sizeOrFile = (text: string): number | string => (NUMBER.test(text) ? Number(text) : text)

/** Writes a whole access log; the export is itself recorded in that log. */
function exportLog(cli: Cli, log: string, { fil, av }: FileOptions): Promise<number> {
  const { out, cwd } = cli.terminal
  const path = resolve(cwd, fil)
  return withHub(cli, (hub) =>
    intoNewFile(path, async () => {
      const { size, vkey } = await hub.logs.export(log, av, createWriteStream(path))
      out.write(`${size} records written to ${fil}\ncheck them with: insyn logg verifiera ${fil} --nyckel '${vkey}'\n`)
      return 0
    }),
  )
}

function proofOf(cli: Cli, post: string, number: string | undefined, options: ProofOptions): Promise<number> {
  const { fran, till } = options
  const ofLog = fran !== undefined || number !== undefined
  if (ofLog) requireKnown('LOGG', post, logsOf(cli.config()))
  if (number !== undefined) numberParser('NUMMER')(number)
  return writeProof(cli, options, (hub, by) => {
    if (fran !== undefined) return hub.logs.proveGrowth(post, sizeOrFile(fran), till && sizeOrFile(till), by)
    return hub.logs.proveRecord(number === undefined ? post : { logg: post, nummer: Number(number) }, by)
  })
}

function writeProof(
  cli: Cli,
  { fil, av }: FileOptions,
  prove: (hub: Hub, by: string) => Promise<{ proof: string; vkey: string }>,
): Promise<number> {
  const { out, cwd } = cli.terminal
  const path = resolve(cwd, fil)
  return withHub(cli, (hub) =>
    intoNewFile(path, async () => {
      const { proof, vkey } = await prove(hub, av)
      await writeFile(path, proof)
      out.write(`the proof is written to ${fil}\ncheck it with: insyn logg verifiera ${fil} --nyckel '${vkey}'\n`)
      return 0
    }),
  )
}

/** The file is made before anything is recorded or disclosed; one that nothing was written to is taken away again. */
async function intoNewFile(path: string, write: () => Promise<number>): Promise<number> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw wrongUse(`${path} cannot be written: ${whyNot(path, failureCode(error))}`)
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

/** Tells where the records of an answer stand, from the loggId that it carried. */
function findRecords(cli: Cli, id: string, { av, json }: WhoOptions): Promise<number> {
  const { out, err } = cli.terminal
  return withHub(cli, async (hub) => {
    const places = await hub.logs.findRecords(id, av)
    if (json === true) out.write(`${JSON.stringify(places)}\n`)
    else for (const { logg, nummer } of places) out.write(`${logg}/${nummer}\n`)
    err.write(`take a record out with: insyn logg bevis LOGG NUMMER --fil F --av NAME\n`)
    return 0
  })
}

function rebuildIndex(cli: Cli, only: string | undefined, { av, json }: WhoOptions): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const rebuilt = await hub.logs.rebuildIndex(only, av)
    if (json === true) out.write(`${JSON.stringify(rebuilt)}\n`)
    else for (const { logg: log, records } of rebuilt) out.write(`${log}: ${records} records can be searched\n`)
    return 0
  })
}

async function verify({ out, err }: Terminal, file: string, options: VerifyOptions): Promise<number> {
  const verdict = await verifyFile({ file, keys: options.nyckel, checkpoints: options.kontrollpunkt ?? [] })
  ;(verdict.ok ? out : err).write(`${describeVerdict(verdict)}\n`)
  return verdict.ok ? 0 : 1
}
