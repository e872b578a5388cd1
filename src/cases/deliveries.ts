import type pg from 'pg'
import type { Tx } from '../platform/database/database.ts'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'

/** How long a claimed delivery is somebody's: after that the worker that took it is taken to be gone. */
const LEASE = '60 seconds'

/** A delivery that this worker has claimed, with the present state of everything it depends on. */
export interface Leveransuppdrag {
  readonly arendeId: string
  readonly uppgiftRef: string
  readonly stadsdel: string
  /** Null in a delivery from before kinds were kept. */
  readonly mangd: Informationsmangd | null
  readonly personRef: string
  readonly andamal: string
  /**
   * False: nothing of this uppgift can be in the case. A write that was tried may have been made though no answer came:
   * `forsok` is therefore never set back to 0 until a delivery is known to have been made.
   */
  readonly nagonsinSkickad: boolean
  readonly forsok: number
  /** The newest version that the case may hold: a removal of it leaves room for whatever the uppgift becomes next. */
  readonly borttagningsversion: number
  /** Absent when the mirror no longer has it, the person is protected, or the case is now another person's. */
  readonly nu?: {
    readonly kalla: KallaNamn
    readonly mangd: Informationsmangd
    readonly version: number
    readonly last: Date
    readonly forseglad: Buffer
  }
}

/** Messages not yet sorted and deliveries of open cases that nobody has tried yet or that are under way, unless they are paused. */
export async function outstanding(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ antal: number }>(
    `select (select count(*) from utkorg) + (
       select count(*) from leverans join arende using (arende_id)
        where leverans.status = 'vantar' and leverans.orsak is null and arende.status = 'oppet'
          and not exists (select from leveranspaus where mal = 'arendesystem' and slut is null)) as antal`,
  )
  return rows[0]?.antal ?? 0
}

interface UppdragRow {
  readonly arende_id: string
  readonly uppgift_ref: string
  readonly person_ref: string
  readonly andamal: string
  readonly levererad: number
  readonly forsok: number
  readonly borttagningsversion: number
  readonly stadsdel: string
  readonly leveransmangd: Informationsmangd | null
  readonly kalla: KallaNamn | null
  readonly mangd: Informationsmangd
  readonly version: number
  readonly last: Date
  readonly forseglad: Buffer
}

/**
 * Claims due deliveries for a while; a worker that dies lets them go by the clock. What a stadsdel that has taken over
 * another one has waits until the case holds nothing of the other: it must never show both. Into a closed case, and
 * while deliveries are paused, nothing goes but what the mirror no longer has is taken out: a person who is protected now
 * waits neither for the day of the purge nor for somebody's repair.
 */
export async function taLeveranser(pool: pg.Pool, hogst: number): Promise<Leveransuppdrag[]> {
  const { rows } = await pool.query<UppdragRow>({
    name: 'ta-leveranser',
    text: `
      with tagna as (
        update leverans set nasta = now() + interval '${LEASE}', forsok = forsok + 1
         where (arende_id, uppgift_ref) in (
           select l.arende_id, l.uppgift_ref from leverans l join arende a using (arende_id)
            where l.status = 'vantar' and l.nasta <= now() and a.status in ('oppet', 'stangt')
              and not exists (select from avtalsslut s join leverans f on f.stadsdel = s.stadsdel
                               where s.klart is null and s.efterfoljare = l.stadsdel and f.arende_id = l.arende_id
                                 and (f.levererad > 0 or f.forsok > 0))
              and (a.status = 'oppet' and not exists (select from leveranspaus where mal = 'arendesystem' and slut is null)
                   or not exists (select from uppgift u where u.uppgift_ref = l.uppgift_ref and u.person_ref = a.person_ref))
            order by l.nasta limit $1 for update of l skip locked)
        returning *
      )
      select t.arende_id, t.uppgift_ref, a.person_ref, a.andamal, t.stadsdel, t.mangd as leveransmangd, t.levererad,
             t.forsok,
             greatest(t.onskad, t.levererad, u.version) as borttagningsversion,
             u.kalla, u.mangd, u.version, u.last, u.forseglad
        from tagna t
        join arende a using (arende_id)
        left join uppgift u on u.uppgift_ref = t.uppgift_ref and u.person_ref = a.person_ref
             and not exists (select from skyddad s where s.person_ref = a.person_ref)`,
    values: [hogst],
  })
  return rows.map((row) => ({
    arendeId: row.arende_id,
    uppgiftRef: row.uppgift_ref,
    stadsdel: row.stadsdel,
    mangd: row.leveransmangd,
    personRef: row.person_ref,
    andamal: row.andamal,
    nagonsinSkickad: row.levererad > 0 || row.forsok > 1,
    forsok: row.forsok,
    borttagningsversion: row.borttagningsversion,
    ...(row.kalla === null
      ? {}
      : {
          nu: {
            kalla: row.kalla,
            mangd: row.mangd,
            version: row.version,
            last: row.last,
            forseglad: row.forseglad,
          },
        }),
  }))
}

