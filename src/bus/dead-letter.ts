import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { type OutboxChange, requeue } from '../mirror/outbox.ts'
import type { Tx } from '../platform/database/database.ts'

/** Which of them; all when nothing is named. */
export interface DeadLetterSelection {
  readonly mangd?: Informationsmangd
  readonly stadsdel?: string
  readonly source?: SourceName
  readonly reason?: string
  /** Refused at this time or later, and before this time. */
  readonly from?: Date
  readonly before?: Date
  readonly uppgiftRefs?: readonly string[]
}

/** Publishes once more what the bus refused; it is set aside again if the bus still refuses it. Returns how many. */
export async function requeueDeadLetters(db: pg.Pool | Tx, selection: DeadLetterSelection): Promise<number> {
  const { rows } = await db.query<OutboxChange>(
    `select uppgift_ref as "uppgiftRef", person_ref as "personRef", stadsdel, source, mangd, version from dead_letter
      where ${SELECTED}`,
    selectedBy(selection),
  )
  if (rows.length > 0) await requeue(db, rows)
  return rows.length
}

/** Parameters as `selectedBy` gives them. */
export const SELECTED = `($1::text is null or mangd = $1) and ($2::text is null or stadsdel = $2)
        and ($3::text[] is null or uppgift_ref = any($3)) and ($4::text is null or source = $4)
        and ($5::text is null or reason = $5) and since >= coalesce($6::timestamptz, '-infinity')
        and since < coalesce($7::timestamptz, 'infinity')`

export function selectedBy(selection: DeadLetterSelection): unknown[] {
  const { mangd, stadsdel, uppgiftRefs, source, reason, from, before } = selection
  return [mangd, stadsdel, uppgiftRefs, source, reason, from, before].map((one) => one ?? null)
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
