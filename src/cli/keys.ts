import type { Command } from 'commander'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Rotated } from '../platform/keys/key-store.ts'
import {
  type Cli,
  group,
  jsonOption,
  logOption,
  mangdOption,
  mustSay,
  stadsdelOption,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'

interface Options {
  readonly signatur?: boolean
  readonly logg?: string
  readonly stadsdel?: string
  readonly mangd?: Informationsmangd
  readonly huvudnyckel?: boolean
  readonly av: string
  readonly skal: string
}

export function addKeyCommands(program: Command, cli: Cli): void {
  const under = group(program, 'nyckel', 'keys of the hub')
  verb(
    under,
    'rotera',
    'change the key that signs, that a log is sealed with, those of the data of a stadsdel, or the master key, while hubs serve',
    {
      examples: [
        '--signatur --av "Mats Ekdahl" --skal "Årligt byte"',
        '--logg bromma --av "Mats Ekdahl" --skal "Kopia av nyckelringen på villovägar"',
        '--stadsdel bromma --av "Mats Ekdahl" --skal "Kopia av nyckelringen på villovägar"',
        '--huvudnyckel --av "Mats Ekdahl" --skal "Årligt byte"',
      ],
    },
  )
    .option('--signatur', 'the key that signs checkpoints and receipts')
    .addOption(logOption(cli, 'the key of one log'))
    .addOption(stadsdelOption(cli))
    .addOption(mangdOption())
    .option('--huvudnyckel', 'the master key')
    .addOption(mustSay(whoOption('who changes it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((options: Options) => rotateKey(cli, options)))
  verb(under, 'lista', 'data keys, and how far each that is being replaced has come', { examples: ['', '--json'] })
    .addOption(jsonOption())
    .action(cli.action((options: { readonly json?: boolean }) => list(cli, options)))
}

/** Changes one key, the key of one log, or the data keys of one stadsdel, while hubs serve; recorded in every log that it concerns. */
function rotateKey(
  cli: Cli,
  { signatur = false, huvudnyckel: master = false, logg, stadsdel, mangd, av, skal }: Options,
): Promise<number> {
  const named = [signatur, master, logg !== undefined, stadsdel !== undefined]
  if (named.filter(Boolean).length !== 1)
    throw wrongUse('nyckel rotera needs --signatur, --huvudnyckel, --logg LOGG, or else --stadsdel STADSDEL: which key')
  if (mangd !== undefined && stadsdel === undefined) throw wrongUse('--mangd goes with --stadsdel: whose data')
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const rotate = (which: Rotated) => hub.logs.rotateKey({ which, by: av, reason: skal })
    if (master) {
      await hub.changeMasterKey({ by: av, reason: skal })
      out.write('the keyring is sealed with the new master key: back up both, each apart from the other\n')
    } else if (stadsdel !== undefined) {
      const there = new Set((await hub.dataKeys()).filter((one) => one.stadsdel === stadsdel).map((one) => one.mangd))
      const mangder = INFORMATIONSMANGDER.filter((one) => (mangd ?? one) === one && there.has(one))
      if (mangder.length === 0) throw wrongUse(`there is no data key of ${mangd ?? 'any kind'} in ${stadsdel}`)
      for (const one of mangder) await rotate({ stadsdel, mangd: one })
      out.write(
        `new data keys of ${stadsdel}: ${mangder.join(', ')}; in use within a minute, and what the former ones sealed is then sealed anew (insyn nyckel lista); back up the keyring\n`,
      )
    } else if (logg !== undefined) {
      await rotate({ logg })
      out.write(`the key of the log ${logg} is changed, and in use within a minute; back up the keyring\n`)
    } else {
      await rotate('signatur')
      out.write(
        'the signing key is changed: give auditors the key texts of now (insyn logg nyckel); back up the keyring\n',
      )
    }
    return 0
  })
}

const STATES = {
  new: 'not in use yet: every process reads it first',
  'in-use': 'in use',
  'being-replaced': 'being replaced',
  renewed: 'replaced; destroyed when nobody works on what was read before',
} as const

/** The data keys that there are, of each kind the newest first. */
function list(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  return withHub(cli, async (hub) => {
    const keys = await hub.dataKeys()
    if (json === true) cli.terminal.out.write(`${JSON.stringify(keys)}\n`)
    else
      for (const { stadsdel, mangd, generation, since, state, rows } of keys) {
        const renewed = rows === 0 ? '' : `; ${rows} rows sealed anew`
        cli.terminal.out.write(
          `${stadsdel} ${mangd} ${generation}: ${STATES[state]} (since ${since.toISOString().slice(0, 10)}${renewed})\n`,
        )
      }
    return 0
  })
}
