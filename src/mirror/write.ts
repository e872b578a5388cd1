import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'
import { announcing, DELETED, NEXT_VERSION, WRITTEN } from './outbox.ts'

/** An uppgift whose state is to be written, sealed. */
export interface UppgiftWrite {
  readonly uppgiftRef: string
  readonly personRef: string
  readonly mangd: Informationsmangd
  readonly digest: Buffer
  readonly sealed: Buffer
  readonly searchRefs: readonly bigint[]
  /** How many items it holds. */
  readonly items: number
}

/** Where and when the state was read. */
export interface WriteScope {
  readonly source: SourceName
  readonly stadsdel: string
  readonly readAt: Date
}

/** No time that is kept lies ahead of the database's: one of a hub whose clock is wrong would hold back what changes until then. */
const kept = (time: string): string => `least(${time}::timestamptz, now())`

const UPSERT = announcing(`
  with rows as (
    select uppgift_ref, person_ref, mangd, search_refs, items,
           substring($4::bytea from 16 * place::int - 15 for 16) as digest,
           substring($5::bytea from start for length) as sealed
      from unnest($1::text[], $2::text[], $3::text[], $6::text[], $10::int[], $11::int[], $12::int[])
        with ordinality as r (uppgift_ref, person_ref, mangd, search_refs, start, length, items, place)
  )
  insert into uppgift as u (uppgift_ref, person_ref, stadsdel, source, mangd, version, digest, sealed, search_refs, read_at, items)
  select uppgift_ref, person_ref, $7, $8, mangd, ${NEXT_VERSION}, digest, sealed, search_refs::bigint[], ${kept('$9')}, items
    from rows r
   where not exists (select from protected_person s where s.person_ref = r.person_ref)
     and not exists (select from removed_uppgift b where b.uppgift_ref = r.uppgift_ref and b.read_at > $9)
  on conflict (uppgift_ref) do update
     set version = excluded.version, digest = excluded.digest, sealed = excluded.sealed,
         search_refs = excluded.search_refs, read_at = excluded.read_at, items = excluded.items
   where u.digest <> excluded.digest and greatest(u.read_at, u.refreshed_at) <= excluded.read_at
  returning ${WRITTEN}`)

/**
 * Writes uppgifter. The digest is compared again here, so that the same write made twice takes effect once; nothing is
 * written of a protected person, and nothing over a state that was read later. Returns the persons of whom something else
 * was read later: which of the two is true cannot be told from here. The caller holds `lockAgainstFlags` and `lockScope`.
 */
export async function upsert(tx: Tx, scope: WriteScope, writes: readonly UppgiftWrite[]): Promise<readonly string[]> {
  if (writes.length === 0) return []
  const { rowCount } = await tx.query({ name: 'mirror-upsert', text: UPSERT, values: upsertValues(writes, scope) })
  return rowCount === writes.length ? [] : readLater(tx, scope.readAt, writes)
}

/** Bytes go as one value each, cut up in the database: an array of them would travel and be read as text. */
function upsertValues(writes: readonly UppgiftWrite[], { stadsdel, source, readAt }: WriteScope): unknown[] {
  let start = 1
  return [
    writes.map(({ uppgiftRef }) => uppgiftRef),
    writes.map(({ personRef }) => personRef),
    writes.map(({ mangd }) => mangd),
    Buffer.concat(writes.map(({ digest }) => digest)),
    Buffer.concat(writes.map(({ sealed }) => sealed)),
    writes.map(({ searchRefs }) => `{${searchRefs.join(',')}}`),
    stadsdel,
    source,
    readAt,
    writes.map(({ sealed }) => (start += sealed.length) - sealed.length),
    writes.map(({ sealed }) => sealed.length),
    writes.map(({ items }) => items),
  ]
}

async function readLater(tx: Tx, readAt: Date, writes: readonly UppgiftWrite[]): Promise<readonly string[]> {
  const { rows } = await tx.query<{ uppgift_ref: string; digest: Buffer | null }>(
    `select uppgift_ref, digest from uppgift where uppgift_ref = any($1) and greatest(read_at, refreshed_at) > $2
     union all select uppgift_ref, null from removed_uppgift where uppgift_ref = any($1) and read_at > $2`,
    [writes.map(({ uppgiftRef }) => uppgiftRef), readAt],
  )
  const later = new Map(rows.map(({ uppgift_ref, digest }) => [uppgift_ref, digest]))
  const others = writes.filter(({ uppgiftRef, digest }) => {
    const stored = later.get(uppgiftRef)
    return stored !== undefined && stored?.equals(digest) !== true
  })
  return [...new Set(others.map(({ personRef }) => personRef))]
}

/** An uppgift of which some fields are to be written anew, over the state that was opened for it. */
export interface Refresh {
  readonly uppgiftRef: string
  readonly before: Buffer
  readonly digest: Buffer
  readonly sealed: Buffer
}

/**
 * Writes some fields anew of states that stand as they were opened, and that were not read later. When they were read as a whole
 * stays: the other fields are no newer. Returns how many. The caller holds `lockAgainstFlags` and `lockScope`.
 */
export async function refresh(tx: Tx, readAt: Date, writes: readonly Refresh[]): Promise<number> {
  if (writes.length === 0) return 0
  const { rowCount } = await tx.query(
    announcing(
      `update uppgift u set version = ${NEXT_VERSION}, digest = w.digest, sealed = w.sealed, refreshed_at = ${kept('$5')}
         from unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[]) as w (ref, before, digest, sealed)
        where u.uppgift_ref = w.ref and u.digest = w.before and u.read_at <= $5
          and not exists (select from protected_person p where p.person_ref = u.person_ref)
       returning ${WRITTEN}`,
    ),
    [
      writes.map(({ uppgiftRef }) => uppgiftRef),
      writes.map(({ before }) => before),
      writes.map(({ digest }) => digest),
      writes.map(({ sealed }) => sealed),
      readAt,
    ],
  )
  return rowCount ?? 0
}

