import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { LogPosition } from './access.ts'
import { createIndexRows, readAccess } from './access-index.ts'
import { operatorRecord, type RecordThen } from './record-then.ts'
import { readHeads } from './stored-tree.ts'

const PAGE = 1_000
const STATEMENT_MS = 10 * 60_000

export interface RebuildDeps {
  readonly pool: pg.Pool
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

/** How many records of each log the index has now. */
export type Rebuilt = readonly { readonly logg: string; readonly records: number }[]

/**
 * Makes the search index of one log, or of every log, anew from the records, beside a serving hub: a search sees the old rows
 * until a log is done, and what is written meanwhile is indexed as ever. That it is done is a record in each log first.
 */
export async function rebuildIndex(
  { pool, recordThen, clock }: RebuildDeps,
  { logg, by }: { readonly logg?: string | undefined; readonly by: string },
): Promise<Rebuilt> {
  const heads = [...(await readHeads(pool)).keys()]
  if (logg !== undefined && !heads.includes(logg)) throw new InsynError('FINNS_EJ', `there is no access log ${logg}`)
  const rebuilt: { logg: string; records: number }[] = []
  for (const log of logg === undefined ? heads : [logg]) {
    const act = operatorRecord({ logg: log, handelse: 'granskning', orsak: 'indexering', by }, clock())
    const records = await recordThen(act, () => inTransaction(pool, (tx) => rebuildLog(tx, log)))
    rebuilt.push({ logg: log, records })
  }
  return rebuilt
}

/** Rows of records that come while this runs are left alone: their numbers are above the head that is read here. */
async function rebuildLog(tx: Tx, log: string): Promise<number> {
  await tx.query(`set local statement_timeout = ${String(STATEMENT_MS)}`)
  // One at a time: two would each add what the other had removed.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('insyn-atkomstlogg/indexering', 0))`)
  const { rows } = await tx.query<{ size: number }>('select size from log_head where logg = $1', [log])
  const size = rows[0]?.size ?? 0
  await tx.query('delete from access_index where logg = $1 and nummer < $2', [log, size])
  const index = createIndexRows()
  let records = 0
  for (let at = 0; at < size; at += PAGE) {
    const { rows: page } = await tx.query<LogPosition & { readonly record: string | null }>(
      'select logg, nummer, record from access_record where logg = $1 and nummer >= $2 and nummer < $3',
      [log, at, at + PAGE],
    )
    // Of a pruned record nothing is left to search.
    const found = page.flatMap(({ record, ...place }) => {
      const access = record === null ? undefined : readAccess(record)
      return access === undefined ? [] : [{ place, access }]
    })
    if (found.length === 0) continue
    const { values, stored } = index.of(found)
    await tx.query('select index_access_records($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)', [...values])
    stored()
    records += found.length
  }
  // Rows of no record: numbers that the log has not reached, and what was pruned meanwhile.
  await tx.query(
    `delete from access_index i where i.logg = $1
        and not exists (select from access_record r where r.logg = i.logg and r.nummer = i.nummer)`,
    [log],
  )
  return records
}
