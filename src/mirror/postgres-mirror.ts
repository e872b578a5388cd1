import type pg from 'pg'
import { SOURCES, MANGDER_OF_SOURCE, type Informationsmangd, type SourceName } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { contentFrom, NO_CONTENT } from '../mapping/content.ts'
import { batchedReads } from './batched-reads.ts'
import type { SealedUppgift, SourceStatus, Mirror } from './mirror.ts'

interface PersonRow {
  readonly person_ref: string
  readonly uppgift_ref: string | null
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly version: number
  readonly readAt: Date
  readonly sealed: Buffer
}

// One round trip for both questions, so that flagged and unknown persons cost the same to look up.
const PERSONER = `
  select person_ref, uppgift_ref, stadsdel, source, mangd, version, read_at as "readAt", sealed
    from uppgift where person_ref = any($1)
  union all
  select person_ref, null, stadsdel, source, null, null, null, null from protected_person where person_ref = any($1)`

// While the answer of one read is being worked on, the database is at work on the other.
const READINGS = { parallel: 2, maxBatch: 100 }

// As many persons with one invoice number are more than any caller tries to tell apart.
const MANY = 50

// Runs end minutes apart at the most often; every lookup asks.
const STATUS_MS = 1_000

export function postgresMirror(pool: pg.Pool, keys: Keys): Mirror {
  const allRows = batchedReads((personRefs) => readPersons(pool, personRefs), READINGS)
  const openText: Mirror['openText'] = ({ stadsdel, mangd, uppgiftRef, sealed }) =>
    // The row may have been read a moment before its key went.
    keys.generation(stadsdel, mangd) === undefined ? undefined : keys.open(stadsdel, mangd, uppgiftRef, sealed)
  let status: { readonly read: Promise<readonly SourceStatus[]>; readonly at: number } | undefined
  return {
    async person(personRef) {
      const rows = (await allRows(personRef)) ?? []
      const flags = rows.filter((row) => row.uppgift_ref === null)
      return {
        personRef,
        skyddad: flags.length > 0,
        flaggedBy: [...new Set(flags.map((row) => row.stadsdel))],
        uppgifter: flags.length > 0 ? [] : rows.map(toUppgift),
      }
    },

    async search(kind, value) {
      const { rows } = await pool.query<{ person_ref: string | null; unread: boolean }>({
        name: 'spegel-sok',
        text: `(select distinct person_ref, false as unread from uppgift where search_refs @> array[$1::bigint] limit ${MANY})
               union all
               (select distinct person_ref, true from quarantine where search_refs @> array[$1::bigint] limit ${MANY})`,
        values: [keys.searchRef(kind, value)],
      })
      return {
        personRefs: rows.flatMap(({ person_ref, unread }) => (unread || person_ref === null ? [] : [person_ref])),
        unreadOf: rows.filter(({ unread }) => unread).map(({ person_ref }) => person_ref),
      }
    },

    open(uppgift) {
      const text = openText(uppgift)
      return text === undefined ? NO_CONTENT : contentFrom(text)
    },

    openText,

    async sourceStatus() {
      if (status === undefined || Date.now() - status.at > STATUS_MS) {
        status = { read: readStatus(pool), at: Date.now() }
        // A failed reading is not kept.
        status.read.catch(() => (status = undefined))
      }
      return status.read
    },
  }
}

async function readPersons(
  pool: pg.Pool,
  personRefs: readonly string[],
): Promise<ReadonlyMap<string, readonly PersonRow[]>> {
  const { rows } = await pool.query<PersonRow>({ name: 'spegel-personer', text: PERSONER, values: [personRefs] })
  const persons = new Map<string, PersonRow[]>()
  for (const row of rows) {
    const known = persons.get(row.person_ref)
    if (known === undefined) persons.set(row.person_ref, [row])
    else known.push(row)
  }
  return persons
}

const SOURCE_MANGDER = SOURCES.flatMap((source) => MANGDER_OF_SOURCE[source].map((mangd) => ({ source, mangd })))

// A read from before a key was made gave nothing of what that key seals. Where all keys are younger there was no read
// yet; where one is, for a kind that the avtal has gained, a read is waited for. While what the newest complete read would take
// away waits for a person's word, no read of changes makes the scope current, and what is shown may be as old as the complete
// read before it.
async function readStatus(pool: pg.Pool): Promise<readonly SourceStatus[]> {
  const { rows } = await pool.query<SourceStatus>({
    name: 'spegel-kallstatus',
    text: `with keys as (
             select source, stadsdel, min(created_at) as first_made, max(created_at) as last_made
               from data_key join unnest($1::text[], $2::text[]) as m (source, mangd) using (mangd)
              where ended_at is null group by source, stadsdel
           ), runs as (
             select source, stadsdel, first_made, last_made,
                    max(start) filter (where kind = 'fullstandig' and status = 'lyckad' and start >= first_made) as speglad,
                    max(start) filter (where kind = 'betalstatus' and status = 'lyckad' and quarantine = 0 and start >= last_made)
                      as refreshed,
                    (array_agg(case status when 'avbruten' then 'misslyckad' else status end order by id desc)
                      filter (where kind <> 'betalstatus' and status <> 'pagar' and start >= first_made))[1] as newest,
                    (array_agg(status order by id desc)
                      filter (where kind = 'fullstandig' and status in ('lyckad', 'vantar') and start >= first_made))[1] as complete
               from sync_run left join keys using (source, stadsdel) group by source, stadsdel, first_made, last_made
           )
           select source, stadsdel, speglad, case when refreshed > speglad then refreshed end as refreshed,
                  case when newest = 'lyckad' and (speglad < last_made or complete = 'vantar') then 'vantar' else newest end as "newestRun",
                  exists (select from quarantine q where q.source = runs.source and q.stadsdel = runs.stadsdel and q.person_ref is null)
                    as orphans
             from runs`,
    values: [SOURCE_MANGDER.map(({ source }) => source), SOURCE_MANGDER.map(({ mangd }) => mangd)],
  })
  return rows.map((row) => ({ ...row, newestRun: row.newestRun ?? 'aldrig' }))
}

function toUppgift(row: PersonRow): SealedUppgift {
  return {
    uppgiftRef: row.uppgift_ref ?? '',
    stadsdel: row.stadsdel,
    source: row.source,
    mangd: row.mangd,
    version: row.version,
    readAt: row.readAt,
    sealed: row.sealed,
  }
}