/** How a case stands after a delivery. */
export interface Levererat {
  /** The version that it now holds; 0: nothing of it, and then nothing will have to be taken away. */
  readonly haller: number
  /** As of which version that is: a newer change that came meanwhile keeps the delivery waiting. */
  readonly version: number
  /** Of the decision under which it was made. */
  readonly falt: string
}

export async function levererad(
  pool: pg.Pool,
  { arendeId, uppgiftRef }: Pick<Leveransuppdrag, 'arendeId' | 'uppgiftRef'>,
  { haller, version, falt }: Levererat,
): Promise<void> {
  await pool.query({
    name: 'levererad',
    text: `update leverans set levererad = $3, falt = $5, forsok = 0, orsak = null, nasta = now(),
                  status = case when onskad <= $4 then 'levererad' else 'vantar' end
            where arende_id = $1 and uppgift_ref = $2`,
    values: [arendeId, uppgiftRef, haller, version, falt],
  })
}

export async function forsokIgen(
  pool: pg.Pool,
  arendeId: string,
  uppgiftRef: string,
  omMs: number,
  orsak: string,
): Promise<void> {
  await pool.query(
    `update leverans set nasta = now() + make_interval(secs => $3), orsak = $4 where arende_id = $1 and uppgift_ref = $2`,
    [arendeId, uppgiftRef, omMs / 1000, orsak],
  )
}

/** Set aside with a reason until the uppgift changes, the case opens again, somebody asks for it or the hub starts anew. */
export async function parkera(pool: pg.Pool, arendeId: string, uppgiftRef: string, orsak: string): Promise<void> {
  await pool.query(`update leverans set status = 'parkerad', orsak = $3 where arende_id = $1 and uppgift_ref = $2`, [
    arendeId,
    uppgiftRef,
    orsak,
  ])
}

/** What the case system refused may be what somebody has put right since; policy is asked again when it is tried. */
export async function slappParkerade(db: pg.Pool | Tx): Promise<void> {
  await db.query(
    `update leverans set status = 'vantar', nasta = now(), forsok = least(forsok, 1), orsak = null
      where status = 'parkerad'`,
  )
}

export interface Rensningsuppdrag {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly forsok: number
  /** Whose data may be in the case. */
  readonly stadsdelar: readonly string[]
}

/** Claims closed cases that are to be purged. */
export async function taRensningar(pool: pg.Pool, hogst: number): Promise<Rensningsuppdrag[]> {
  const { rows } = await pool.query<Rensningsuppdrag>(
    `update arende set nasta = now() + interval '${LEASE}', forsok = forsok + 1
      where arende_id in (select arende_id from arende where status = 'stangt' and nasta <= now()
                           order by nasta limit $1 for update skip locked)
      returning arende_id as "arendeId", person_ref as "personRef", andamal, forsok,
                array(select distinct stadsdel from leverans l where l.arende_id = arende.arende_id) as stadsdelar`,
    [hogst],
  )
  return rows
}

/**
 * Nothing of the case is left at the case system, nor here but for a receipt. A case that opened again meanwhile is left
 * alone.
 */
export async function rensad(pool: pg.Pool, arendeId: string, handelseId: string): Promise<void> {
  await pool.query(
    `with klar as (
       update arende set status = 'rensat', att_berika = null, berikad = null where arende_id = $1 and status = 'stangt' returning arende_id, stangt
     ), borta as (
       delete from leverans where arende_id in (select arende_id from klar) returning stadsdel, levererad, forsok
     )
     insert into rensningskvitto (arende_id, stangt, uppgifter, handelse_id)
     select arende_id, stangt,
            coalesce((select jsonb_object_agg(stadsdel, antal)
                        from (select stadsdel, count(*) as antal from borta where levererad > 0 or forsok > 0
                               group by stadsdel) per_stadsdel), '{}'), $2
       from klar`,
    [arendeId, handelseId],
  )
}

export async function rensaIgen(pool: pg.Pool, arendeId: string, omMs: number): Promise<void> {
  await pool.query('update arende set nasta = now() + make_interval(secs => $2) where arende_id = $1', [
    arendeId,
    omMs / 1000,
  ])
}
