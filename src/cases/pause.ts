import type pg from 'pg'
import type { Tx } from '../platform/database/database.ts'

/** What deliveries go to, each paused by itself. */
export const PAUSE_TARGETS = ['arendesystem', 'buss'] as const
export type PauseTarget = (typeof PAUSE_TARGETS)[number]

export interface DeliveryPause {
  readonly target: PauseTarget
  readonly since: Date
  readonly by: string
  readonly reason: string
}

/** SQL: whether deliveries to the target are paused now. */
export const isPaused = (target: PauseTarget): string =>
  `exists (select from pause where target = '${target}' and ended_at is null)`

export async function pausesInForce(pool: pg.Pool): Promise<readonly DeliveryPause[]> {
  const { rows } = await pool.query<DeliveryPause>(
    'select target, since, paused_by as "by", reason from pause where ended_at is null order by target',
  )
  return rows
}

/** No effect on a target that is paused already. */
export async function pause(db: pg.Pool | Tx, target: PauseTarget, by: string, reason: string): Promise<void> {
  await db.query('insert into pause (target, paused_by, reason) values ($1, $2, $3) on conflict do nothing', [
    target,
    by,
    reason,
  ])
}

export async function resume(db: pg.Pool | Tx, target: PauseTarget, by: string): Promise<void> {
  await db.query('update pause set ended_at = now(), ended_by = $2 where target = $1 and ended_at is null', [
    target,
    by,
  ])
}
