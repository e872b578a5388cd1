import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { requeue, type OutboxChange } from '../mirror/outbox.ts'
import type { Tx } from '../platform/database/database.ts'

/** Of which kind and stadsdel; all when nothing is named. */
export interface DeadLetterSelection {
  readonly mangd?: Informationsmangd
  readonly stadsdel?: string
  readonly uppgiftRefs?: readonly string[]
}

/** Publishes once more what the bus refused; it is set aside again if the bus still refuses it. Returns how many. */
export async function requeueDeadLetters(
  db: pg.Pool | Tx,
  { mangd, stadsdel, uppgiftRefs }: DeadLetterSelection,
): Promise<number> {
  const { rows } = await db.query<OutboxChange>(
    `select uppgift_ref as "uppgiftRef", person_ref as "personRef", stadsdel, source, mangd, version from dead_letter
      where ($1::text is null or mangd = $1) and ($2::text is null or stadsdel = $2)
        and ($3::text[] is null or uppgift_ref = any($3))`,
    [mangd ?? null, stadsdel ?? null, uppgiftRefs ?? null],
  )
  if (rows.length > 0) await requeue(db, rows)
  return rows.length
}

/** Deletes the dead letters of these kinds in the stadsdel; returns how many. */
export async function removeDeadLetters(
  tx: Tx,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<number> {
  const { rowCount } = await tx.query('delete from dead_letter where stadsdel = $1 and mangd = any($2)', [
    stadsdel,
    mangder,
  ])
  return rowCount ?? 0
}
