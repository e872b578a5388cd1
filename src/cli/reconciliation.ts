import type { Command } from 'commander'
import type { SourceName } from '../informationsmangd.ts'
import {
  type Comparison,
  type Deviation,
  type Obstacle,
  type Report,
  SIDES,
} from '../operations/reconciliation/report.ts'
import {
  type Cli,
  jsonOption,
  mustSay,
  sourceOption,
  stadsdelOption,
  verb,
  whoOption,
  withHub,
  wrongUse,
} from './command.ts'

interface Options {
  readonly kalla?: SourceName
  readonly stadsdel?: string
  readonly av: string
  readonly reparera?: boolean
  readonly json?: boolean
}

export function addReconciliationCommand(program: Command, cli: Cli): void {
  verb(program, 'avstamning', 'hold the mirror against the sources, the topics and the open cases', {
    examples: ['--av "Mats Ekdahl"', '--kalla agresso --stadsdel bromma --av "Mats Ekdahl" --reparera'],
    exitCodes: { 3: 'something differs: a person looks at it', 1: 'something could not be compared' },
  })
    .addOption(sourceOption())
    .addOption(stadsdelOption(cli))
    .option('--reparera', 'and set right what differs')
    .addOption(mustSay(whoOption('who asks for it')))
    .addOption(jsonOption())
    .action(cli.action((options: Options) => reconcile(cli, options)))
}

function reconcile(cli: Cli, { kalla, stadsdel, av, reparera: repair = false, json }: Options): Promise<number> {
  const { out, err } = cli.terminal
  return withHub(cli, async (hub) => {
    const scopes = hub
      .scopes()
      .filter((scope) => scope.source === (kalla ?? scope.source) && scope.stadsdel === (stadsdel ?? scope.stadsdel))
    if (scopes.length === 0) throw wrongUse('no source × stadsdel of that name')
    const report = await hub.reconcile({ scopes, repair, by: av })
    if (json === true) out.write(`${JSON.stringify(report)}\n`)
    else for (const row of textOf(report)) out.write(`${row}\n`)
    for (const one of report.obstacle) err.write(`${obstacleText(one)}\n`)
    const differs = report.deviations.length + report.arenden.length > 0
    if (repair && differs) err.write('put right by new writes: look again when they are done\n')
    return report.obstacle.length > 0 ? 1 : differs ? 3 : 0
  })
}

function* textOf({ comparisons, deviations, arenden }: Report): Generator<string> {
  for (const side of SIDES) for (const one of comparisons.filter((one) => one.side === side)) yield comparisonText(one)
  for (const one of deviations) yield deviationText(one)
  for (const { kind, arendeId } of arenden) yield `arende ${kind} ${arendeId}`
}

/** Half of each digest suffices for reading; `--json` has all of it. */
const sumText = ({ count, digest }: Comparison['their']): string =>
  `${String(count).padStart(8)} ${digest.slice(0, 16)}`

function comparisonText({ side, source, stadsdel, mangd, their, mirror, onTheWay, deviations }: Comparison): string {
  const equal = their.count === mirror.count && their.digest === mirror.digest
  const verdict = deviations > 0 ? `${deviations} differ` : equal ? 'equal' : `${onTheWay} on their way`
  const what = `${side.padEnd(7)}${source.padEnd(10)} ${stadsdel.padEnd(24)} ${mangd.padEnd(17)}`
  return `${what}${sumText(their)} mirror ${sumText(mirror)} ${verdict}`
}

const deviationText = ({ side, kind, uppgiftRef, source, stadsdel, mangd, arende }: Deviation): string =>
  `${side} ${kind} ${uppgiftRef} ${source} ${stadsdel} ${mangd}${arende === undefined ? '' : ` arende ${arende.arendeId}`}`

const obstacleText = ({ side, what, errorCode, error, count }: Obstacle): string =>
  `${[side, ...(what === undefined ? [] : [what])].join(' ')} could not be looked at: ${errorCode}${count > 1 ? ` (${count} cases)` : ''}${error === undefined ? '' : `: ${error}`}`
