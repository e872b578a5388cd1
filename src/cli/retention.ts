import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { parsePersonnummer } from '../mapping/personnummer.ts'
import { daysAfter, startOfDay, swedishDate } from '../platform/stockholm-time.ts'
import {
  type Cli,
  collect,
  jsonOption,
  logArgument,
  mustSay,
  numberParser,
  type Terminal,
  textOption,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'
import { CHECKPOINTS } from './start.ts'

interface WhoOptions {
  readonly av: string
  readonly json?: boolean
}
interface HoldOptions {
  readonly av?: string
  readonly skal?: string
  readonly person?: boolean
  readonly arende?: string
  readonly fran?: string
  readonly till?: string
  readonly hav?: string
}
interface LossOptions extends WhoOptions {
  readonly skal: string
  readonly kontrollpunkt?: readonly string[]
}

/** How long records are kept, and what is done about records that a restored database has lost. */
export function addRetentionCommands(group: Command, cli: Cli): void {
  verb(group, 'gallra', 'prune what has been kept its years', {
    examples: ['--prova --av "Mats Ekdahl"', 'bromma --av "Mats Ekdahl"'],
  })
    .addArgument(logArgument(cli, '[logg]'))
    .option('--prova', 'only say how much')
    .addOption(mustSay(whoOption('who prunes')))
    .addOption(jsonOption())
    .action(
      cli.action((log: string | undefined, options: WhoOptions & { readonly prova?: boolean }) =>
        pruneLogs(cli, log, options),
      ),
    )
  const hold = verb(
    group,
    'hall',
    'keep records beyond their years: of a person, a case, a period; of what these have in common',
    {
      examples: [
        'bromma --arende KC-2026-114 --av "Eva Ros" --skal "Tvist, dnr 2026-7"',
        'bromma --person --fran 2026-01-01 --av "Eva Ros" --skal "Begäran, dnr 2026-8"',
        'bromma --hav 3 --av "Eva Ros" --skal "Tvisten är avgjord"',
      ],
    },
  )
    .addArgument(logArgument(cli))
    .option('--person', 'of a person, whose number is read from standard input')
    .addOption(textOption('--arende <ärende>', 'of a case'))
    .option('--fran <dag>', 'from this day', dayParser('--fran'))
    .option('--till <dag>', 'up to and including this day', dayParser('--till'))
    .option('--hav <nummer>', 'lift this hold instead', numberParser('--hav'))
    // Demanded below: Commander would demand them of `hall lista` too.
    .addOption(whoOption('who asks for it'))
    .addOption(whyOption())
    .action(cli.action((log: string, options: HoldOptions) => holdLog(cli, log, options)))
  verb(hold, 'lista', 'the holds that are in force', { examples: ['--av "Eva Ros"'] })
    .addOption(mustSay(whoOption('who reads them')))
    .addOption(jsonOption())
    .action(cli.action((options: WhoOptions) => listHolds(cli, options)))
  verb(group, 'erkann', 'acknowledge that a log has lost its newest records with a database that was restored', {
    examples: ['bromma --av "Eva Ros" --skal "Diskhaveri 3 mars, dnr 2026-9"'],
  })
    .addArgument(logArgument(cli))
    .option('--kontrollpunkt <fil>', CHECKPOINTS, collect)
    .addOption(mustSay(whoOption('who acknowledges it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((log: string, options: LossOptions) => acknowledgeLoss(cli, log, options)))
}

function pruneLogs(
  cli: Cli,
  only: string | undefined,
  { av, prova: trial = false, json }: WhoOptions & { readonly prova?: boolean },
): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const pruned = await hub.retention.prune({ logg: only, by: av, trial })
    if (json === true) out.write(`${JSON.stringify(pruned)}\n`)
    else
      for (const { logg: log, before, years, rule, count, held } of pruned)
        out.write(
          `${log.padEnd(28)} ${count} records of before ${swedishDate(before)} ${trial ? 'would be' : 'are'} pruned` +
            `${held > 0 ? `, ${held} are held` : ''} (${years} years by ${rule})\n`,
        )
    return 0
  })
}

function holdLog(cli: Cli, log: string, options: HoldOptions): Promise<number> {
  const { out } = cli.terminal
  const { av: by, skal: reason, person, arende, fran, till, hav } = options
  if (by === undefined || reason === undefined) throw wrongUse('logg hall needs --av: who asks for it, and --skal: why')
  const to = till === undefined ? undefined : startOfDay(daysAfter(till, 1))
  const from = fran === undefined ? undefined : startOfDay(fran)
  if (from !== undefined && to !== undefined && from >= to) throw wrongUse('--till is a day before --fran')
  return withHub(cli, async (hub) => {
    if (hav !== undefined) {
      await hub.retention.liftHold({ logg: log, nummer: Number(hav), by, reason })
      out.write(`the hold ${log}/${hav} is lifted: what only it kept goes at the next gallring\n`)
      return 0
    }
    const personnummer = person === true ? await readPersonnummer(cli.terminal) : undefined
    const scope = { personnummer, arende, from, to }
    const number = await hub.retention.setHold({ logg: log, scope, by, reason })
    out.write(`the hold ${log}/${number} is set; lift it with: insyn logg hall ${log} --hav ${number} …\n`)
    return 0
  })
}

function listHolds(cli: Cli, { av, json }: WhoOptions): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const holds = await hub.retention.listHolds(av)
    if (json === true) {
      out.write(`${JSON.stringify(holds)}\n`)
      return 0
    }
    for (const { logg, nummer, since, ofPerson, arende, from, to, by, reason } of holds) {
      const scope = [
        ofPerson ? 'one person' : '',
        arende === null ? '' : `arende ${arende}`,
        from === null ? '' : `from ${swedishDate(from)}`,
        to === null ? '' : `up to ${daysAfter(swedishDate(to), -1)}`,
      ].filter((part) => part !== '')
      out.write(
        `${`${logg}/${nummer}`.padEnd(32)} ${scope.join(', ') || 'the whole log'}; since ${swedishDate(since)} by ${by}: ${reason}\n`,
      )
    }
    if (holds.length === 0) out.write('no hold is in force\n')
    return 0
  })
}

function acknowledgeLoss(
  cli: Cli,
  log: string,
  { av, skal, kontrollpunkt: checkpoints = [] }: LossOptions,
): Promise<number> {
  return withHub(cli, async (hub) => {
    await hub.logs.learnCheckpoints(checkpoints)
    const { from, to, size } = await hub.logs.acknowledgeLoss(log, av, skal)
    cli.terminal.out.write(
      `${log}: records ${from} up to ${size - 1} are lost; their numbers, and those up to ${to - 1} that may have been given since, ` +
        `are not used again. Record ${to} says so\nstart the hub: it reconciles what was sent since the backup before it sends anything\n`,
    )
    return 0
  })
}

const dayParser =
  (option: string) =>
  (text: string): string => {
    if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && daysAfter(text, 0) === text) return text
    throw wrongUse(`${option} is a day, YYYY-MM-DD`)
  }

/** Never an argument of the command, which the machine's list of processes and the shell's history would show. */
export async function readPersonnummer({ err }: Terminal): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stdin.isTTY ? err : undefined })
  try {
    let text = ''
    if (process.stdin.isTTY) text = await asking.question('personnummer: ')
    else
      for await (const line of asking) {
        text = line
        break
      }
    const number = parsePersonnummer(text.trim(), new Date())
    if (number !== undefined) return number
    throw wrongUse('what was read is no personnummer of twelve or ten digits')
  } finally {
    asking.close()
  }
}
