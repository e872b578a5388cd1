import type { Command } from 'commander'
import { type Cli, jsonOption, verb, withHub } from './command.ts'

export function addDoctorCommand(program: Command, cli: Cli): void {
  verb(program, 'doctor', 'whether what the hub depends on is as it should be; changes nothing', {
    examples: ['', '--json'],
    exitCodes: { 1: 'something is not' },
  })
    .addOption(jsonOption())
    .action(cli.action((options: { readonly json?: boolean }) => doctor(cli, options)))
}

function doctor(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const reviews = await hub.check()
    if (json === true) out.write(`${JSON.stringify(reviews)}\n`)
    else {
      const width = Math.max(...reviews.map(({ name }) => name.length))
      for (const { name, shortcomings, notes = [] } of reviews) {
        out.write(`${name.padEnd(width)} ${shortcomings.length === 0 ? 'ok' : 'not ok'}\n`)
        for (const shortcoming of shortcomings) out.write(`  ${shortcoming}\n`)
        for (const note of notes) out.write(`  note: ${note}\n`)
      }
    }
    return reviews.every(({ shortcomings }) => shortcomings.length === 0) ? 0 : 1
  })
}
