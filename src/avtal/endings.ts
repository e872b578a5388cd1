import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { inTransaction } from '../platform/database/database.ts'
import { endKeys } from '../platform/keys/data-keys.ts'

/** An ending and how far it has come; null: not yet. */
export interface Ending {
  readonly id: number
  readonly stadsdel: string
  readonly avtal: string
  readonly mangder: readonly Informationsmangd[]
  /** `YYYY-MM-DD`, the first day that was not covered. */
  readonly ended: string
  readonly successor: string | null
  readonly handelseId: string
  readonly begun: Date
  readonly beginRecord: number | null
  readonly keysDestroyed: Date | null
  readonly removed: Readonly<Record<string, number>>
  readonly purged: Date | null
  readonly done: Date | null
  readonly receipt: string | null
}

const COLUMNS = `id, stadsdel, avtal, mangder, ended::text as ended, successor, event_id as "handelseId",
  begun, begin_record as "beginRecord", keys_destroyed as "keysDestroyed", removed, purged, done, receipt`

export type NewEnding = Pick<Ending, 'stadsdel' | 'avtal' | 'mangder' | 'ended' | 'successor' | 'handelseId'>

/** From the commit on nothing more is written under the keys of what it ends. */
export async function beginEnding(pool: pg.Pool, end: NewEnding): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `insert into avtal_ending (stadsdel, avtal, mangder, ended, successor, event_id)
       values ($1, $2, $3, $4, $5, $6) returning id`,
      [end.stadsdel, end.avtal, end.mangder, end.ended, end.successor, end.handelseId],
    )
    const id = rows[0]?.id
    if (id === undefined) throw new Error('insert returned no row')
    await endKeys(tx, id, end.stadsdel, end.mangder)
  })
}

export async function allEndings(pool: pg.Pool): Promise<readonly Ending[]> {
  const { rows } = await pool.query<Ending>(`select ${COLUMNS} from avtal_ending order by id`)
  return rows
}

export async function unfinishedEndings(pool: pg.Pool): Promise<readonly Ending[]> {
  const { rows } = await pool.query<Ending>(`select ${COLUMNS} from avtal_ending where done is null order by id`)
  return rows
}

export async function readEnding(pool: pg.Pool, id: number): Promise<Ending> {
  const { rows } = await pool.query<Ending>(`select ${COLUMNS} from avtal_ending where id = $1`, [id])
  const [end] = rows
  if (end === undefined) throw new Error('no such ending')
  return end
}

export async function markLogged(pool: pg.Pool, id: number, logRecord: number): Promise<void> {
  await pool.query('update avtal_ending set begin_record = $2 where id = $1', [id, logRecord])
}

export async function markDestroyed(pool: pg.Pool, id: number): Promise<void> {
  await pool.query('update avtal_ending set keys_destroyed = now() where id = $1', [id])
}

export async function markDone(
  pool: pg.Pool,
  id: number,
  { done, endRecord, receipt }: { done: Date; endRecord: number; receipt: string },
): Promise<void> {
  await pool.query('update avtal_ending set done = $2, end_record = $3, receipt = $4 where id = $1', [
    id,
    done,
    endRecord,
    receipt,
  ])
}

/** How many uppgifter of it cases may still hold, messages about it included; and the time of that. */
export async function leftInArenden(pool: pg.Pool, id: number): Promise<{ readonly left: number; readonly now: Date }> {
  const { rows } = await pool.query<{ left: number; now: Date }>(
    `select (select count(*) from outbox u
              where u.stadsdel = s.stadsdel and u.mangd = any(s.mangder) and u.version <= s.highest_version)
          + (select count(*) from delivery l
              where l.stadsdel = s.stadsdel and l.mangd = any(s.mangder)
                and (l.delivered > 0 or l.attempts > 0) and l.delivered <= s.highest_version) as "left",
            now() as "now"
       from avtal_ending s where s.id = $1`,
    [id],
  )
  const [row] = rows
  if (row === undefined) throw new Error('no such ending')
  return row
}

/** What of these kinds stands in a history of cases that nobody can delete. */
export async function keptCopies(
  pool: pg.Pool,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<{ readonly uppgifter: number; readonly arenden: number }> {
  const { rows } = await pool.query<{ uppgifter: number; arenden: number }>(
    `select count(*) as uppgifter, count(distinct arende_id) as arenden from kept_copy
      where stadsdel = $1 and mangd = any($2)`,
    [stadsdel, mangder],
  )
  return rows[0] ?? { uppgifter: 0, arenden: 0 }
}

interface DestroyedKey {
  readonly mangd: Informationsmangd
  readonly generation: number
  readonly proof: Buffer
  readonly destroyed: Date
}

/** Those that it destroyed, and those that had been replaced and destroyed since an ending before it: all that its kinds had. */
export async function destroyedKeys(pool: pg.Pool, id: number): Promise<readonly DestroyedKey[]> {
  const { rows } = await pool.query<DestroyedKey>(
    `select k.mangd, k.generation, k.proof, k.destroyed_at as destroyed
       from data_key k join avtal_ending s on s.id = $1 and s.stadsdel = k.stadsdel and k.mangd = any(s.mangder)
      where k.avtal_ending = s.id or (k.avtal_ending is null and k.destroyed_at is not null and s.id =
            (select min(o.avtal_ending) from data_key o
              where o.stadsdel = k.stadsdel and o.mangd = k.mangd and o.generation > k.generation))
      order by k.mangd, k.generation`,
    [id],
  )
  return rows
}
