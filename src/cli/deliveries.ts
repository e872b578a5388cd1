import type { Command } from 'commander'
import {
  DELIVERY_STATUSES,
  type DeliveryRow,
  type DeliverySelection,
  type DeliveryStatus,
} from '../cases/delivery-tools.ts'
import { PAUSE_TARGETS, type PauseTarget } from '../cases/pause.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import {
  choiceOption,
  type Cli,
  group,
  jsonOption,
  mangdOption,
  mustSay,
  stadsdelOption,
  textArgument,
  textOption,
  verb,
  whoOption,
  whyOption,
  withHub,
} from './command.ts'
import { given, requireChoice } from './selection.ts'

interface SelectionOptions {
  readonly ref?: string
  readonly arende?: string
  readonly stadsdel?: string
  readonly mangd?: Informationsmangd
  readonly status?: DeliveryStatus
  readonly orsak?: string
}
interface ActOptions {
  readonly av: string
  readonly skal?: string
}
interface TargetOptions extends ActOptions {
  readonly mal: PauseTarget
}

/** What is brought into open cases (`leverans`), and what their case system must know of before (`arendesystem`). */
export function addDeliveryCommands(program: Command, cli: Cli): void {
  const under = group(program, 'leverans', 'deliveries into open cases: list, pause, resume, retry, receipt')
  const narrowed = (command: Command) =>
    command
      .option('--ref <ref>', 'of one uppgift, by its reference')
      .addOption(textOption('--arende <ärende>', 'into one case'))
      .addOption(stadsdelOption(cli))
      .addOption(mangdOption())
      .addOption(textOption('--orsak <orsak>', 'that wait or are set aside for this reason'))
  narrowed(
    verb(under, 'lista', 'what is brought into open cases, and what is not', {
      examples: ['', '--status parkerad --stadsdel bromma', '--json'],
      exitCodes: { 3: 'deliveries are paused: a person resumes them' },
    }),
  )
    .addOption(choiceOption('--status <status>', 'only these', DELIVERY_STATUSES))
    .addOption(jsonOption())
    .action(cli.action((options: SelectionOptions & { readonly json?: boolean }) => list(cli, options)))
  const targetOption = () => choiceOption('--mal <mål>', 'where to', PAUSE_TARGETS).default(PAUSE_TARGETS[0])
  verb(under, 'pausa', 'bring nothing new into cases, or to the bus; take away as always', {
    examples: [
      '--av "Mats Ekdahl" --skal "Ärendesystemet uppgraderas"',
      '--mal buss --av "Mats Ekdahl" --skal "Nya mäklare"',
    ],
  })
    .addOption(targetOption())
    .addOption(mustSay(whoOption('who pauses')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((options: TargetOptions & { readonly skal: string }) => pause(cli, options)))
  verb(under, 'ateruppta', 'go on, also with what was set aside', { examples: ['--av "Mats Ekdahl"'] })
    .addOption(targetOption())
    .addOption(mustSay(whoOption('who resumes')))
    .addOption(whyOption())
    .action(cli.action((options: TargetOptions) => resume(cli, options)))
  narrowed(
    verb(under, 'kor-om', 'try again now what is not delivered: a selection, or all of it', {
      examples: ['--alla --av "Mats Ekdahl"', '--arende KC-2026-114 --av "Mats Ekdahl"'],
    }),
  )
    .option('--alla', 'all of it')
    .addOption(mustSay(whoOption('who asks for it')))
    .addOption(whyOption())
    .action(
      cli.action((options: SelectionOptions & ActOptions & { readonly alla?: boolean }) =>
        retryDeliveries(cli, options),
      ),
    )
  verb(under, 'kvitto', 'the receipt of a closed case that has been emptied, as JSON', { examples: ['KC-2026-114'] })
    .addArgument(textArgument('<arende>', 'a closed case'))
    .action(cli.action((arende: string) => printReceipt(cli, arende)))

  const cases = group(program, 'arendesystem', 'the case system')
  verb(cases, 'scheman', 'register what support-management must know of before it takes what is mirrored', {
    examples: [''],
  }).action(
    cli.action(async () => {
      const { out } = cli.terminal
      const { registerSchemas } = await import('../hub/case-system.ts')
      for (const id of await registerSchemas(cli.config().arendesystem)) out.write(`${id} is registered\n`)
      return 0
    }),
  )
}

/** Lists deliveries, one line each, with references only. */
function list(cli: Cli, { json, ...options }: SelectionOptions & { readonly json?: boolean }): Promise<number> {
  const { out, err } = cli.terminal
  return withHub(cli, async ({ deliveries }) => {
    const found = await deliveries.list(selectionOf(options))
    const { pauses, count, rows } = found
    if (json === true) out.write(`${JSON.stringify(found)}\n`)
    else for (const row of rows) out.write(`${textOf(row)}\n`)
    if (count > rows.length) err.write(`${count - rows.length} more: narrow the selection\n`)
    for (const { target, since, by, reason } of pauses)
      err.write(`${target} is paused since ${since.toISOString()} by ${by}: ${reason}\n`)
    return pauses.length === 0 ? 0 : 3
  })
}

function pause(cli: Cli, { av, skal, mal: target }: TargetOptions & { readonly skal: string }): Promise<number> {
  requireBus(cli, target)
  return withHub(cli, async ({ deliveries }) => {
    await deliveries.pause(target, av, skal)
    cli.terminal.out.write(`${target} is paused: nothing new goes there; what is to be taken away still is\n`)
    return 0
  })
}

function resume(cli: Cli, { av, skal, mal: target }: TargetOptions): Promise<number> {
  requireBus(cli, target)
  return withHub(cli, async ({ deliveries }) => {
    await deliveries.resume(target, av, skal)
    cli.terminal.out.write(
      `${target} is resumed: what waited and what was set aside is tried under the policy of now\n`,
    )
    return 0
  })
}

/** Retries undelivered deliveries now: a selection or, with --alla, all of them. */
function retryDeliveries(
  cli: Cli,
  { av, skal, alla: all = false, ...options }: SelectionOptions & ActOptions & { readonly alla?: boolean },
): Promise<number> {
  const selection = selectionOf(options)
  requireChoice('leverans kor-om', selection, all)
  return withHub(cli, async ({ deliveries }) => {
    cli.terminal.out.write(`${await deliveries.retryDeliveries(selection, av, skal)} deliveries are tried again\n`)
    return 0
  })
}

/** Prints the newest receipt of a closed case's purge. */
function printReceipt(cli: Cli, arendeId: string): Promise<number> {
  return withHub(cli, async ({ deliveries }) => {
    const receipt = await deliveries.receipt(arendeId)
    if (receipt === undefined) throw new InsynError('FINNS_EJ', 'no case of that name has been purged')
    cli.terminal.out.write(`${JSON.stringify(receipt)}\n`)
    return 0
  })
}

function requireBus(cli: Cli, target: PauseTarget): void {
  if (target === 'buss' && cli.config().kafka === undefined)
    throw new InsynError('KONFIG_OGILTIG', 'the setting kafka is missing')
}

function selectionOf({ ref, arende, stadsdel, mangd, status, orsak }: SelectionOptions): DeliverySelection {
  return given({ uppgiftRef: ref, arendeId: arende, stadsdel, mangd, status, reason: orsak })
}

function textOf(row: DeliveryRow): string {
  const { arendeId, uppgiftRef, stadsdel, mangd, status, since, delivered, wanted, attempts, dueAt, reason } = row
  const version = `${delivered}/${wanted}`
  const again = status === 'vantar' ? ` next ${dueAt.toISOString()}` : ''
  const why = reason === null ? '' : ` ${reason}`
  return `${arendeId} ${uppgiftRef} ${stadsdel} ${mangd} ${status} since ${since.toISOString()} version ${version} tries ${attempts}${again}${why}`
}
