import type pg from 'pg'
import { withdrawPersons } from '../cases/wake.ts'
import { flag } from '../mirror/protection.ts'
import { inTransaction } from '../platform/database/database.ts'
import { forgetHeld } from './held-writes.ts'
import { forgetQuarantined } from './quarantined.ts'
import type { Scope } from './source.ts'

/**
 * What a read does as soon as it meets protected persons: in one commit the scope flags them, the mirror loses all that any
 * source has given of them, quarantine too, and what cases hold of them is asked back.
 */
export async function protect(pool: pg.Pool, scope: Scope, personRefs: readonly string[], readAt: Date): Promise<void> {
  if (personRefs.length === 0) return
  await inTransaction(pool, async (tx) => {
    await flag(tx, scope, personRefs, readAt)
    await forgetQuarantined(tx, personRefs)
    await forgetHeld(tx, personRefs)
    await withdrawPersons(tx, personRefs)
  })
}
