import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'

/** A change of one uppgift: what the outbox says, and nothing of what the uppgift holds. */
export interface OutboxChange {
  readonly uppgiftRef: string
  readonly personRef: string
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly version: number
}

/** The next of the numbers that all versions come from: it follows the clock, so that nobody counts what others write. */
export const NEXT_VERSION = 'next_uppgift_version()'

/** As far ahead of the clock as a version that others hold is believed: thirty days. */
const MOST_AHEAD = 30 * 24 * 60 * 60 * 10
/** Registrations have versions too, which no comparison reads. */
const BEYOND = 1_000

/**
 * The next version is newer than this one, which a case or a topic holds from before the database was restored; false when it is so
 * far ahead of the clock that it is not believed.
 */
export async function raiseVersions(db: pg.Pool | Tx, held: number): Promise<boolean> {
  await db.query(
    `select setval('uppgift_version', $1::bigint) from uppgift_version
      where last_value < $1::bigint and $1::bigint < floor(extract(epoch from now() - '2026-01-01T00:00:00Z') * 10) + $2::bigint`,
    [held + BEYOND, MOST_AHEAD],
  )
  const { rows } = await db.query<{ raised: boolean }>(
    'select last_value >= $1::bigint as raised from uppgift_version',
    [held],
  )
  return rows[0]?.raised === true
}

const COLUMNS = 'uppgift_ref, person_ref, stadsdel, source, mangd, version, gone'

/** What a statement that writes uppgifter returns, so that `announcing` can announce them. */
export const WRITTEN = 'uppgift_ref, person_ref, stadsdel, source, mangd, version, false as gone'

/** The same for a statement that deletes them: the tombstone is newer than the state it ends. */
export const DELETED = `uppgift_ref, person_ref, stadsdel, source, mangd, ${NEXT_VERSION} as version, true as gone`

/**
 * The only statement that adds to the outbox: it runs `changes`, a write of the mirror or a query, and announces every row
 * that it returns. One statement, so that the mirror never changes without being announced, for one round trip.
 */
export const announcing = (changes: string): string =>
  `with changes as (${changes}) insert into outbox (${COLUMNS}) select ${COLUMNS} from changes`

/** Announces these uppgifter again, as they are by the time when the change is handled. */
export async function requeue(db: pg.Pool | Tx, changes: readonly OutboxChange[]): Promise<void> {
  await db.query(
    announcing(
      `select *, false as gone from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
         as c (uppgift_ref, person_ref, stadsdel, source, mangd, version)`,
    ),
    changeColumns(changes),
  )
}

/** No case is about this person, so that what is announced of it reaches the bus alone. */
const NOBODY = ''

/** Announces as gone what only a consumer of the bus still holds. What the mirror holds is left alone. */
export async function announceGone(
  db: pg.Pool | Tx,
  uppgifter: readonly Pick<OutboxChange, 'uppgiftRef' | 'stadsdel' | 'source' | 'mangd'>[],
): Promise<void> {
  await db.query(
    announcing(
      `select uppgift_ref, $1 as person_ref, stadsdel, source, mangd, ${NEXT_VERSION} as version, true as gone
         from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as c (uppgift_ref, stadsdel, source, mangd)
        where not exists (select from uppgift u where u.uppgift_ref = c.uppgift_ref)`,
    ),
    [
      NOBODY,
      uppgifter.map(({ uppgiftRef }) => uppgiftRef),
      uppgifter.map(({ stadsdel }) => stadsdel),
      uppgifter.map(({ source }) => source),
      uppgifter.map(({ mangd }) => mangd),
    ],
  )
}

/**
 * Takes the oldest rows out of the outbox: SQL for a statement that hands them on, so that no row is taken without being
 * handed on. The rows are compared with the last of them and not looked up among them: a queue is often empty when its statistics
 * are made, and planned as empty the oldest would be sorted out again for each row of a long one.
 */
export const takingFromOutbox = (max: number): string =>
  `delete from outbox where id <= (select max(id) from (select id from outbox order by id limit ${max}) oldest) returning *`

/** Takes rows that have been handled out of the outbox: SQL for a statement with their ids as a parameter. */
export const settlingInOutbox = (ids: `$${number}`): string => `delete from outbox where id = any(${ids})`

/** The columns of changes, as parameters of one statement. */
export const changeColumns = (changes: readonly OutboxChange[]): unknown[] => [
  changes.map(({ uppgiftRef }) => uppgiftRef),
  changes.map(({ personRef }) => personRef),
  changes.map(({ stadsdel }) => stadsdel),
  changes.map(({ source }) => source),
  changes.map(({ mangd }) => mangd),
  changes.map(({ version }) => version),
]
