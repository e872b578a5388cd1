import type pg from 'pg'
import { parseRecord, type StoredRecord } from './record.ts'
import { logBroken } from './stored-tree.ts'

export interface PersonSelection {
  readonly personRef: string
  /** Of the records' own time. */
  readonly from: Date
  readonly to: Date
  readonly limit: number
}

/** The records of one log that name the person, in their order. Throws LOGG_BRUTEN for one that cannot be read. */
export async function recordsOfPerson(
  pool: pg.Pool,
  log: string,
  { personRef, from, to, limit }: PersonSelection,
): Promise<readonly StoredRecord[]> {
  const { rows } = await pool.query<{ nummer: number; record: string }>(
    `select nummer, record from access_record
      where logg = $1 and person_ref = $2 and tid >= $3 and tid < $4 order by nummer limit $5`,
    [log, personRef, from, to, limit],
  )
  return rows.map(({ nummer, record }) => {
    const stored = parseRecord(record)
    // The column finds the record; who it is about is what its own bytes say.
    if (stored?.nummer !== nummer || stored.logg !== log || stored.atkomst.personRef !== personRef)
      throw logBroken(log, `record ${nummer} is not what it is found by`)
    return stored
  })
}
