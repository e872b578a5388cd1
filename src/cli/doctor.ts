import type { Command } from 'commander'
import type { Review } from '../operations/doctor.ts'
import { type Cli, jsonOption, verb, withHub } from './command.ts'

export function addDoctorCommand(program: Command, cli: Cli): void {
  verb(program, 'doctor', 'whether what the hub depends on is as it should be; changes nothing', {
    examples: ['', '--json'],
    exitCodes: { 0: 'all is well', 1: 'something is wrong', 3: 'only a person is waited for' },
  })
    .addOption(jsonOption())
    .action(cli.action((options: { readonly json?: boolean }) => doctor(cli, options)))
}

const outcomeOf = ({ shortcomings, waits = [] }: Review): 'ok' | 'failed' | 'waits' =>
  shortcomings.length > 0 ? 'failed' : waits.length > 0 ? 'waits' : 'ok'

const VERDICT = { ok: 'ok', failed: 'not ok', waits: 'waits for a person' } as const
const EXIT_CODE = { ok: 0, failed: 1, waits: 3 } as const

function doctor(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const reviews = await hub.check()
    const outcomes = reviews.map(outcomeOf)
    const outcome = outcomes.includes('failed') ? 'failed' : outcomes.includes('waits') ? 'waits' : 'ok'
    if (json === true) out.write(`${JSON.stringify({ outcome, checks: reviews.map(asJson) }, null, 2)}\n`)
    else {
      const width = Math.max(...reviews.map(({ name }) => name.length))
      for (const review of reviews) {
        const { name, shortcomings, waits = [], notes = [] } = review
        out.write(`${name.padEnd(width)} ${VERDICT[outcomeOf(review)]}\n`)
        for (const line of [...shortcomings, ...waits]) out.write(`  ${line}\n`)
        for (const note of notes) out.write(`  note: ${note}\n`)
      }
    }
    return EXIT_CODE[outcome]
  })
}

/** docs/operations.md describes it: fields are added, never changed. */
const asJson = (review: Review) => {
  const { name, shortcomings, waits = [], notes = [] } = review
  return { name, outcome: outcomeOf(review), shortcomings, waits, notes }
}
