import type { Command } from 'commander'
import type { Hub } from '../hub.ts'
import { type SourceName, SOURCES } from '../informationsmangd.ts'
import type { ScopeState } from '../sync/sync-job.ts'
import {
  type Cli,
  mustSay,
  numberParser,
  sourceOption,
  stadsdelOption,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'
import { createProgress } from './progress.ts'
import { addSyncActs } from './sync-acts.ts'

interface SyncOptions {
  readonly kalla?: SourceName
  readonly stadsdel?: string
  readonly andrade?: boolean
  readonly betalstatus?: boolean
  readonly av?: string
  readonly skal?: string
}

interface ApprovalOptions {
  readonly kalla: SourceName
  readonly stadsdel: string
  readonly hogst: string
  readonly av: string
  readonly skal: string
}

/** Gives the group, to which what is done with runs is added. */
export function addSyncCommands(program: Command, cli: Cli): Command {
  const group = verb(program, 'synk', 'read the sources now', {
    examples: ['', '--kalla agresso --stadsdel bromma', '--andrade --av "Mats Ekdahl" --skal "Ny prislista"'],
    exitCodes: { 3: 'the volume guard holds a deletion: a person approves it (insyn synk godkann)' },
  })
    .addOption(sourceOption())
    .addOption(stadsdelOption(cli))
    .option('--andrade', 'only what has changed since the newest read')
    .option('--betalstatus', 'only whether the invoices that are known are paid')
    .addOption(whoOption('who asks for it'))
    .addOption(whyOption())
    .action(cli.action((options: SyncOptions) => sync(cli, options)))
  verb(group, 'godkann', 'let the next complete read take away up to so many uppgifter', {
    examples: ['--kalla agresso --stadsdel bromma --hogst 40 --av "Mats Ekdahl" --skal "Bolaget delades"'],
  })
    .addOption(mustSay(sourceOption()))
    .addOption(mustSay(stadsdelOption(cli)))
    .requiredOption('--hogst <antal>', 'at most so many', numberParser('--hogst'))
    .addOption(mustSay(whoOption('who approves it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((options: ApprovalOptions) => approveRemoval(cli, options)))
  addSyncActs(group, cli)
  return group
}

/** Reads the chosen scopes once, after its access record is durable. */
function sync(
  cli: Cli,
  { kalla, stadsdel, andrade = false, betalstatus = false, av, skal }: SyncOptions,
): Promise<number> {
  const read = async (hub: Hub) => {
    const scopes = hub
      .scopes()
      .filter((scope) => scope.source === (kalla ?? scope.source) && scope.stadsdel === (stadsdel ?? scope.stadsdel))
    if (scopes.length === 0) throw wrongUse(`no source × stadsdel of that name: the sources are ${SOURCES.join(', ')}`)
    if (andrade && betalstatus) throw wrongUse('--andrade and --betalstatus are two kinds of reads')
    const kind = betalstatus ? 'betalstatus' : andrade ? 'andrade' : 'fullstandig'
    const progress = createProgress(cli.terminal.out, cli.env)
    const states = await hub.syncs.sync({ scopes, kind }, { by: av ?? null, reason: skal ?? null }, progress.watch)
    progress.end()
    return states.length === scopes.length ? exitCodeOf(states) : 1
  }
  return withHub(cli, read, { createsKeys: true })
}

/** 1 when a scope did not succeed, 3 when all that is left is a deletion that a person approves. */
export function exitCodeOf(states: readonly Pick<ScopeState, 'status'>[]): number {
  if (states.every(({ status }) => status === 'lyckad')) return 0
  return states.every(({ status }) => status === 'lyckad' || status === 'vantar') ? 3 : 1
}

/** Approves a deletion that the volume guard holds, after its access record is durable. */
function approveRemoval(cli: Cli, { kalla, stadsdel, hogst, av, skal }: ApprovalOptions): Promise<number> {
  return withHub(cli, async (hub) => {
    await hub.syncs.approveRemoval({ source: kalla, stadsdel }, { max: Number(hogst), by: av, reason: skal })
    cli.terminal.out.write(`the next complete read of ${kalla} ${stadsdel} may take away up to ${hogst} uppgifter\n`)
    return 0
  })
}
