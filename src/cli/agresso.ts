import type { Command } from 'commander'
import type { Trial } from '../operations/agresso-trial.ts'
import { type Cli, group, jsonOption, mustSay, stadsdelOption, verb, whoOption, withHub } from './command.ts'

interface Options {
  readonly stadsdel: string
  readonly av: string
  readonly json?: boolean
}

export function addAgressoCommands(program: Command, cli: Cli): void {
  const under = group(program, 'agresso', 'the source Agresso')
  verb(under, 'prova', 'read one company and keep nothing: what a sync would meet', {
    examples: ['--stadsdel bromma --av "Mats Ekdahl"'],
    exitCodes: { 1: 'a sync would not succeed' },
  })
    .addOption(mustSay(stadsdelOption(cli)))
    .addOption(mustSay(whoOption('who asks for it')))
    .addOption(jsonOption())
    .action(
      cli.action(({ stadsdel, av, json }: Options) =>
        withHub(cli, async (hub) => {
          const trial = await hub.syncs.tryAgresso(stadsdel, av)
          cli.terminal.out.write(json === true ? `${JSON.stringify(trial, undefined, 2)}\n` : trialText(trial))
          return trial.problems.length === 0 ? 0 : 1
        }),
      ),
    )
}

const EVIDENCE = {
  'total-rad': 'all rows came: the total row agrees',
  antal: 'all rows came: a second read agrees (no total row that can tell)',
  ingen: 'not checked (fullstandighet: ingen)',
  tomt: 'no rows, and none left out',
} as const satisfies Record<NonNullable<Trial['templates'][number]['evidence']>, string>

const ORDER = {
  nummer: 'by customer number, as numbers',
  text: 'by customer number, as text',
  'nummer, text': 'by customer number',
  none: 'not by customer number: sort the template by it',
} as const satisfies Record<NonNullable<Trial['templates'][number]['order']>, string>

const MISSING = {
  person: 'one person cannot be read live',
  andrad: 'what changed is found by reading everything',
} as const satisfies Record<Trial['templates'][number]['criteria'][number]['use'], string>

export function trialText({ stadsdel, templates, read, rejected, unlisted, problems }: Trial): string {
  const lines = [`agresso ${stadsdel}`]
  for (const one of templates) {
    lines.push('', `${one.kind.padEnd(9)} "${one.name}", id ${one.id}, ${limitText(one.maxRows)}`)
    const missing = one.columns.filter(({ state }) => state !== 'finns')
    lines.push(
      `  columns   ${one.columns.length - missing.length} of the ${one.columns.length} that the manifest lists`,
    )
    for (const { column, falt, state } of missing)
      lines.push(`            ${column} (${falt}) ${state === 'dold' ? 'is hidden' : 'is missing'}`)
    const criteria = one.criteria.map(({ column, exists, use }) => (exists ? column : `no ${column}: ${MISSING[use]}`))
    lines.push(`  criteria  ${criteria.join(', ')}`)
    if (one.evidence === undefined) continue
    lines.push(`  rows      ${one.rows}; ${EVIDENCE[one.evidence]}`)
    if (one.order !== undefined) lines.push(`  order     ${ORDER[one.order]}`)
  }
  lines.push('')
  if (read !== undefined) {
    lines.push(`persons   ${read.personer}, with ${read.fakturor} invoices (of protected persons none)`)
    for (const [what, count] of Object.entries(read.notPersons)) lines.push(`left out  ${count} customers: ${what}`)
  }
  for (const { falt, reason, count } of rejected) lines.push(`refused   ${count} because of ${falt}: ${reason}`)
  for (const { kind } of templates) {
    const names = Object.keys(unlisted).filter((name) => name.startsWith(`${kind}.`))
    if (names.length === 0) continue
    lines.push(`passed over in ${kind}: ${names.map((name) => name.slice(kind.length + 1)).join(', ')}`)
  }
  for (const problem of problems) lines.push(`problem   ${problem}`)
  if (problems.length === 0) lines.push('A sync would succeed. Nothing was kept.')
  return `${lines.join('\n')}\n`
}

const limitText = (maxRows: number): string =>
  maxRows === 0 ? 'no limit of rows' : `at most ${maxRows} rows (MaxRows)`
