import type pg from 'pg'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { Andring } from './envelope.ts'

/** What the outbox says has happened to one uppgift, with what the mirror has of it now. */
export interface Utkorgspost extends Andring {
  /** Rows of the outbox that this stands for. */
  readonly ids: readonly number[]
  readonly personRef: string
  /** Absent when it is gone, or its person is protected. */
  readonly nu?: { readonly last: Date; readonly forseglad: Buffer }
}

interface Row {
  readonly id: number
  readonly uppgift_ref: string
  readonly stadsdel: string
  readonly kalla: KallaNamn
  readonly mangd: Informationsmangd
  readonly version: number
  readonly skapad: Date
  readonly person_ref: string
  readonly last: Date
  readonly forseglad: Buffer | null
}

/**
 * The oldest rows of the outbox, one post per uppgift in the order of its newest row. Rows of one uppgift have their ids in the
 * order of their commits, since each writer holds the row in the mirror or its scope alone; rows of different ones need
 * not, and nothing is lost by it: what was not yet committed is in a later batch. `utom` are under way already.
 * During a pause of the bus what is gone goes all the same, before what waits: a consumer must not keep it meanwhile.
 */
export async function lasUtkorg(
  pool: pg.Pool,
  hogst: number,
  utom: readonly Utkorgspost[] = [],
): Promise<readonly Utkorgspost[]> {
  const { rows } = await pool.query<Row>({
    name: 'las-utkorg',
    text: `select k.id, k.uppgift_ref, k.person_ref, k.stadsdel, k.kalla, k.mangd,
                  greatest(k.version, u.version) as version, k.skapad, u.last, u.forseglad
             from ((select * from utkorg
                     where id <> all($2::bigint[])
                       and not exists (select from leveranspaus where mal = 'buss' and slut is null)
                     order by id limit $1)
                   union all
                   (select * from utkorg
                     where id <> all($2::bigint[]) and borta
                       and exists (select from leveranspaus where mal = 'buss' and slut is null)
                       and not exists (select from uppgift where uppgift.uppgift_ref = utkorg.uppgift_ref)
                     order by id limit $1)) k
             left join uppgift u on u.uppgift_ref = k.uppgift_ref
                  and not exists (select from skyddad s where s.person_ref = u.person_ref)
            order by k.id`,
    values: [hogst, utom.flatMap(({ ids }) => ids)],
  })
  const poster = new Map<string, Utkorgspost>()
  for (const row of rows) {
    const ids = [...(poster.get(row.uppgift_ref)?.ids ?? []), row.id]
    poster.delete(row.uppgift_ref)
    poster.set(row.uppgift_ref, asPost(row, ids))
  }
  return [...poster.values()]
}

function asPost(row: Row, ids: readonly number[]): Utkorgspost {
  const { uppgift_ref, stadsdel, kalla, mangd, version, skapad, person_ref, last, forseglad } = row
  return {
    ids,
    uppgiftRef: uppgift_ref,
    personRef: person_ref,
    stadsdel,
    kalla,
    mangd,
    version,
    tid: skapad,
    ...(forseglad === null ? {} : { nu: { last, forseglad } }),
  }
}

export interface Parkerad {
  readonly post: Utkorgspost
  readonly orsak: string
}

/** What was published leaves the outbox; what was refused is set aside with the reason. In one commit. */
export async function avsluta(
  pool: pg.Pool,
  skickade: readonly Utkorgspost[],
  parkerade: readonly Parkerad[],
): Promise<void> {
  if (skickade.length + parkerade.length === 0) return
  const poster = parkerade.map(({ post }) => post)
  await pool.query({
    name: 'avsluta-utkorg',
    text: `with borta as (delete from utkorg where id = any($1)),
                losta as (delete from parkerat_meddelande where uppgift_ref = any($2))
           insert into parkerat_meddelande (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, orsak)
           select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[])
           on conflict (uppgift_ref) do update set version = excluded.version, orsak = excluded.orsak, sedan = now()`,
    values: [
      [...skickade, ...poster].flatMap(({ ids }) => ids),
      skickade.map(({ uppgiftRef }) => uppgiftRef),
      ...columns(poster),
      parkerade.map(({ orsak }) => orsak),
    ],
  })
}

/** Asks for these to be published once more, as they are by then. */
export async function begarOm(pool: pg.Pool, poster: readonly Utkorgspost[]): Promise<void> {
  await pool.query(
    `insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select *, false from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])`,
    columns(poster),
  )
}

const columns = (poster: readonly Utkorgspost[]): unknown[] => [
  poster.map(({ uppgiftRef }) => uppgiftRef),
  poster.map(({ personRef }) => personRef),
  poster.map(({ stadsdel }) => stadsdel),
  poster.map(({ kalla }) => kalla),
  poster.map(({ mangd }) => mangd),
  poster.map(({ version }) => version),
]
