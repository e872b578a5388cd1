import type pg from 'pg'
import { inTransaction } from '../../../src/platform/database/database.ts'

/** Leaves statistics behind as autovacuum does that came by when these tables had pages and no rows; the rows are still there. */
export async function plannedAsEmpty(pool: pg.Pool, ...tables: readonly string[]): Promise<void> {
  const undone = new Error('undone')
  await inTransaction(pool, async (tx) => {
    for (const table of tables) await tx.query(`delete from ${table}`)
    // What ANALYZE writes about the size of a table outlives its transaction.
    for (const table of tables) await tx.query(`analyze ${table}`)
    throw undone
  }).catch((error: unknown) => {
    if (error !== undone) throw error
  })
}