/** Notes that a light run found its fields the same: a live read that began earlier must not write older ones over them. */
export async function markRefreshed(tx: Tx, uppgiftRefs: readonly string[], readAt: Date): Promise<void> {
  if (uppgiftRefs.length === 0) return
  await tx.query(
    `update uppgift set refreshed_at = greatest(refreshed_at, ${kept('$2')}) where uppgift_ref = any($1)`,
    [uppgiftRefs, readAt],
  )
}

/** Deletes uppgifter, with tombstones, except those that were read later; returns how many. */
export async function remove(tx: Tx, uppgiftRefs: readonly string[], readAt: Date): Promise<number> {
  const { rowCount } = await tx.query(
    announcing(
      `delete from uppgift where uppgift_ref = any($1) and greatest(read_at, refreshed_at) <= $2 returning ${DELETED}`,
    ),
    [uppgiftRefs, readAt],
  )
  return rowCount ?? 0
}

const REMOVAL_CHUNK = 20_000

/**
 * Deletes what the mirror holds of these kinds in the stadsdel, with tombstones, a chunk at a time, so that no transaction
 * grows with the stadsdel; returns how many. Called again until it returns 0.
 */
export async function removeAllOf(tx: Tx, stadsdel: string, mangder: readonly Informationsmangd[]): Promise<number> {
  const { rowCount } = await tx.query(
    announcing(
      `with chunk as (
         select uppgift_ref from uppgift where stadsdel = $1 and mangd = any($2)
          order by uppgift_ref limit ${REMOVAL_CHUNK} for update)
       delete from uppgift where uppgift_ref in (select uppgift_ref from chunk) returning ${DELETED}`,
    ),
    [stadsdel, mangder],
  )
  return rowCount ?? 0
}

/** Which uppgifter; all that the mirror holds when nothing is named. */
export interface UppgiftSelection {
  readonly mangd?: Informationsmangd
  readonly stadsdel?: string
  readonly source?: SourceName
  readonly personRef?: string
  readonly uppgiftRefs?: readonly string[]
}

const RENEWAL_CHUNK = 10_000

/**
 * Gives each uppgift a new version and announces it: consumers and cases then take the state again, also where they hold the
 * same one, under the policy and the avtal in force when they do. Returns how many uppgifter there were. Each chunk commits
 * by itself unless the caller gives a transaction.
 */
export async function renewVersions(db: pg.Pool | Tx, selection: UppgiftSelection): Promise<number> {
  const { mangd = null, stadsdel = null, source: source = null, personRef = null, uppgiftRefs = null } = selection
  let count = 0
  for (let after = ''; ;) {
    const { rows } = await db.query<{ uppgift_ref: string }>(
      `${announcing(
        `with chunk as (
           select uppgift_ref from uppgift
            where uppgift_ref > $1 and ($2::text is null or mangd = $2) and ($3::text is null or stadsdel = $3)
              and ($4::text is null or source = $4) and ($5::text is null or person_ref = $5)
              and ($6::text[] is null or uppgift_ref = any($6))
            order by uppgift_ref limit ${RENEWAL_CHUNK} for update)
         update uppgift set version = ${NEXT_VERSION} where uppgift_ref in (select uppgift_ref from chunk)
         returning ${WRITTEN}`,
      )} returning uppgift_ref`,
      [after, mangd, stadsdel, source, personRef, uppgiftRefs],
    )
    count += rows.length
    if (rows.length < RENEWAL_CHUNK) return count
    after = rows.reduce((last, { uppgift_ref }) => (uppgift_ref > last ? uppgift_ref : last), after)
  }
}

/** Notes that the source still says the same: a run that began earlier neither overwrites nor deletes these. */
export async function markRead(tx: Tx, uppgiftRefs: readonly string[], readAt: Date): Promise<void> {
  await tx.query(`update uppgift set read_at = ${kept('$2')} where uppgift_ref = any($1) and read_at < $2`, [
    uppgiftRefs,
    readAt,
  ])
}

/** Longer than any read lasts. */
const REMOVALS_KEPT = '2 days'

/** Notes what a live read has removed: a read that began before it, and is written after it, must not bring it back. */
export async function rememberRemoved(tx: Tx, uppgiftRefs: readonly string[], readAt: Date): Promise<void> {
  await tx.query(`delete from removed_uppgift where read_at < now() - interval '${REMOVALS_KEPT}'`)
  await tx.query(
    `insert into removed_uppgift (uppgift_ref, read_at) select ref, ${kept('$2')} from unnest($1::text[]) as ref
     on conflict (uppgift_ref) do update set read_at = greatest(removed_uppgift.read_at, excluded.read_at)`,
    [uppgiftRefs, readAt],
  )
}

/** Those of the uppgifter that a live read has removed since. */
export async function removedSince(
  db: pg.Pool | Tx,
  uppgiftRefs: readonly string[],
  readAt: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ uppgift_ref: string }>(
    'select uppgift_ref from removed_uppgift where uppgift_ref = any($1) and read_at > $2',
    [uppgiftRefs, readAt],
  )
  return new Set(rows.map(({ uppgift_ref }) => uppgift_ref))
}

/**
 * Makes the next complete read write these anew. A read compares digests only, and would leave a row alone whose seal holds
 * something else than its digest says.
 */
export async function forgetDigests(db: pg.Pool | Tx, uppgiftRefs: readonly string[]): Promise<void> {
  await db.query(`update uppgift set digest = decode(repeat('00', 16), 'hex') where uppgift_ref = any($1)`, [
    uppgiftRefs,
  ])
}
