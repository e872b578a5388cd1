import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { ErrorCode } from '../errors.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Volume } from './guard.ts'

export type RunStatus = 'pagar' | 'lyckad' | 'misslyckad' | 'avbruten' | 'vantar'
export type RunKind = 'fullstandig' | 'andrade'

/** What a run has counted so far; written with the rows it counts, so it is the run's checkpoint. */
export interface Counts {
  personer: number
  added: number
  andrade: number
  unchanged: number
  gone: number
  quarantine: number
  skyddade: number
  rader: number
  readByte: number
}

export const noCounts = (): Counts => ({
  personer: 0,
  added: 0,
  andrade: 0,
  unchanged: 0,
  gone: 0,
  quarantine: 0,
  skyddade: 0,
  rader: 0,
  readByte: 0,
})

/** Opens a run; one of the same scope that a killed hub left open is closed as interrupted. */
export async function startRun(
  pool: pg.Pool,
  source: SourceName,
  stadsdel: string,
  kind: RunKind,
  trigger: string,
): Promise<number> {
  await pool.query(
    `update sync_run set status = 'avbruten', ended_at = now() where kalla = $1 and stadsdel = $2 and status = 'pagar'`,
    [source, stadsdel],
  )
  const { rows } = await pool.query<{ id: number }>(
    `insert into sync_run (kalla, stadsdel, slag, trigger, status) values ($1, $2, $3, $4, 'pagar') returning id`,
    [source, stadsdel, kind, trigger],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('insert returned no row')
  return id
}

export async function saveCounts(tx: Tx | pg.Pool, id: number, counts: Counts): Promise<void> {
  await tx.query(
    `update sync_run set persons = $2, added = $3, andrade = $4, unchanged = $5, gone = $6, quarantine = $7,
            skyddade = $8, rader = $9, bytes_read = $10 where id = $1`,
    [
      id,
      counts.personer,
      counts.added,
      counts.andrade,
      counts.unchanged,
      counts.gone,
      counts.quarantine,
      counts.skyddade,
      counts.rader,
      counts.readByte,
    ],
  )
}

export interface Ending {
  readonly status: Exclude<RunStatus, 'pagar'>
  readonly errorCode?: ErrorCode | 'OKANT_FEL'
  readonly guard?: { readonly reason: string; readonly volumes: readonly Volume[] }
  /** Names of unlisted source fields and how often they came: drift of the source against the manifest. */
  readonly unknownFields: ReadonlyMap<string, number>
}

export async function finishRun(tx: Tx | pg.Pool, id: number, counts: Counts, ending: Ending): Promise<void> {
  await saveCounts(tx, id, counts)
  await tx.query(
    `update sync_run set status = $2, ended_at = now(), error_code = $3, guard = $4, unknown_fields = $5 where id = $1`,
    [
      id,
      ending.status,
      ending.errorCode ?? null,
      ending.guard === undefined ? null : JSON.stringify(ending.guard),
      JSON.stringify(Object.fromEntries(ending.unknownFields)),
    ],
  )
}

// Reads overlap, so that a source whose clock is not ours leaves no gap.
const OVERLAP = '10 minutes'

/** From when a read of changes must begin; undefined when the scope has never been read in full. */
export async function lastRead(
  pool: pg.Pool,
  { kalla, stadsdel }: { kalla: SourceName; stadsdel: string },
): Promise<Date | undefined> {
  const { rows } = await pool.query<{ sedan: Date | null }>(
    `select max(start) - interval '${OVERLAP}' as sedan from sync_run
      where kalla = $1 and stadsdel = $2 and status in ('lyckad', 'vantar')
        and exists (select from sync_run where kalla = $1 and stadsdel = $2 and slag = 'fullstandig' and status in ('lyckad', 'vantar'))`,
    [kalla, stadsdel],
  )
  return rows[0]?.sedan ?? undefined
}

/** Names of unlisted source fields that the scope's run before this one had not met: the source has grown. */
export async function newUnknownFields(
  pool: pg.Pool,
  { kalla, stadsdel }: { kalla: SourceName; stadsdel: string },
  run: number,
  unknownFields: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ unknown_fields: Record<string, number> }>(
    `select unknown_fields from sync_run where kalla = $1 and stadsdel = $2 and id < $3 and status = 'lyckad'
      order by id desc limit 1`,
    [kalla, stadsdel, run],
  )
  const [fore] = rows
  return fore === undefined ? [] : [...unknownFields.keys()].filter((name) => !(name in fore.unknown_fields))
}

/** Loads what the mirror holds of a scope, for comparison: number per kind through `rakna`, references through `post`. */
export async function readKnown(
  pool: pg.Pool,
  scope: { kalla: SourceName; stadsdel: string; mangder: ReadonlySet<Informationsmangd> },
  item: (uppgiftRef: string, digest: Buffer) => void,
): Promise<Map<Informationsmangd, number>> {
  const count = new Map<Informationsmangd, number>()
  const page = 20_000
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ uppgift_ref: string; digest: Buffer; mangd: Informationsmangd }>({
      name: 'las-kanda',
      text: `select uppgift_ref, digest, mangd from uppgift
             where kalla = $1 and stadsdel = $2 and mangd = any($3) and uppgift_ref > $4
             order by uppgift_ref limit ${page}`,
      values: [scope.kalla, scope.stadsdel, [...scope.mangder], after],
    })
    for (const row of rows) {
      item(row.uppgift_ref, row.digest)
      count.set(row.mangd, (count.get(row.mangd) ?? 0) + 1)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return count
    after = last.uppgift_ref
  }
}
