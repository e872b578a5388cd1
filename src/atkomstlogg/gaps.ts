import type pg from 'pg'
import type { Tx } from '../platform/database/database.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type Gap, gapBy } from './missing-records.ts'
import { parseRecord } from './record.ts'

/** Records that were signed for and that the database does not have: it was restored from an older copy. */
export interface Loss {
  readonly logg: string
  /** How many records the database has. */
  readonly from: number
  /** The newest checkpoint that is known. */
  readonly signed: Checkpoint
}

export function lossText(losses: readonly Loss[]): string {
  const lines = losses.map(
    ({ logg, from, signed }) =>
      `  ${logg}: records ${from} up to ${signed.size - 1} (${signed.size - from} of ${signed.size})`,
  )
  return [
    'the database lacks access records that were signed for: it is older than the checkpoints.',
    ...lines,
    'If it was restored from a backup: restore a newer one, or acknowledge each loss with',
    '  insyn logg erkann LOGG --av NAME --skal TEXT',
    'and start again: what was sent since the backup is then reconciled before anything else is sent. Otherwise the database has been tampered with.',
  ].join('\n')
}

/** The gaps of a log that have been acknowledged, as its own records tell them. */
export async function gapsOf(db: pg.Pool | Tx, log: string): Promise<readonly Gap[]> {
  const { rows } = await db.query<{ record: string }>(
    `select record from log_gap g join access_record r on r.logg = g.logg and r.nummer = g.nummer
      where g.logg = $1 order by r.nummer`,
    [log],
  )
  return rows.flatMap(({ record }) => {
    const stored = parseRecord(record)
    return (stored && gapBy(stored)) ?? []
  })
}

/** Whether an acknowledged gap stands where the checkpoint had signed for records. */
export const isSuperseded = ({ size, root }: Checkpoint, gaps: readonly Gap[]): boolean =>
  gaps.some((gap) => gap.from < size && size <= gap.to && (size !== gap.size || root.equals(gap.root)))

/** Whether a gap has been acknowledged after which what was sent before has not yet been reconciled. */
export async function isUnreconciled(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from log_gap where reconciled is null limit 1')
  return rowCount === 1
}

export async function markReconciled(pool: pg.Pool): Promise<void> {
  await pool.query('update log_gap set reconciled = now() where reconciled is null')
}
