import type { Command } from 'commander'
import { type Cli, logOption, mustSay, verb, whoOption, whyOption, withHub, wrongUse, group } from './command.ts'

interface Options {
  readonly signatur?: boolean
  readonly logg?: string
  readonly huvudnyckel?: boolean
  readonly av: string
  readonly skal: string
}

export function addKeyCommands(program: Command, cli: Cli): void {
  const under = group(program, 'nyckel', 'keys of the hub')
  verb(under, 'rotera', 'change the key that signs, that a log is sealed with, or the master key, while hubs serve', {
    examples: [
      '--signatur --av "Mats Ekdahl" --skal "Årligt byte"',
      '--logg bromma --av "Mats Ekdahl" --skal "Kopia av nyckelringen på villovägar"',
      '--huvudnyckel --av "Mats Ekdahl" --skal "Årligt byte"',
    ],
  })
    .option('--signatur', 'the key that signs checkpoints and receipts')
    .addOption(logOption(cli, 'the key of one log'))
    .option('--huvudnyckel', 'the master key')
    .addOption(mustSay(whoOption('who changes it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((options: Options) => rotateKey(cli, options)))
}

/** Changes one key, or the key of one log, while hubs serve; recorded in every log that it concerns. */
function rotateKey(
  cli: Cli,
  { signatur = false, huvudnyckel: master = false, logg, av, skal }: Options,
): Promise<number> {
  if ([signatur, master, logg !== undefined].filter(Boolean).length !== 1)
    throw wrongUse('nyckel rotera needs --signatur, --huvudnyckel, or else --logg LOGG: which key')
  return withHub(cli, async (hub) => {
    if (master) {
      await hub.changeMasterKey({ by: av, reason: skal })
      cli.terminal.out.write('the keyring is sealed with the new master key: back up both, each apart from the other\n')
      return 0
    }
    await hub.logs.rotateKey({ ...(logg === undefined ? {} : { logg }), by: av, reason: skal })
    cli.terminal.out.write(
      logg === undefined
        ? 'the signing key is changed: give auditors the key texts of now (insyn logg nyckel); back up the keyring\n'
        : `the key of the log ${logg} is changed, and in use within a minute; back up the keyring\n`,
    )
    return 0
  })
}
