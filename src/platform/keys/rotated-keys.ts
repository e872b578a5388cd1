import type pg from 'pg'
import { inTransaction } from '../database/database.ts'
import { DATA_KEY, spread } from './data-keys.ts'

/** A generation after the first, of the signing key or of a log's key, whose change stands in the access log. */
export interface RotatedKey {
  readonly name: string
  readonly generation: number
  readonly proof: Buffer
  /** Whether it signs or seals already; it opens and verifies in any case. */
  readonly inForce: boolean
}

/** A change whose records are perhaps not written: under way, or interrupted. */
export interface PendingRotation {
  readonly name: string
  readonly generation: number
  readonly eventId: string
  /** Where the hub's own log ended before the records. */
  readonly ownLogSize: number
}

/** A signature says by which key it is made, so that a new signing key needs no time. */
export async function rotatedKeys(
  pool: pg.Pool,
  { signature, spreadMs }: { signature: string; spreadMs: number },
): Promise<readonly RotatedKey[]> {
  const { rows } = await pool.query<RotatedKey>(
    `select name, generation, proof,
            name = $1 or ${spread('recorded_at', '$2')} <= now() as "inForce"
       from rotated_key where recorded_at is not null order by name, generation`,
    [signature, spreadMs],
  )
  return rows
}

/** One at a time, unless a change was interrupted. */
export async function pendingRotations(pool: pg.Pool): Promise<readonly PendingRotation[]> {
  const { rows } = await pool.query<PendingRotation>(
    `select name, generation, event_id as "eventId", own_log_size as "ownLogSize"
       from rotated_key where recorded_at is null`,
  )
  return rows
}

export async function beginRotation(pool: pg.Pool, pending: PendingRotation, proof: Buffer): Promise<void> {
  const { name, generation, eventId, ownLogSize } = pending
  await pool.query(
    'insert into rotated_key (name, generation, proof, event_id, own_log_size) values ($1, $2, $3, $4, $5)',
    [name, generation, proof, eventId, ownLogSize],
  )
}

/** `recorded`: the change stands in the access log, and its key is the one from now on. Otherwise nothing has changed. */
export async function endRotation(
  pool: pg.Pool,
  { name, generation }: PendingRotation,
  recorded: boolean,
): Promise<void> {
  const ofData = DATA_KEY.exec(name)?.slice(1)
  await inTransaction(pool, async (tx) => {
    // Of a kind whose avtal has ended meanwhile nothing may be written: its next key is made when another avtal begins.
    if (recorded && ofData !== undefined)
      await tx.query(
        `insert into data_key (stadsdel, mangd, generation, proof, avtal, covered_until, created_at, rotated_at)
         select d.stadsdel, d.mangd, r.generation, r.proof, d.avtal, d.covered_until, d.created_at, now()
           from rotated_key r
           join (select * from data_key where stadsdel = $3 and mangd = $4 and ended_at is null
                  order by generation desc limit 1) d on true
          where r.name = $1 and r.generation = $2 and r.recorded_at is null`,
        [name, generation, ...ofData],
      )
    await tx.query(
      recorded && ofData === undefined
        ? 'update rotated_key set recorded_at = now() where name = $1 and generation = $2 and recorded_at is null'
        : 'delete from rotated_key where name = $1 and generation = $2 and recorded_at is null',
      [name, generation],
    )
  })
}

/** The newest generation that the database knows of. */
export async function newestRotation(pool: pg.Pool, name: string): Promise<number> {
  const { rows } = await pool.query<{ newest: number | null }>(
    'select max(generation) as newest from rotated_key where name = $1',
    [name],
  )
  return rows[0]?.newest ?? 1
}
