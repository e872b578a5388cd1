import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { Skrivning } from './delta.ts'
import type { KallaNamn } from '../informationsmangd.ts'
import { kravNycklar, type Generationer } from '../platform/keys/data-keys.ts'
import { type Rakning, sparaRakning } from './run.ts'
import { lockAgainstFlags, lockScope } from './protection.ts'

export interface Karantanspost {
  readonly mangd: string
  readonly personRef: string | null
  readonly falt: string
  readonly orsak: string
  readonly forseglad: Buffer
}

export interface Batch {
  readonly skrivningar: Skrivning[]
  readonly karantan: Karantanspost[]
}

export interface Batchscope {
  readonly kalla: KallaNamn
  readonly stadsdel: string
  readonly korning: number
  readonly last: Date
  readonly karantanDygn: number
  /** What the batch is sealed with. */
  readonly generationer: Generationer
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
  rakning: Rakning,
): Promise<readonly string[]> {
  return inTransaction(pool, async (tx) => {
    let senare: readonly string[] = []
    const mangder = [...batch.skrivningar, ...batch.karantan].map(({ mangd }) => mangd)
    if (mangder.length > 0) await kravNycklar(tx, scope.stadsdel, scope.generationer, mangder)
    if (batch.skrivningar.length > 0) {
      await lockAgainstFlags(tx)
      await lockScope(tx, scope, 'run')
      senare = await writeUppgifter(tx, scope, batch.skrivningar)
    }
    if (batch.karantan.length > 0) await quarantine(tx, scope, batch.karantan)
    await sparaRakning(tx, scope.korning, rakning)
    return senare
  })
}

type Skrivscope = Pick<Batchscope, 'kalla' | 'stadsdel' | 'last'>

/**
 * Mirror rows and their messages. Takes the caller's transaction, with the locks of `skydd.ts` held. Returns the persons
 * of whom something else was read later, and left alone: which of the two is true cannot be told from here.
 */
export async function writeUppgifter(tx: Tx, scope: Skrivscope, skrivningar: readonly Skrivning[]): Promise<string[]> {
  if (skrivningar.length === 0) return []
  const { rowCount } = await tx.query({
    name: 'skriv-uppgifter',
    text: UPSERT,
    values: parameters(skrivningar, scope),
  })
  return rowCount === skrivningar.length ? [] : lastaSenare(tx, scope.last, skrivningar)
}

async function lastaSenare(tx: Tx, last: Date, skrivningar: readonly Skrivning[]): Promise<string[]> {
  const { rows } = await tx.query<{ uppgift_ref: string; digest: Buffer | null }>(
    `select uppgift_ref, digest from uppgift where uppgift_ref = any($1) and last > $2
     union all select uppgift_ref, null from borttagen where uppgift_ref = any($1) and last > $2`,
    [skrivningar.map(({ uppgiftRef }) => uppgiftRef), last],
  )
  const senare = new Map(rows.map(({ uppgift_ref, digest }) => [uppgift_ref, digest]))
  const andra = skrivningar.filter(({ uppgiftRef, digest }) => {
    const nu = senare.get(uppgiftRef)
    return nu !== undefined && nu?.equals(digest) !== true
  })
  return [...new Set(andra.map(({ personRef }) => personRef))]
}

/** Takes uppgifter away, with tombstones, but for those that were read later; returns how many. */
export async function removeUppgifter(tx: Tx, refs: readonly string[], last: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `with borta as (delete from uppgift where uppgift_ref = any($1) and last <= $2 returning *)
     insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from borta`,
    [refs, last],
  )
  return rowCount ?? 0
}

const UPSERT = `
  with rader as (
    select uppgift_ref, person_ref, mangd, sokrefs,
           substring($4::bytea from 16 * plats::int - 15 for 16) as digest,
           substring($5::bytea from fran for langd) as forseglad
      from unnest($1::text[], $2::text[], $3::text[], $6::text[], $10::int[], $11::int[])
        with ordinality as r (uppgift_ref, person_ref, mangd, sokrefs, fran, langd, plats)
  ), skrivna as (
    insert into uppgift as u (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, digest, forseglad, sokrefs, last)
    select uppgift_ref, person_ref, $7, $8, mangd, nextval('uppgift_version'), digest, forseglad, sokrefs::bigint[], $9
      from rader r
     where not exists (select from skyddad s where s.person_ref = r.person_ref)
       and not exists (select from borttagen b where b.uppgift_ref = r.uppgift_ref and b.last > $9)
    on conflict (uppgift_ref) do update
       set version = excluded.version, digest = excluded.digest, forseglad = excluded.forseglad,
           sokrefs = excluded.sokrefs, last = excluded.last
     where u.digest <> excluded.digest and u.last <= excluded.last
    returning uppgift_ref, person_ref, stadsdel, kalla, mangd, version
  )
  insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
  select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from skrivna`

/** Bytes go as one value each, cut up in the database: an array of them would travel and be read as text. */
function parameters(skrivningar: readonly Skrivning[], { stadsdel, kalla, last }: Skrivscope): unknown[] {
  let fran = 1
  return [
    skrivningar.map((s) => s.uppgiftRef),
    skrivningar.map((s) => s.personRef),
    skrivningar.map((s) => s.mangd),
    Buffer.concat(skrivningar.map((s) => s.digest)),
    Buffer.concat(skrivningar.map((s) => s.forseglad)),
    skrivningar.map((s) => `{${s.sokrefs.join(',')}}`),
    stadsdel,
    kalla,
    last,
    skrivningar.map((s) => (fran += s.forseglad.length) - s.forseglad.length),
    skrivningar.map((s) => s.forseglad.length),
  ]
}

/** The newest rejection of an uppgift's field stands for the earlier ones, which are forgotten. */
async function quarantine(tx: pg.PoolClient, scope: Batchscope, poster: readonly Karantanspost[]): Promise<void> {
  const arrays = [
    poster.map((p) => p.mangd),
    poster.map((p) => p.personRef),
    poster.map((p) => p.falt),
    poster.map((p) => p.orsak),
    poster.map((p) => p.forseglad),
  ]
  await tx.query(
    `with poster as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) as p (mangd, person_ref, falt, orsak, forseglad)
     ), gamla as (
       delete from karantan k using poster p
        where k.kalla = $6 and k.stadsdel = $7 and k.mangd = p.mangd and k.person_ref = p.person_ref and k.korning <> $8
     )
     insert into karantan (korning, kalla, stadsdel, mangd, person_ref, falt, orsak, forseglad, utgar)
     select $8, $6, $7, mangd, person_ref, falt, orsak, forseglad, now() + make_interval(days => $9) from poster`,
    [...arrays, scope.kalla, scope.stadsdel, scope.korning, scope.karantanDygn],
  )
}
