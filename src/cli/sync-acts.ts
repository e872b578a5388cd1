import type { Command } from 'commander'
import type { Hub } from '../hub.ts'
import type { SourceName } from '../informationsmangd.ts'
import type { DryRun } from '../sync/dry-run.ts'
import {
  type ActOptions,
  type Cli,
  jsonOption,
  mustSay,
  sourceOption,
  stadsdelOption,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'

interface TrialOptions extends ActOptions {
  readonly kalla: SourceName
  readonly stadsdel?: string
  readonly json?: boolean
}

/** What would be done with a scope, and a login that may be tried again. */
export function addSyncActs(group: Command, cli: Cli): void {
  verb(group, 'prova', 'what a complete run would do now, by counts and names of fields; nothing is written', {
    examples: ['--kalla agresso --stadsdel bromma --av "Mats Ekdahl" --skal "Ny mall"'],
    exitCodes: { 3: 'the volume guard would hold a deletion' },
  })
    .addOption(mustSay(sourceOption()))
    .addOption(stadsdelOption(cli))
    .addOption(mustSay(whoOption('who asks for it')))
    .addOption(mustSay(whyOption()))
    .addOption(jsonOption())
    .action(
      cli.action(({ kalla: source, stadsdel, json, av: by, skal: reason }: TrialOptions) =>
        withHub(cli, (hub) => tryRuns(hub, cli.terminal.out, { source, stadsdel, json }, { by, reason })),
      ),
    )
  verb(group, 'forsok-igen', 'try a login again that the source has refused', {
    examples: ['--kalla paraplyet --stadsdel bromma --av "Mats Ekdahl" --skal "Kontot är upplåst"'],
  })
    .addOption(mustSay(sourceOption()))
    .addOption(stadsdelOption(cli))
    .addOption(mustSay(whoOption('who asks for it')))
    .addOption(mustSay(whyOption()))
    .action(
      cli.action(({ kalla: source, stadsdel, av: by, skal: reason }: TrialOptions) =>
        withHub(cli, (hub) => tryLogin(hub, cli.terminal.out, { source, stadsdel }, { by, reason })),
      ),
    )
}

interface Act {
  readonly by: string
  readonly reason: string
}
type Out = Pick<NodeJS.WritableStream, 'write'>

/** What a complete run of each scope would do. Exit code 1 when one would fail, 3 when a deletion would wait for a person. */
async function tryRuns(
  hub: Hub,
  out: Out,
  { source, stadsdel, json = false }: { source: SourceName; stadsdel?: string | undefined; json?: boolean | undefined },
  act: Act,
): Promise<number> {
  const scopes = hub
    .scopes()
    .filter((scope) => scope.source === source && scope.stadsdel === (stadsdel ?? scope.stadsdel))
  if (scopes.length === 0) throw wrongUse('no source × stadsdel of that name')
  const runs: DryRun[] = []
  for (const scope of scopes) {
    const run = await hub.syncs.dryRun(scope, act)
    runs.push(run)
    if (!json) for (const line of dryRunLines(run)) out.write(`${line}\n`)
  }
  if (json) out.write(`${JSON.stringify(runs)}\n`)
  if (runs.some(({ failure }) => failure !== null)) return 1
  return runs.some(({ guard }) => guard !== null) ? 3 : 0
}

function* dryRunLines(run: DryRun): Generator<string> {
  const { source, stadsdel, added, changed, unchanged, removed, guard, failure, drift } = run
  const gone = removed === null ? '' : `, ${removed} gone`
  yield `${source} ${stadsdel}: ${added} new, ${changed} changed, ${unchanged} unchanged${gone}; nothing was written`
  for (const [name, count] of Object.entries(run.fields)) yield `  ${name} in ${count}`
  for (const [name, count] of Object.entries(run.quarantined)) yield `  cannot be read: ${name}, ${count}`
  if (drift.length > 0) yield `  not listed: ${drift.join(', ')}`
  if (guard !== null) {
    yield `  the volume guard would hold this: ${guard.reason}`
    for (const { mangd, known, gone, items } of guard.volumes)
      if (gone + items.gone > 0)
        yield `  ${mangd}: ${gone} of ${known} gone, ${items.gone} of ${items.known} items fewer`
  }
  if (failure !== null) yield `  a run would fail: ${failure.code}: ${failure.message}`
}

/** A person's word that a refused login may be tried again. */
async function tryLogin(
  hub: Hub,
  out: Out,
  { source, stadsdel }: { source: SourceName; stadsdel?: string | undefined },
  act: Act,
): Promise<number> {
  const count = await hub.syncs.tryLogin({ source, ...(stadsdel === undefined ? {} : { stadsdel }) }, act)
  out.write(`${count} refused logins are tried again at their next use\n`)
  return 0
}
