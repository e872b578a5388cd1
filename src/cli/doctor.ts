import type { Config } from '../config.ts'
import type { Review } from '../operations/doctor.ts'
import { withHub, type Terminal } from './command.ts'

const outcomeOf = ({ shortcomings, waits = [] }: Review): 'ok' | 'failed' | 'waits' =>
  shortcomings.length > 0 ? 'failed' : waits.length > 0 ? 'waits' : 'ok'

const VERDICT = { ok: 'ok', failed: 'not ok', waits: 'waits for a person' } as const
const EXIT_CODE = { ok: 0, failed: 1, waits: 3 } as const

/** Checks the systems that the hub depends on, and changes nothing. Exit code 1 when a check fails, 3 when only a person is waited for. */
export function doctor(
  config: Config,
  { out, cwd }: Terminal,
  { json }: { json?: boolean | undefined },
): Promise<number> {
  return withHub(config, cwd, async (hub) => {
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
