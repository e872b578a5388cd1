import type { Command } from 'commander'
import { type ActOptions, type Cli, jsonOption, verb, whoOption, whyOption, withHub, wrongUse } from './command.ts'
import { given, narrowed, requireChoice, selectionOf, type SelectionOptions } from './selection.ts'

interface DeadLetterOptions extends SelectionOptions, Partial<ActOptions> {
  readonly ref?: readonly string[]
  readonly alla?: boolean
  readonly json?: boolean
}

export function addDeadLetterCommand(under: Command, cli: Cli): void {
  const command = verb(
    under,
    'dodbrev',
    'what the bus refused: where, why and how many; with --av it is published once more',
    { examples: ['', '--stadsdel bromma --json', '--alla --av "Mats Ekdahl" --skal "Mäklaren tar dem nu"'] },
  )
  narrowed(command, cli, '--ref <ref>', 'one uppgift, by its reference')
    .option('--alla', 'publish all')
    .addOption(whoOption('who publishes them'))
    .addOption(whyOption())
    .addOption(jsonOption())
    .action(cli.action((options: DeadLetterOptions) => deadLetters(cli, options)))
}

function deadLetters(cli: Cli, { ref, av, skal, alla = false, json, ...options }: DeadLetterOptions): Promise<number> {
  const { out } = cli.terminal
  const selection = { ...selectionOf(options), ...given({ uppgiftRefs: ref }) }
  if ((av === undefined) !== (skal === undefined)) throw wrongUse('to publish dead letters needs --av and --skal')
  if (av === undefined || skal === undefined)
    return withHub(cli, async ({ nights }) => {
      const groups = await nights.deadLetters(selection)
      if (json === true) out.write(`${JSON.stringify(groups)}\n`)
      else
        for (const { source, stadsdel, mangd, reason, count, since, uppgiftRefs } of groups)
          out.write(
            `${source} ${stadsdel} ${mangd} ${reason}: ${count} since ${since.toISOString()}: ${uppgiftRefs.join(' ')}\n`,
          )
      return 0
    })
  requireChoice('kafka dodbrev --av', selection, alla)
  return withHub(cli, async ({ nights }) => {
    const count = await nights.redriveDeadLetters(selection, { by: av, reason: skal })
    out.write(`${count} dead letters are published once more\n`)
    return 0
  })
}
