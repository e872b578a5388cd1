import { createHash } from 'node:crypto'
import type pg from 'pg'

/** How long a claimed case is somebody's, as a delivery is. */
const LEASE = '60 seconds'
const IGEN = '5 seconds'

/** An open case whose registration may be out of date, claimed by this worker. */
export interface Registreringsuppdrag {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  /** Newer than everything the case has been given. */
  readonly version: number
  /** What the registration that the case has was made of; null when it has none. */
  readonly berikad: string | null
  /** `uppgiftRef:version` of all that the case holds: what it registers is made of that and of nothing else. */
  readonly har: readonly string[]
  /** Stands as long as nobody has marked the case anew. */
  readonly lan: string
}

/**
 * What the case registers may have to follow; `borta`: it has lost its registration. A statement of its own: an opening
 * takes the case first and its deliveries after, and whoever took them the other way round could wait for it for ever.
 */
export async function attBerika(pool: pg.Pool, arendeId: string, borta: boolean): Promise<void> {
  await pool.query({
    name: 'att-berika',
    text: 'update arende set att_berika = now(), berikad = case when $2 then null else berikad end where arende_id = $1',
    values: [arendeId, borta],
  })
}

/** Claims cases that have got all that waits for them, so that a case that fills is told once and not at every uppgift. */
export async function taRegistreringar(pool: pg.Pool, hogst: number): Promise<Registreringsuppdrag[]> {
  const { rows } = await pool.query<Registreringsuppdrag>({
    name: 'ta-registreringar',
    text: `
      update arende set att_berika = now() + interval '${LEASE}'
       where arende_id in (
         select a.arende_id from arende a
          where a.status = 'oppet' and a.att_berika <= now()
            and not exists (select from leveranspaus where mal = 'arendesystem' and slut is null)
            and not exists (select from leverans l
                             where l.arende_id = a.arende_id and l.status = 'vantar' and l.orsak is null)
          order by a.att_berika limit $1 for update skip locked)
      returning arende_id as "arendeId", person_ref as "personRef", andamal, berikad, att_berika::text as lan,
                nextval('uppgift_version') as version,
                array(select uppgift_ref || ':' || levererad from leverans l
                       where l.arende_id = arende.arende_id and levererad > 0 order by uppgift_ref) as har`,
    values: [hogst],
  })
  return rows
}

/** Tells one state of a case from another, and nothing of what is in it. */
export const underlagsdigest = ({ andamal, har }: Registreringsuppdrag, policyversion: string): string =>
  createHash('sha256')
    .update(JSON.stringify([policyversion, andamal, har]))
    .digest('base64url')

/** Done, unless the case was marked anew meanwhile: then it is looked at again. */
export async function berikad(
  pool: pg.Pool,
  { arendeId, lan }: Registreringsuppdrag,
  av: string | null,
): Promise<void> {
  await pool.query(
    'update arende set att_berika = null, berikad = $3 where arende_id = $1 and att_berika = $2::timestamptz',
    [arendeId, lan, av],
  )
}

export async function berikaIgen(pool: pg.Pool, { arendeId }: Registreringsuppdrag): Promise<void> {
  await pool.query(`update arende set att_berika = now() + interval '${IGEN}' where arende_id = $1`, [arendeId])
}
