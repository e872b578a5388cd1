import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { takingFromOutbox } from '../mirror/outbox.ts'
import { excludingOpenings } from './arende-store.ts'
import { wakeExisting, wakeOrAdd } from './wake.ts'

const OUTBOX_BATCH = 5_000

/** Moves the oldest messages of the outbox to the open cases they concern; returns how many were taken. */
export async function routeOutbox(pool: pg.Pool): Promise<number> {
  return excludingOpenings(pool, async (tx) => {
    const { rows } = await tx.query<{ count: number }>(
      `with taken as (${takingFromOutbox(OUTBOX_BATCH)}),
       woken as (${wakeOrAdd(
         `select a.arende_id, t.uppgift_ref, t.stadsdel, t.mangd, max(t.version) as wanted, 0 as attempts
            from taken t join arende a on a.person_ref = t.person_ref and a.status = 'oppet'
           group by a.arende_id, t.uppgift_ref, t.stadsdel, t.mangd`,
       )})
       select count(*) as count from taken`,
    )
    return rows[0]?.count ?? 0
  })
}

/** A change of an uppgift, as the bus tells of it. */
export interface HeardChange {
  readonly uppgiftRef: string
  readonly version: number
}

/**
 * The same from the bus. Whose it is and how new is taken from the mirror: whoever can write to a topic must not decide it.
 * What a case already holds, or waits for, is left as it is, so that hearing something twice or late has no effect. Of an
 * uppgift that is gone only the cases that were to hold it are known.
 */
export async function routeHeard(pool: pg.Pool, heard: readonly HeardChange[]): Promise<void> {
  await excludingOpenings(pool, (tx) =>
    tx.query({
      name: 'route-heard',
      text: `with heard as (
               select uppgift_ref, least(max(version), (select last_value from uppgift_version)) as version
                 from unnest($1::text[], $2::bigint[]) as h (uppgift_ref, version) group by uppgift_ref
             ), gone as (${wakeExisting(
               `delivery.uppgift_ref = h.uppgift_ref and greatest(delivery.wanted, delivery.delivered) < h.version
                  and not exists (select from uppgift u where u.uppgift_ref = h.uppgift_ref)`,
               { wanted: 'h.version', from: 'heard h' },
             )})
             ${wakeOrAdd(
               `select a.arende_id, u.uppgift_ref, u.stadsdel, u.mangd, least(h.version, u.version) as wanted, 0 as attempts
                  from heard h join uppgift u using (uppgift_ref)
                  join arende a on a.person_ref = u.person_ref and a.status = 'oppet'`,
               { where: 'greatest(delivery.wanted, delivery.delivered) < excluded.wanted' },
             )}`,
      values: [heard.map(({ uppgiftRef }) => uppgiftRef), heard.map(({ version }) => version)],
    }),
  )
}

/** All that the mirror has of a kind, to the open cases that lack it; and what cases hold that the mirror has no longer. */
export async function routeKind(pool: pg.Pool, mangd: Informationsmangd): Promise<void> {
  await excludingOpenings(pool, (tx) =>
    tx.query(
      `with gone as (${wakeExisting(
        `delivery.mangd = $1 and delivery.delivered > 0 and delivery.status = 'levererad'
           and not exists (select from uppgift u where u.uppgift_ref = delivery.uppgift_ref)`,
        { wanted: '(select last_value from uppgift_version)' },
      )})
       ${wakeOrAdd(
         `select a.arende_id, u.uppgift_ref, u.stadsdel, u.mangd, u.version as wanted, 0 as attempts
            from uppgift u join arende a on a.person_ref = u.person_ref and a.status = 'oppet' where u.mangd = $1`,
         { where: 'greatest(delivery.wanted, delivery.delivered) < excluded.wanted' },
       )}`,
      [mangd],
    ),
  )
}
