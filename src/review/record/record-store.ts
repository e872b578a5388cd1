import type pg from 'pg'
import type { Access, LogPosition } from '../../atkomstlogg/access.ts'
import { readAccess } from '../../atkomstlogg/access-index.ts'

/** A record with its place. */
export interface PlacedRecord extends LogPosition {
  readonly access: Access
}

/** `gallrad`: retention has pruned it. `forlorad`: the number stands for a record that a restored database lacks. */
export type Gone = 'gallrad' | 'forlorad'

export interface RecordStore {
  /** Undefined for a number that the log does not have. */
  read(place: LogPosition): Promise<PlacedRecord | Gone | undefined>
  /** Those that the same request made in other logs. */
  ofSameRequest(record: PlacedRecord): Promise<readonly PlacedRecord[]>
  /** The person's newest records in these logs that have the number sealed, newest first. */
  withNumber(personRef: string, logs: readonly string[]): Promise<readonly PlacedRecord[]>
}

interface Row extends LogPosition {
  readonly record: string
}

/** What is read when a record has no number: some of the newest may tell protection, and be there for few officers alone. */
const NEWEST = 50

const placed = ({ record, logg, nummer }: Row): readonly PlacedRecord[] => {
  const access = readAccess(record)
  return access === undefined ? [] : [{ logg, nummer, access }]
}

export function postgresRecords(pool: pg.Pool): RecordStore {
  return {
    async read({ logg, nummer }) {
      const { rows } = await pool.query<Row>(
        'select logg, nummer, record from access_record where logg = $1 and nummer = $2',
        [logg, nummer],
      )
      if (rows[0] !== undefined) return placed(rows[0])[0] ?? 'forlorad'
      const { rows: hashes } = await pool.query(
        'select 1 from pruned_leaf where logg = $1 and nummer <= $2 and upto > $2 limit 1',
        [logg, nummer],
      )
      return hashes.length > 0 ? 'gallrad' : undefined
    },

    // By the index of searches, which begins with the time: records of one request have the same.
    async ofSameRequest({ logg, access: { tid, handelseId } }) {
      const { rows } = await pool.query<Row>(
        `select r.logg, r.nummer, r.record from access_index i
           join access_record r on r.logg = i.logg and r.nummer = i.nummer
          where i.tid = $1 and r.event_id = $2 and r.logg <> $3 order by r.logg, r.nummer`,
        [tid, handelseId, logg],
      )
      return rows.flatMap(placed)
    },

    async withNumber(personRef, logs) {
      const { rows } = await pool.query<Row>(
        `select logg, nummer, record from access_record
          where logg = any($1::text[]) and person_ref = $2 and record like '%"personnummerForseglat":"%'
          order by tid desc, logg, nummer desc limit $3`,
        [logs, personRef, NEWEST],
      )
      return rows.flatMap(placed)
    },
  }
}
