import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { codeOrUnknown } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { everyAfter, type Repetition } from '../../platform/every-after.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { aboutExport, type Export, postgresExports } from './export-store.ts'
import { startOf, STRETCH, type Stretch, writeStretch } from './export-text.ts'
import type { Exportmanifest } from './exports-schema.ts'
import { FORMATS } from './formats/formats.ts'

const LOOK_MS = 1_000
/** A preparation that has not moved for so long has died with its process. */
const DEAD_SECONDS = 15
/** How often it moves, in stretches. */
const SAVED = 10

export interface PreparerDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'sealForLog' | 'openFromLog'>
  /** The newest signed checkpoint of a log, as its note. */
  readonly checkpoint: (log: string) => Promise<string | undefined>
  readonly log: Log
}

interface Claimed {
  readonly exportId: string
  readonly claim: string
  readonly logs: readonly string[]
  readonly heads: readonly number[]
}

/**
 * Goes through the logs of each ordered export, once: how long the file is, its hash, and where in it each stretch of records
 * begins. Nothing of the file is kept. One at a time in each process; one that was broken off begins anew.
 */
export function createExportPreparer(deps: PreparerDeps) {
  const { pool, log } = deps
  let running: Repetition | undefined

  async function prepareNext(stopping: AbortSignal): Promise<number> {
    const claimed = await claimNext(pool)
    if (claimed === undefined) return LOOK_MS
    try {
      await prepare(deps, claimed, stopping)
    } catch (error) {
      const errorCode = codeOrUnknown(error)
      log.error('export-failed', { errorCode })
      await give(pool, claimed, 'misslyckad')
    }
    return 0
  }

  return {
    start(): void {
      running = everyAfter(LOOK_MS, prepareNext, {
        failed: (error) => log.error('exports-not-prepared', { errorCode: codeOrUnknown(error) }),
      })
    },
    /** Resolves when no export waits to be prepared. */
    async caughtUp(): Promise<void> {
      while ((await prepareNext(new AbortController().signal)) === 0);
    },
    async stop(): Promise<void> {
      await running?.stop()
    },
  }
}

async function claimNext(pool: pg.Pool): Promise<Claimed | undefined> {
  const claim = randomUUID()
  const { rows } = await pool.query<{ export_id: string; logs: string[]; heads: string[] }>(
    `with next as (
       select export_id from log_export
        where status = 'vantar' or (status = 'pagar' and moved < now() - make_interval(secs => $2))
        order by ordered limit 1 for update skip locked
     )
     update log_export e set status = 'pagar', claim = $1, moved = now(), passed = 0
       from next where e.export_id = next.export_id
     returning e.export_id, e.logs, e.heads`,
    [claim, DEAD_SECONDS],
  )
  const [row] = rows
  if (row === undefined) return undefined
  await pool.query('delete from log_export_part where export_id = $1', [row.export_id])
  return { exportId: row.export_id, claim, logs: row.logs, heads: row.heads.map(Number) }
}

interface Part extends Stretch {
  readonly first: number
  readonly size: number
  readonly digest: Buffer
}

async function prepare(deps: PreparerDeps, claimed: Claimed, stopping: AbortSignal): Promise<void> {
  const { pool, keys } = deps
  const one = await postgresExports(pool, keys).read(claimed.exportId)
  if (one === undefined) return
  const { head, tail } = FORMATS[one.format]
  const sum = createHash('sha256').update(head)
  let size = Buffer.byteLength(head)
  let passed = 0
  let parts: Part[] = []
  const ofLogs: Exportmanifest['loggar'] = []
  for (const [i, log] of claimed.logs.entries()) {
    const end = claimed.heads[i] ?? 0
    let count = 0
    for (let at = 0; at < end; at += STRETCH) {
      if (stopping.aborted) return give(pool, claimed, 'vantar')
      const stretch = { logg: log, nummer: at, upto: Math.min(at + STRETCH, end) }
      const { bytes, count: more, digest } = await writeStretch(pool, one, stretch)
      if (bytes.length > 0) parts.push({ ...stretch, first: size, size: bytes.length, digest })
      sum.update(bytes)
      size += bytes.length
      count += more
      passed += stretch.upto - at
      if (parts.length >= SAVED || at % (SAVED * STRETCH) === 0) {
        if (!(await save(pool, claimed, parts, passed))) return
        parts = []
      }
    }
    ofLogs.push({ logg: log, antal: count, ...(await ofLog(deps, one, log)) })
  }
  const manifest: Exportmanifest = {
    format: one.format,
    exportId: one.exportId,
    skapad: one.ordered.toISOString(),
    fran: one.fran,
    till: one.till,
    tidszon: 'Europe/Stockholm',
    filter: one.filter,
    urval: one.whole ? 'alla-poster' : 'utan-poster-som-visar-skydd',
    loggar: ofLogs,
    antal: ofLogs.reduce((all, { antal }) => all + antal, 0),
    langd: size,
    sha256: sum.copy().digest('hex'),
  }
  const last = Buffer.from(tail(manifest))
  sum.update(last)
  if (await save(pool, claimed, parts, passed))
    await pool.query(
      `update log_export set status = 'klar', claim = null, size = $3, digest = $4, manifest = $5
        where export_id = $1 and claim = $2`,
      [
        claimed.exportId,
        claimed.claim,
        size + last.length,
        sum.digest(),
        keys.sealForLog(OWN_LOG, aboutExport(claimed.exportId, 'manifest'), JSON.stringify(manifest)),
      ],
    )
}

/** What the manifest says of a log beside the count. A checkpoint says how many records there are. */
async function ofLog({ pool, checkpoint }: PreparerDeps, { whole, fran }: Export, log: string) {
  const note = whole ? await checkpoint(log) : undefined
  // Found by the index, whatever the size of the log: each pruning says in its record what it took.
  const { rows } = await pool.query<{ before: Date | null }>(
    `select max((r.record::jsonb #>> '{atkomst,detaljer,aldreAn}')::timestamptz) as before
       from access_profile p join access_index i on i.profile = p.id
       join access_record r on r.logg = p.logg and r.nummer = i.nummer
      where p.logg = $1 and p.event = 'gallring'`,
    [log],
  )
  const before = rows[0]?.before ?? null
  return {
    ...(before === null || before <= startOf(fran) ? {} : { gallratFore: before.toISOString() }),
    ...(note === undefined ? {} : { kontrollpunkt: note }),
  }
}

/** False when another process has taken the export over. */
async function save(pool: pg.Pool, claimed: Claimed, parts: readonly Part[], passed: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with mine as (
       update log_export set moved = now(), passed = $3 where export_id = $1 and claim = $2 returning export_id
     ), added as (
       insert into log_export_part (export_id, first, size, logg, nummer, upto, digest)
         select mine.export_id, p.*
           from mine, unnest($4::bigint[], $5::int[], $6::text[], $7::bigint[], $8::bigint[], $9::bytea[]) p
     )
     select from mine`,
    [
      claimed.exportId,
      claimed.claim,
      passed,
      parts.map(({ first }) => first),
      parts.map(({ size }) => size),
      parts.map(({ logg }) => logg),
      parts.map(({ nummer }) => nummer),
      parts.map(({ upto }) => upto),
      parts.map(({ digest }) => digest),
    ],
  )
  return rowCount === 1
}

async function give(pool: pg.Pool, { exportId, claim }: Claimed, status: 'vantar' | 'misslyckad'): Promise<void> {
  await pool.query('update log_export set status = $3, claim = null where export_id = $1 and claim = $2', [
    exportId,
    claim,
    status,
  ])
}
