import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { type LogPosition, OWN_LOG } from './access.ts'
import type { Disclose } from './disclose.ts'
import { openLogId } from './log-id.ts'
import { LOST_EVENT_ID } from './record.ts'
import { type Actor, createAccess } from './record-then.ts'
import { noRecord } from './stored-tree.ts'

export interface FindDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'openFromLog'>
  readonly disclose: Disclose
  readonly clock: () => Date
}

/**
 * The places that an id of an answer stands for: that of its own record, and those of the records that the same request
 * made in other logs. Logs in each of those logs, and in the hub's own, that its record was looked up. Throws BEGARAN_OGILTIG for an id that this
 * hub has not given, FINNS_EJ for a number that the log does not have.
 */
export async function findRecords(deps: FindDeps, id: string, actor: Actor): Promise<readonly LogPosition[]> {
  const named = placeOf(deps.keys, id)
  const places = await ofSameRequest(deps.pool, named)
  const access = createAccess('granskning', actor, deps.clock())
  const boards = new Set(places.map(({ logg }) => logg).filter((log) => log !== OWN_LOG))
  const records = [{ logg: OWN_LOG, access }, ...[...boards].map((log) => ({ logg: log, access }))] as const
  return deps.disclose({ poster: records, body: () => places }, (found) => found)
}

/** The place that an id stands for. Throws BEGARAN_OGILTIG for an id that this hub has not given. */
export function placeOf(keys: Pick<Keys, 'openFromLog'>, id: string): LogPosition {
  const place = openLogId(keys, id)
  if (place !== undefined) return place
  throw new InsynError(
    'BEGARAN_OGILTIG',
    'this hub has not given that loggId: it is forged, cut short or of another hub',
  )
}

/** The named place first. */
async function ofSameRequest(pool: pg.Pool, named: LogPosition): Promise<readonly LogPosition[]> {
  const { rows } = await pool.query<{ tid: Date; person: string | null; event: string }>(
    'select tid, person_ref as person, event_id as event from access_record where logg = $1 and nummer = $2',
    [named.logg, named.nummer],
  )
  const [record] = rows
  if (record === undefined || record.event === LOST_EVENT_ID) throw await noRecord(pool, named)
  const { tid, person, event } = record
  // About nobody and of no board: it has no others beside it.
  if (person === null && named.logg === OWN_LOG) return [named]
  const { rows: others } =
    person === null
      ? await pool.query<LogPosition>('select logg, nummer from access_record where event_id = $1', [event])
      : await pool.query<LogPosition>(
          `select r.logg, r.nummer from log_head h join access_record r on r.logg = h.logg
            where r.person_ref = $1 and r.tid = $2 and r.event_id = $3`,
          [person, tid, event],
        )
  return [named, ...others.filter(({ logg }) => logg !== named.logg).sort((a, b) => (a.logg < b.logg ? -1 : 1))]
}
