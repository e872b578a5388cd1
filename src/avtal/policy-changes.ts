import type pg from 'pg'
import { swedishDate } from '../platform/stockholm-time.ts'
import { diffPolicy, type PolicyDifference } from '../policy/diff.ts'
import type { Policy } from '../policy/policy.ts'

export interface PolicyChange {
  /** When a hub was started with it. */
  readonly since: Date
  readonly after: Policy
  /** What it opened and closed on that day; absent for the first. */
  readonly difference?: PolicyDifference
  readonly before?: Policy
}

/** Every policy that has been in use, oldest first, each compared with the one before it. */
export async function policyChanges(pool: pg.Pool): Promise<readonly PolicyChange[]> {
  const { rows } = await pool.query<{ since: Date; content: string }>(
    'select since, content from policy_in_use order by id',
  )
  const changes: PolicyChange[] = []
  for (const { since, content } of rows) {
    const after = JSON.parse(content) as Policy
    const before = changes.at(-1)?.after
    changes.push(
      before === undefined
        ? { since, after }
        : { since, after, before, difference: diffPolicy(before, after, swedishDate(since)) },
    )
  }
  return changes
}
