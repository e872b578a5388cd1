import type pg from 'pg'
import type { BackupDetails } from '../../atkomstlogg/access.ts'
import { operatorRecord, type RecordThen } from '../../atkomstlogg/record-then.ts'
import type { Tx } from '../../platform/database/database.ts'

export interface Restoration {
  /** The id of the backup. */
  readonly backup: string
  readonly taken: Date
  readonly by: string
  readonly reason: string
}

/** Stands in the restored database before it is used: what was sent since the backup must be made good first. */
export async function noteRestoration(db: pg.Pool | Tx, { backup, taken, by, reason }: Restoration): Promise<void> {
  await db.query('insert into restoration (backup, taken, restored_by, reason) values ($1, $2, $3, $4)', [
    backup,
    taken,
    by,
    reason,
  ])
}

/**
 * Records each restore in the hub's own log. It cannot come first there: the log is part of what is restored, and nothing is
 * appended to it before its losses have been acknowledged. The row is what is durable until then.
 */
export async function recordRestorations(pool: pg.Pool, recordThen: RecordThen, clock: () => Date): Promise<void> {
  const { rows } = await pool.query<Restoration & { id: number }>(
    'select id, backup, taken, restored_by as by, reason from restoration where recorded is null order by id',
  )
  for (const { id, backup, taken, by, reason } of rows) {
    const { logg, access } = operatorRecord(
      { handelse: 'sakerhetskopia', orsak: 'aterstalld', by, andamal: reason },
      clock(),
    )
    const details: BackupDetails = { kopia: backup, tagen: taken.toISOString() }
    await recordThen({ logg, access: { ...access, detaljer: { ...details } } }, () =>
      pool.query('update restoration set recorded = now() where id = $1', [id]),
    )
  }
}

export async function isUnreconciled(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from restoration where reconciled is null limit 1')
  return rowCount === 1
}

export async function markReconciled(pool: pg.Pool): Promise<void> {
  await pool.query('update restoration set reconciled = now() where reconciled is null')
}
