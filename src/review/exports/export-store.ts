import { hash } from 'node:crypto'
import type pg from 'pg'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { InsynError } from '../../errors.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { type Choice, writeStretch } from './export-text.ts'
import type { Exportmanifest, ExportStatus } from './exports-schema.ts'
import { FORMATS } from './formats/formats.ts'

/** What an officer has ordered. */
export interface Order extends Choice {
  readonly exportId: string
  /** Issuer and subject: one person. */
  readonly utfardare: string
  readonly slutanvandare: string
  readonly loggar: readonly string[]
  readonly skal: string
}

export interface Export extends Order {
  readonly status: ExportStatus
  readonly ordered: Date
  readonly percent: number
  /** Of the file, when it is ready. */
  readonly file?: { readonly size: number; readonly sha256: string; readonly manifest: Exportmanifest }
}

export interface ExportStore {
  /** Fixes which records the file has: those that the logs have now. */
  order(order: Order): Promise<Export>
  read(exportId: string): Promise<Export | undefined>
  /** Those of one person that can be fetched, newest first; at most a hundred. */
  list(who: Pick<Order, 'utfardare' | 'slutanvandare'>): Promise<readonly Export[]>
  /**
   * The bytes [from, to) of a file that is ready. Throws KONFLIKT when the records no longer give the same file, LOGG_BRUTEN
   * when one is not what its leaf hash says.
   */
  bytes(one: Export, from: number, to: number): AsyncIterable<Uint8Array>
}

export const KEPT_DAYS = 7

interface Row {
  readonly utfardare: string
  readonly slutanvandare: string
  readonly request: string
  readonly logs: string[]
  readonly status: ExportStatus
  readonly ordered: Date
  readonly percent: number
  readonly size: number | null
  readonly digest: Buffer | null
  readonly manifest: string | null
}

const SELECT = `select export_id as id, utfardare, slutanvandare, request, logs, status, ordered, size, digest, manifest,
    case when status = 'klar' then 100
         else floor(99 * passed / greatest(1, (select sum(head) from unnest(heads) head))) end::int as percent
  from log_export where ordered > now() - make_interval(days => $1)`

type Seal = Pick<Keys, 'sealForLog' | 'openFromLog'>

/** Binds a sealed text to its export. */
export const aboutExport = (exportId: string, what: 'request' | 'manifest'): string => `export/${exportId}/${what}`

export function postgresExports(pool: pg.Pool, keys: Seal): ExportStore {
  async function read(exportId: string): Promise<Export | undefined> {
    const { rows } = await pool.query<Row>(`${SELECT} and export_id = $2`, [KEPT_DAYS, exportId])
    const [row] = rows
    return row === undefined ? undefined : exportOf(keys, exportId, row)
  }

  return {
    read,

    async list({ utfardare, slutanvandare }) {
      const { rows } = await pool.query<Row & { readonly id: string }>(
        `${SELECT} and utfardare = $2 and slutanvandare = $3 order by ordered desc, export_id limit 100`,
        [KEPT_DAYS, utfardare, slutanvandare],
      )
      return rows.map(({ id, ...row }) => exportOf(keys, id, row))
    },

    async order({ exportId, utfardare, slutanvandare, loggar, ...request }) {
      await pool.query(
        `insert into log_export (export_id, utfardare, slutanvandare, request, logs, heads)
         select $1, $2, $3, $4, $5::text[], array(
           select coalesce((select size from log_head h where h.logg = l.logg), 0)
             from unnest($5::text[]) with ordinality as l (logg, place) order by place)`,
        [
          exportId,
          utfardare,
          slutanvandare,
          keys.sealForLog(OWN_LOG, aboutExport(exportId, 'request'), JSON.stringify(request)),
          loggar,
        ],
      )
      const ordered = await read(exportId)
      if (ordered === undefined) throw new Error('an export that has been ordered is not there')
      return ordered
    },

    async *bytes(one, from, to) {
      if (one.file === undefined) throw new Error('a file is read before it is ready')
      const { head, tail } = FORMATS[one.format]
      let at = 0
      /** The part of `bytes`, which stand at `at`, that was asked for. */
      const wanted = (bytes: Uint8Array): Uint8Array => {
        const part = bytes.subarray(Math.max(0, from - at), Math.max(0, to - at))
        at += bytes.length
        return part
      }
      const begin = wanted(Buffer.from(head))
      if (begin.length > 0) yield begin
      for await (const { first, size, digest, ...stretch } of partsFrom(pool, one.exportId, from)) {
        if (first >= to) return
        at = first
        const { bytes } = await writeStretch(pool, one, stretch)
        if (bytes.length !== size || !hash('sha256', bytes, 'buffer').equals(digest))
          throw new InsynError('KONFLIKT', 'an export no longer gives the same bytes: records have been pruned since')
        yield wanted(bytes)
      }
      const end = Buffer.from(tail(one.file.manifest))
      at = one.file.size - end.length
      const rest = wanted(end)
      if (rest.length > 0) yield rest
    },
  }
}

function exportOf(keys: Seal, exportId: string, row: Row): Export {
  const { utfardare, slutanvandare, status, ordered, percent, size, digest } = row
  const open = (what: 'request' | 'manifest', sealed: string) =>
    JSON.parse(keys.openFromLog(OWN_LOG, aboutExport(exportId, what), sealed)) as unknown
  const request = open('request', row.request) as Omit<Order, 'exportId' | 'loggar' | 'utfardare' | 'slutanvandare'>
  const one = { ...request, exportId, utfardare, slutanvandare, loggar: row.logs, status, ordered, percent }
  if (status !== 'klar' || size === null || digest === null || row.manifest === null) return one
  const manifest = open('manifest', row.manifest) as Exportmanifest
  return { ...one, file: { size: Number(size), sha256: digest.toString('hex'), manifest } }
}

interface Part {
  readonly first: number
  readonly size: number
  readonly logg: string
  readonly nummer: number
  readonly upto: number
  readonly digest: Buffer
}

const PARTS = 200

/** The parts in their order, from the one that has the byte `from`. */
async function* partsFrom(pool: pg.Pool, exportId: string, from: number): AsyncGenerator<Part> {
  for (let at = from; ;) {
    const { rows } = await pool.query<Part>(
      `select first, size, logg, nummer, upto, digest from log_export_part
        where export_id = $1 and first >= coalesce(
          (select max(first) from log_export_part where export_id = $1 and first <= $2 and first + size > $2), $2)
        order by first limit $3`,
      [exportId, at, PARTS],
    )
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PARTS) return
    at = last.first + last.size
  }
}

/** Those that nobody can fetch any longer. */
export async function purgeExports(pool: pg.Pool): Promise<void> {
  await pool.query('delete from log_export where ordered < now() - make_interval(days => $1)', [KEPT_DAYS])
}
