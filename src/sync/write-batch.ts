import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { Write } from './delta.ts'
import type { SourceName } from '../informationsmangd.ts'
import { requireKeys, type Generations } from '../platform/keys/data-keys.ts'
import { type Counts, saveCounts } from './run.ts'
import { lockAgainstFlags, lockScope } from './protection.ts'

export interface QuarantineEntry {
  readonly mangd: string
  readonly personRef: string | null
  readonly falt: string
  readonly orsak: string
  readonly sealed: Buffer
}

export interface Batch {
  readonly writes: Write[]
  readonly quarantine: QuarantineEntry[]
}

export interface Batchscope {
  readonly kalla: SourceName
  readonly stadsdel: string
  readonly run: number
  readonly readAt: Date
  readonly karantanDygn: number
  /** What the batch is sealed with. */
  readonly generations: Generations
}

/**
 * One transaction: mirror rows, outbox messages, quarantine and the run's checkpoint. The digest is compared again in
 * the database, so a batch that is sent twice writes once; a state read later than this run is left alone,
 * and whose it is returned.
 * Throws NYCKEL_SAKNAS, and writes nothing, when a key that it is sealed with has ended meanwhile.
 */
export async function writeBatch(
  pool: pg.Pool,
  scope: Batchscope,
  batch: Batch,
  counts: Counts,
): Promise<readonly string[]> {
  return inTransaction(pool, async (tx) => {
    let later: readonly string[] = []
    const mangder = [...batch.writes, ...batch.quarantine].map(({ mangd }) => mangd)
    if (mangder.length > 0) await requireKeys(tx, scope.stadsdel, scope.generations, mangder)
    if (batch.writes.length > 0) {
      await lockAgainstFlags(tx)
      await lockScope(tx, scope, 'run')
      later = await writeUppgifter(tx, scope, batch.writes)
    }
    if (batch.quarantine.length > 0) await quarantine(tx, scope, batch.quarantine)
    await saveCounts(tx, scope.run, counts)
    return later
  })
}

type WriteScope = Pick<Batchscope, 'kalla' | 'stadsdel' | 'readAt'>

/**
 * Mirror rows and their messages. Takes the caller's transaction, with the locks of `skydd.ts` held. Returns the persons
 * of whom something else was read later, and left alone: which of the two is true cannot be told from here.
 */
export async function writeUppgifter(tx: Tx, scope: WriteScope, writes: readonly Write[]): Promise<string[]> {
  if (writes.length === 0) return []
  const { rowCount } = await tx.query({
    name: 'skriv-uppgifter',
    text: UPSERT,
    values: parameters(writes, scope),
  })
  return rowCount === writes.length ? [] : readLater(tx, scope.readAt, writes)
}

async function readLater(tx: Tx, readAt: Date, writes: readonly Write[]): Promise<string[]> {
  const { rows } = await tx.query<{ uppgift_ref: string; digest: Buffer | null }>(
    `select uppgift_ref, digest from uppgift where uppgift_ref = any($1) and read_at > $2
     union all select uppgift_ref, null from removed_uppgift where uppgift_ref = any($1) and read_at > $2`,
    [writes.map(({ uppgiftRef }) => uppgiftRef), readAt],
  )
  const later = new Map(rows.map(({ uppgift_ref, digest }) => [uppgift_ref, digest]))
  const others = writes.filter(({ uppgiftRef, digest }) => {
    const now = later.get(uppgiftRef)
    return now !== undefined && now?.equals(digest) !== true
  })
  return [...new Set(others.map(({ personRef }) => personRef))]
}

/** Takes uppgifter away, with tombstones, but for those that were read later; returns how many. */
export async function removeUppgifter(tx: Tx, refs: readonly string[], readAt: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `with gone as (delete from uppgift where uppgift_ref = any($1) and read_at <= $2 returning *)
     insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from gone`,
    [refs, readAt],
  )
  return rowCount ?? 0
}

const UPSERT = `
  with rader as (
    select uppgift_ref, person_ref, mangd, search_refs,
           substring($4::bytea from 16 * plats::int - 15 for 16) as digest,
           substring($5::bytea from fran for length) as sealed
      from unnest($1::text[], $2::text[], $3::text[], $6::text[], $10::int[], $11::int[])
        with ordinality as r (uppgift_ref, person_ref, mangd, search_refs, fran, length, plats)
  ), skrivna as (
    insert into uppgift as u (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, digest, sealed, search_refs, read_at)
    select uppgift_ref, person_ref, $7, $8, mangd, nextval('uppgift_version'), digest, sealed, search_refs::bigint[], $9
      from rader r
     where not exists (select from protected_person s where s.person_ref = r.person_ref)
       and not exists (select from removed_uppgift b where b.uppgift_ref = r.uppgift_ref and b.read_at > $9)
    on conflict (uppgift_ref) do update
       set version = excluded.version, digest = excluded.digest, sealed = excluded.sealed,
           search_refs = excluded.search_refs, read_at = excluded.read_at
     where u.digest <> excluded.digest and u.read_at <= excluded.read_at
    returning uppgift_ref, person_ref, stadsdel, kalla, mangd, version
  )
  insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
  select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from skrivna`

/** Bytes go as one value each, cut up in the database: an array of them would travel and be read as text. */
function parameters(writes: readonly Write[], { stadsdel, kalla, readAt }: WriteScope): unknown[] {
  let from = 1
  return [
    writes.map((s) => s.uppgiftRef),
    writes.map((s) => s.personRef),
    writes.map((s) => s.mangd),
    Buffer.concat(writes.map((s) => s.digest)),
    Buffer.concat(writes.map((s) => s.sealed)),
    writes.map((s) => `{${s.searchRefs.join(',')}}`),
    stadsdel,
    kalla,
    readAt,
    writes.map((s) => (from += s.sealed.length) - s.sealed.length),
    writes.map((s) => s.sealed.length),
  ]
}

/** The newest rejection of an uppgift's field stands for the earlier ones, which are forgotten. */
async function quarantine(tx: pg.PoolClient, scope: Batchscope, items: readonly QuarantineEntry[]): Promise<void> {
  const arrays = [
    items.map((p) => p.mangd),
    items.map((p) => p.personRef),
    items.map((p) => p.falt),
    items.map((p) => p.orsak),
    items.map((p) => p.sealed),
  ]
  await tx.query(
    `with poster as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) as p (mangd, person_ref, falt, orsak, sealed)
     ), gamla as (
       delete from quarantine k using poster p
        where k.kalla = $6 and k.stadsdel = $7 and k.mangd = p.mangd and k.person_ref = p.person_ref and k.sync_run <> $8
     )
     insert into quarantine (sync_run, kalla, stadsdel, mangd, person_ref, falt, orsak, sealed, expires_at)
     select $8, $6, $7, mangd, person_ref, falt, orsak, sealed, now() + make_interval(days => $9) from poster`,
    [...arrays, scope.kalla, scope.stadsdel, scope.run, scope.karantanDygn],
  )
}
