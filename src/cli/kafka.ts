import type { Command } from 'commander'
import { InsynError } from '../errors.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import {
  type ActOptions,
  choiceOption,
  type Cli,
  group,
  mangdOption,
  mustSay,
  stadsdelOption,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'
import { addDeadLetterCommand } from './dead-letters.ts'
import { given } from './selection.ts'

interface ReplayOptions extends ActOptions {
  readonly mangd?: Informationsmangd
  readonly stadsdel?: string
  readonly parkerade?: boolean
}
interface KeyOptions extends ActOptions {
  readonly mangd?: readonly Informationsmangd[]
  readonly stadsdel?: readonly string[]
  readonly alla?: boolean
}

export function addKafkaCommands(program: Command, cli: Cli): void {
  const under = group(program, 'kafka', 'the bus: topics, replay, keys of consumers')
  verb(under, 'skapa', 'make the topics that are missing', { examples: [''] }).action(cli.action(() => create(cli)))
  verb(under, 'spela-om', 'publish once more what the mirror has, under the policy and the agreements of now', {
    examples: [
      '--av "Mats Ekdahl" --skal "Konsument återställd"',
      '--parkerade --av "Mats Ekdahl" --skal "Mäklaren tar stora meddelanden"',
    ],
  })
    .addOption(mangdOption())
    .addOption(stadsdelOption(cli))
    .option('--parkerade', 'only what the bus has refused')
    .addOption(mustSay(whoOption('who asks for it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((options: ReplayOptions) => replay(cli, options)))
  addDeadLetterCommand(under, cli)
  verb(under, 'nyckel', 'the key that a consumer of the bus opens messages with, as JWK; with --alla a JWK Set', {
    examples: [
      '--stadsdel bromma --mangd beslut --av "Mats Ekdahl" --skal "Konsumenten statistik"',
      '--alla --stadsdel bromma,farsta --av "Mats Ekdahl" --skal "Ny konsument"',
    ],
  })
    .option('--alla', 'every such key that there is')
    .addOption(stadsdelOption(cli, { many: true }))
    .addOption(choiceOption('--mangd <mängd>', 'these, with commas', INFORMATIONSMANGDER, { many: true }))
    .addOption(mustSay(whoOption('who takes it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((options: KeyOptions) => handOutKey(cli, options)))
}

/** Creates missing topics. Existing topics are left unchanged: differences are printed, with exit code 1. */
async function create(cli: Cli): Promise<number> {
  const { out, err } = cli.terminal
  const { kafka } = cli.config()
  if (kafka === undefined) throw new InsynError('KONFIG_OGILTIG', 'the setting kafka is missing')
  const { makeTopics, topicDrift } = await import('../hub/bus.ts')
  for (const name of await makeTopics(kafka)) out.write(`${name} is created\n`)
  const drift = await topicDrift(kafka)
  for (const { topic, what, is, should } of drift) err.write(`${topic} has ${what} ${is}: should be ${should}\n`)
  return drift.length === 0 ? 0 : 1
}

/** Publishes the mirror, or a part of it, once more, under the present policy and avtal. */
function replay(cli: Cli, { av, skal, mangd, stadsdel, parkerade: parked = false }: ReplayOptions): Promise<number> {
  return withHub(cli, async ({ bus }) => {
    const count = await bus.replay({ ...given({ mangd, stadsdel }), parked, by: av, reason: skal })
    cli.terminal.out.write(`${count} uppgifter are published once more\n`)
    return 0
  })
}

/** Prints the key of one kind in one stadsdel as a JSON Web Key; with `--alla` all that there are, as one JWK Set. */
function handOutKey(
  cli: Cli,
  { av, skal, alla, stadsdel: stadsdelar = [], mangd: mangder = [] }: KeyOptions,
): Promise<number> {
  const { out, err } = cli.terminal
  const [stadsdel, mangd] = [stadsdelar[0], mangder[0]]
  if (alla === true)
    return withHub(cli, async (hub) => {
      const { keys, leftOut } = await hub.bus.handOutKeys({
        ...(stadsdel === undefined ? {} : { stadsdelar }),
        ...(mangd === undefined ? {} : { mangder }),
        by: av,
        reason: skal,
      })
      for (const one of leftOut) err.write(`${one.stadsdel}: no avtal in force covers ${one.mangder.join(', ')}\n`)
      out.write(`${JSON.stringify({ keys })}\n`)
      return 0
    })
  if (stadsdel === undefined || mangd === undefined || stadsdelar.length > 1 || mangder.length > 1)
    throw wrongUse('kafka nyckel needs one --stadsdel and one --mangd, or --alla for several')
  return withHub(cli, async (hub) => {
    out.write(`${JSON.stringify(await hub.bus.handOutKey({ stadsdel, mangd, by: av, reason: skal }))}\n`)
    return 0
  })
}
