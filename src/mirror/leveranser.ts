import type pg from 'pg'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import { excludingOpenings } from './arendelager.ts'

const OUTBOX_BATCH = 5_000
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

/** Moves the oldest messages of the outbox to the open cases they concern; returns how many were taken. */
export async function sorteraUtkorg(pool: pg.Pool): Promise<number> {
  return excludingOpenings(pool, async (tx) => {
    const { rows } = await tx.query<{ antal: number }>(
      `with tagna as (
         delete from utkorg where id in (select id from utkorg order by id limit ${OUTBOX_BATCH}) returning *
       ), berorda as (
         insert into leverans (arende_id, uppgift_ref, stadsdel, mangd, onskad, status)
         select a.arende_id, t.uppgift_ref, t.stadsdel, t.mangd, max(t.version), 'vantar'
           from tagna t join arende a on a.person_ref = t.person_ref and a.status = 'oppet'
          group by a.arende_id, t.uppgift_ref, t.stadsdel, t.mangd
         on conflict (arende_id, uppgift_ref) do update
            set onskad = greatest(leverans.onskad, excluded.onskad), mangd = excluded.mangd, status = 'vantar', nasta = now(),
                forsok = least(leverans.forsok, 1), orsak = null
       )
       select count(*) as antal from tagna`,
    )
    return rows[0]?.antal ?? 0
  })
}

/** A change of an uppgift, as the bus tells of it. */
export interface Hord {
  readonly uppgiftRef: string
  readonly version: number
}

/**
 * The same from the bus. Whose it is and how new is taken from the mirror: whoever can write to a topic must not decide it. What a case already holds, or waits for, is left as it is, so that hearing something twice or late
 * has no effect. Of an uppgift that is gone only the cases that were to hold it are known.
 */
export async function sorteraHorda(pool: pg.Pool, horda: readonly Hord[]): Promise<void> {
  await excludingOpenings(pool, (tx) =>
    tx.query({
      name: 'sortera-horda',
      text: `with horda as (
               select uppgift_ref, least(max(version), (select last_value from uppgift_version)) as version
                 from unnest($1::text[], $2::bigint[]) as h (uppgift_ref, version) group by uppgift_ref
             ), borta as (
               update leverans l
                  set onskad = h.version, status = 'vantar', nasta = now(), forsok = least(l.forsok, 1), orsak = null
                 from horda h
                where l.uppgift_ref = h.uppgift_ref and greatest(l.onskad, l.levererad) < h.version
                  and not exists (select from uppgift u where u.uppgift_ref = h.uppgift_ref)
             )
             insert into leverans (arende_id, uppgift_ref, stadsdel, mangd, onskad, status)
             select a.arende_id, u.uppgift_ref, u.stadsdel, u.mangd, least(h.version, u.version), 'vantar'
               from horda h join uppgift u using (uppgift_ref)
               join arende a on a.person_ref = u.person_ref and a.status = 'oppet'
             on conflict (arende_id, uppgift_ref) do update
                set onskad = excluded.onskad, mangd = excluded.mangd, status = 'vantar', nasta = now(),
                    forsok = least(leverans.forsok, 1), orsak = null
              where greatest(leverans.onskad, leverans.levererad) < excluded.onskad`,
      values: [horda.map(({ uppgiftRef }) => uppgiftRef), horda.map(({ version }) => version)],
    }),
  )
}

/** Messages not yet sorted and deliveries of open cases that nobody has tried yet or that are under way. */
export async function outstanding(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ antal: number }>(
    `select (select count(*) from utkorg) + (
       select count(*) from leverans join arende using (arende_id)
        where leverans.status = 'vantar' and leverans.orsak is null and arende.status = 'oppet') as antal`,
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
 * another one has waits until the case holds nothing of the other: it must never show both.
 */
export async function taLeveranser(pool: pg.Pool, hogst: number): Promise<Leveransuppdrag[]> {
  const { rows } = await pool.query<UppdragRow>({
    name: 'ta-leveranser',
    text: `
      with tagna as (
        update leverans set nasta = now() + interval '${LEASE}', forsok = forsok + 1
         where (arende_id, uppgift_ref) in (
           select l.arende_id, l.uppgift_ref from leverans l join arende a using (arende_id)
            where l.status = 'vantar' and l.nasta <= now() and a.status = 'oppet'
              and not exists (select from avtalsslut s join leverans f on f.stadsdel = s.stadsdel
                               where s.klart is null and s.efterfoljare = l.stadsdel and f.arende_id = l.arende_id
                                 and (f.levererad > 0 or f.forsok > 0))
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

/** The case now holds this version; a change that came meanwhile keeps the delivery waiting. */
export async function levererad(pool: pg.Pool, arendeId: string, uppgiftRef: string, version: number): Promise<void> {
  await pool.query({
    name: 'levererad',
    text: `update leverans set levererad = $3, forsok = 0, orsak = null, nasta = now(),
                  status = case when onskad <= $3 then 'levererad' else 'vantar' end
            where arende_id = $1 and uppgift_ref = $2`,
    values: [arendeId, uppgiftRef, version],
  })
}

/** The case holds nothing of it, as of this version; with nothing there, nothing will have to be taken away. */
export async function harInget(pool: pg.Pool, arendeId: string, uppgiftRef: string, version: number): Promise<void> {
  await pool.query(
    `update leverans set levererad = 0, forsok = 0, orsak = null, nasta = now(),
            status = case when onskad <= $3 then 'levererad' else 'vantar' end
      where arende_id = $1 and uppgift_ref = $2`,
    [arendeId, uppgiftRef, version],
  )
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

/** Set aside with a reason until the uppgift changes, the case opens again or the hub starts anew. */
export async function parkera(pool: pg.Pool, arendeId: string, uppgiftRef: string, orsak: string): Promise<void> {
  await pool.query(`update leverans set status = 'parkerad', orsak = $3 where arende_id = $1 and uppgift_ref = $2`, [
    arendeId,
    uppgiftRef,
    orsak,
  ])
}

/** What the case system refused may be what somebody has put right before starting the hub again. */
export async function slappParkerade(pool: pg.Pool): Promise<void> {
  await pool.query(
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

/** Nothing of the case is left at the case system, nor here. A case that opened again meanwhile is left alone. */
export async function rensad(pool: pg.Pool, arendeId: string): Promise<void> {
  await pool.query(
    `with klar as (update arende set status = 'rensat' where arende_id = $1 and status = 'stangt' returning arende_id)
     delete from leverans where arende_id in (select arende_id from klar)`,
    [arendeId],
  )
}

export async function rensaIgen(pool: pg.Pool, arendeId: string, omMs: number): Promise<void> {
  await pool.query('update arende set nasta = now() + make_interval(secs => $2) where arende_id = $1', [
    arendeId,
    omMs / 1000,
  ])
}
