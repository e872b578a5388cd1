import type pg from 'pg'
import type { Nycklar } from '../platform/keys/keys.ts'
import { engangsnyckel } from '../platform/keys/seal.ts'
import type { Leverans, PersonPost } from '../mapping/person-items.ts'
import { sammanfoga, type Postnycklar } from '../mapping/merge-items.ts'

const PAGE = 1_000

/**
 * Puts a disorderly read in order: every piece of a person is kept, sealed, in an unlogged table until the read is
 * complete, then the pieces come back person by person, joined. Costs a write per piece, so only sources that deliver
 * persons in pieces pay for it.
 */
export async function* viaMellanlager(
  pool: pg.Pool,
  nycklar: Pick<Nycklar, 'personRef'>,
  korning: number,
  postnycklar: Postnycklar,
  leveranser: AsyncIterable<Leverans>,
): AsyncGenerator<Leverans> {
  const om = `mellanlager/${korning}`
  const sigill = engangsnyckel()
  let nummer = 0
  for await (const { personer, herrelosa } of leveranser) {
    if (personer.length > 0)
      await pool.query(
        `insert into mellanlager (korning, person_ref, nummer, forseglad)
         select $1, * from unnest($2::text[], $3::bigint[], $4::bytea[])`,
        [
          korning,
          personer.map((person) => nycklar.personRef(person.personnummer)),
          personer.map(() => nummer++),
          personer.map((person) => sigill.forsegla(om, JSON.stringify(person))),
        ],
      )
    if (herrelosa.length > 0) yield { personer: [], herrelosa }
  }

  let delar: PersonPost[] = []
  let person = ''
  for (let after = { ref: '', nummer: -1 }; ;) {
    const { rows } = await pool.query<{ person_ref: string; nummer: number; forseglad: Buffer }>(
      `select person_ref, nummer, forseglad from mellanlager
       where korning = $1 and (person_ref, nummer) > ($2, $3) order by person_ref, nummer limit ${PAGE}`,
      [korning, after.ref, after.nummer],
    )
    const personer: PersonPost[] = []
    for (const row of rows) {
      if (row.person_ref !== person && delar.length > 0) {
        personer.push(sammanfoga(delar, postnycklar))
        delar = []
      }
      person = row.person_ref
      delar.push(JSON.parse(sigill.oppna(om, row.forseglad)) as PersonPost)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) {
      if (delar.length > 0) personer.push(sammanfoga(delar, postnycklar))
      yield { personer, herrelosa: [] }
      return
    }
    yield { personer, herrelosa: [] }
    after = { ref: last.person_ref, nummer: last.nummer }
  }
}

/** Forgets what this run, or an earlier one that was killed, has left. */
export async function tomMellanlager(pool: pg.Pool, korning: number): Promise<void> {
  await pool.query(
    `delete from mellanlager m where m.korning = $1
        or exists (select from korning k where k.id = m.korning and k.status <> 'pagar')`,
    [korning],
  )
}
