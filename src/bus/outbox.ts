import type pg from 'pg'
import { isPaused } from '../cases/pause.ts'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { changeColumns, settlingInOutbox } from '../mirror/outbox.ts'
import type { Change } from './envelope.ts'

/** What the outbox says has happened to one uppgift, with what the mirror has of it now. */
export interface OutboxEntry extends Change {
  /** Rows of the outbox that this stands for. */
  readonly ids: readonly number[]
  readonly personRef: string
  /** Absent when it is gone, or its person is protected. */
  readonly now?: { readonly readAt: Date; readonly sealed: Buffer }
}

interface Row {
  readonly id: number
  readonly uppgift_ref: string
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly version: number
  readonly created_at: Date
  readonly person_ref: string
  readonly readAt: Date
  readonly sealed: Buffer | null
}

/**
 * The oldest rows of the outbox, one entry per uppgift in the order of its newest row. Rows of one uppgift have their ids in the
 * order of their commits, since each writer holds the row in the mirror or its scope alone; rows of different ones need
 * not, and nothing is lost by it: what was not yet committed is in a later batch. `except` are under way already.
 * During a pause of the bus what is gone goes all the same, before what waits: a consumer must not keep it meanwhile.
 */
export async function readOutbox(
  pool: pg.Pool,
  max: number,
  except: readonly OutboxEntry[] = [],
): Promise<readonly OutboxEntry[]> {
  const { rows } = await pool.query<Row>({
    name: 'read-outbox',
    text: `select k.id, k.uppgift_ref, k.person_ref, k.stadsdel, k.source, k.mangd,
                  greatest(k.version, u.version) as version, k.created_at, u.read_at as "readAt", u.sealed
             from ((select * from outbox
                     where id not in (select unnest($2::bigint[]))
                       and not ${isPaused('buss')}
                     order by id limit $1)
                   union all
                   (select * from outbox
                     where id not in (select unnest($2::bigint[])) and gone
                       and ${isPaused('buss')}
                       and not exists (select from uppgift where uppgift.uppgift_ref = outbox.uppgift_ref)
                     order by id limit $1)) k
             left join uppgift u on u.uppgift_ref = k.uppgift_ref
                  and not exists (select from protected_person s where s.person_ref = u.person_ref)
            order by k.id`,
    values: [max, except.flatMap(({ ids }) => ids)],
  })
  const items = new Map<string, OutboxEntry>()
  for (const row of rows) {
    const ids = [...(items.get(row.uppgift_ref)?.ids ?? []), row.id]
    items.delete(row.uppgift_ref)
    items.set(row.uppgift_ref, entryOf(row, ids))
  }
  return [...items.values()]
}

function entryOf(row: Row, ids: readonly number[]): OutboxEntry {
  const { uppgift_ref, stadsdel, source, mangd, version, created_at, person_ref, readAt, sealed } = row
  return {
    ids,
    uppgiftRef: uppgift_ref,
    personRef: person_ref,
    stadsdel,
    source,
    mangd,
    version,
    time: created_at,
    ...(sealed === null ? {} : { now: { readAt, sealed } }),
  }
}

export interface Parked {
  readonly item: OutboxEntry
  readonly reason: string
}

/** What was published leaves the outbox; what was refused becomes a dead letter with the reason. One statement. */
export async function settle(pool: pg.Pool, sent: readonly OutboxEntry[], parked: readonly Parked[]): Promise<void> {
  if (sent.length + parked.length === 0) return
  const items = parked.map(({ item }) => item)
  await pool.query({
    name: 'settle-outbox',
    text: `with gone as (${settlingInOutbox('$1')}),
                released as (delete from dead_letter where uppgift_ref = any($2))
           insert into dead_letter (uppgift_ref, person_ref, stadsdel, source, mangd, version, reason)
           select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[])
           on conflict (uppgift_ref) do update set version = excluded.version, reason = excluded.reason, since = now()`,
    values: [
      [...sent, ...items].flatMap(({ ids }) => ids),
      sent.map(({ uppgiftRef }) => uppgiftRef),
      ...changeColumns(items),
      parked.map(({ reason }) => reason),
    ],
  })
}
