import type pg from 'pg'
import { KALLOR, MANGDER_AV_KALLA, type Informationsmangd, type KallaNamn } from '../informationsmangd.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Post } from '../mapping/person-items.ts'
import { batchedReads } from './batched-reads.ts'
import type { ForsegladUppgift, Kallstatus, Spegel } from './mirror.ts'

interface PersonRow {
  readonly person_ref: string
  readonly uppgift_ref: string | null
  readonly stadsdel: string
  readonly kalla: KallaNamn
  readonly mangd: Informationsmangd
  readonly version: number
  readonly last: Date
  readonly forseglad: Buffer
}

// One round trip for both questions, so that flagged and unknown persons cost the same to look up.
const PERSONER = `
  select person_ref, uppgift_ref, stadsdel, kalla, mangd, version, last, forseglad
    from uppgift where person_ref = any($1)
  union all
  select person_ref, null, stadsdel, kalla, null, null, null, null from skyddad where person_ref = any($1)`

// While the answer of one read is being worked on, the database is at work on the other.
const LASNINGAR = { parallel: 2, maxBatch: 100 }

// As many persons with one invoice number are more than any caller tries to tell apart.
const MANY = 50

// Runs end minutes apart at the most often; every lookup asks.
const STATUS_MS = 1_000

export function postgresSpegel(pool: pg.Pool, nycklar: Nycklar): Spegel {
  const rader = batchedReads((personRefs) => readPersons(pool, personRefs), LASNINGAR)
  let status: { readonly read: Promise<readonly Kallstatus[]>; readonly at: number } | undefined
  return {
    async person(personRef) {
      const rows = (await rader(personRef)) ?? []
      const flaggor = rows.filter((row) => row.uppgift_ref === null)
      return {
        personRef,
        skyddad: flaggor.length > 0,
        skyddadAv: [...new Set(flaggor.map((row) => row.stadsdel))],
        uppgifter: flaggor.length > 0 ? [] : rows.map(toUppgift),
      }
    },

    async sok(slag, varde) {
      const { rows } = await pool.query<{ person_ref: string }>({
        name: 'spegel-sok',
        text: `select distinct person_ref from uppgift where sokrefs @> array[$1::bigint] limit ${MANY}`,
        values: [nycklar.sokRef(slag, varde)],
      })
      return rows.map(({ person_ref }) => person_ref)
    },

    oppna(uppgift) {
      // The row may have been read a moment before its key went.
      if (nycklar.generation(uppgift.stadsdel, uppgift.mangd) === undefined) return []
      return JSON.parse(
        nycklar.oppna(uppgift.stadsdel, uppgift.mangd, uppgift.uppgiftRef, uppgift.forseglad),
      ) as readonly Post[]
    },

    async kallstatus() {
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

const KALLMANGDER = KALLOR.flatMap((kalla) => MANGDER_AV_KALLA[kalla].map((mangd) => ({ kalla, mangd })))

// A read from before a key was made gave nothing of what that key seals. Where all keys are younger there was no read
// yet; where one is, for a kind that the avtal has gained, a read is waited for.
async function readStatus(pool: pg.Pool): Promise<readonly Kallstatus[]> {
  const { rows } = await pool.query<Kallstatus>({
    name: 'spegel-kallstatus',
    text: `with nycklar as (
             select kalla, stadsdel, min(skapad) as forsta, max(skapad) as sista
               from datanyckel join unnest($1::text[], $2::text[]) as m (kalla, mangd) using (mangd)
              where avslutad is null group by kalla, stadsdel
           ), korningar as (
             select kalla, stadsdel, forsta, sista,
                    max(start) filter (where slag = 'fullstandig' and status in ('lyckad', 'vantar') and start >= forsta) as speglad,
                    (array_agg(case status when 'avbruten' then 'misslyckad' else status end order by id desc)
                      filter (where status <> 'pagar' and start >= forsta))[1] as senaste
               from korning left join nycklar using (kalla, stadsdel) group by kalla, stadsdel, forsta, sista
           )
           select kalla, stadsdel, speglad,
                  case when senaste = 'lyckad' and speglad < sista then 'vantar' else senaste end as "senasteKorning"
             from korningar`,
    values: [KALLMANGDER.map(({ kalla }) => kalla), KALLMANGDER.map(({ mangd }) => mangd)],
  })
  return rows.map((row) => ({ ...row, senasteKorning: row.senasteKorning ?? 'aldrig' }))
}

function toUppgift(row: PersonRow): ForsegladUppgift {
  return {
    uppgiftRef: row.uppgift_ref ?? '',
    stadsdel: row.stadsdel,
    kalla: row.kalla,
    mangd: row.mangd,
    version: row.version,
    last: row.last,
    forseglad: row.forseglad,
  }
}
