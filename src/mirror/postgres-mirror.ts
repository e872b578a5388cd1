import type pg from 'pg'
import { type Informationsmangd, MANGDER_OF_SOURCE, type SourceName, SOURCES } from '../informationsmangd.ts'
import { byteText, decoded } from '../mapping/byte-text.ts'
import { contentFrom, NO_CONTENT } from '../mapping/content.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { batchedReads } from './batched-reads.ts'
import type { Mirror, SealedUppgift, SourceStatus } from './mirror.ts'

/** What the mirror holds of one person, or who has flagged that person: two rows for a read that came between the two. */
interface PersonRow {
  readonly person_ref: string
  /** Of each uppgift what it is, and what is sealed of it, in the same order. */
  readonly uppgifter: string | null
  readonly sealed: string | null
  readonly flaggedBy: string | null
}

// One round trip for both questions, so that flagged and unknown persons cost the same to look up. One row for a person, and
// base64, because pg reads each field of a row as a text of its own, and bytes as twice as many digits.
const PERSONER = `
  select person_ref,
         string_agg(concat_ws(' ', uppgift_ref, stadsdel, source, mangd, version, (date_part('epoch', read_at) * 1000)::bigint), ',')
           as uppgifter,
         string_agg(encode(sealed, 'base64'), ',') as sealed, null as "flaggedBy"
    from uppgift where person_ref = any($1) group by person_ref
  union all
  select person_ref, null, null, string_agg(stadsdel, ',') from protected_person where person_ref = any($1) group by person_ref`

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
    keys.generation(stadsdel, mangd) === undefined
      ? undefined
      : byteText(keys.openBytes(stadsdel, mangd, uppgiftRef, sealed))
  let status: { readonly read: Promise<readonly SourceStatus[]>; readonly at: number } | undefined
  return {
    async person(personRef) {
      const rows = (await allRows(personRef)) ?? []
      const flags = rows.flatMap((row) => row.flaggedBy?.split(',') ?? [])
      return {
        personRef,
        skyddad: flags.length > 0,
        flaggedBy: [...new Set(flags)],
        uppgifter: flags.length > 0 ? [] : rows.flatMap(uppgifterOf),
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
      return text === undefined ? NO_CONTENT : contentFrom(decoded(text))
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

/** No name in it holds a comma or a blank. */
function uppgifterOf({ uppgifter, sealed }: PersonRow): readonly SealedUppgift[] {
  if (uppgifter === null || sealed === null) return []
  const bytes = sealed.split(',')
  return uppgifter.split(',').map((uppgift, place) => {
    const [uppgiftRef = '', stadsdel = '', source, mangd, version, readAt] = uppgift.split(' ')
    return {
      uppgiftRef,
      stadsdel,
      source: source as SourceName,
      mangd: mangd as Informationsmangd,
      version: Number(version),
      readAt: new Date(Number(readAt)),
      sealed: Buffer.from(bytes[place] ?? '', 'base64'),
    }
  })
}
