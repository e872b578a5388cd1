import type pg from 'pg'
import { type ItemKeys, merge } from '../mapping/merge-items.ts'
import type { PersonItems, SourceBatch } from '../mapping/person-items.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { oneTimeKey } from '../platform/keys/seal.ts'

const PAGE = 1_000

/**
 * Puts a disorderly read in order: every piece of a person is kept, sealed, in an unlogged table until the read is
 * complete, then the pieces come back person by person, joined. Costs a write per piece, so only sources that deliver
 * persons in pieces pay for it.
 */
export async function* throughStaging(
  pool: pg.Pool,
  keys: Pick<Keys, 'personRef'>,
  run: number,
  itemKeys: ItemKeys,
  deliveries: AsyncIterable<SourceBatch>,
): AsyncGenerator<SourceBatch> {
  const about = `mellanlager/${run}`
  const seal = oneTimeKey()
  let number = 0
  for await (const { personer, orphans } of deliveries) {
    if (personer.length > 0)
      await pool.query(
        `insert into staging (sync_run, person_ref, number, sealed)
         select $1, * from unnest($2::text[], $3::bigint[], $4::bytea[])`,
        [
          run,
          personer.map((person) => keys.personRef(person.personnummer)),
          personer.map(() => number++),
          personer.map((person) => seal.seal(about, JSON.stringify(person))),
        ],
      )
    if (orphans.length > 0) yield { personer: [], orphans }
  }

  let parts: PersonItems[] = []
  let person = ''
  for (let after = { ref: '', number: -1 }; ;) {
    const { rows } = await pool.query<{ person_ref: string; number: number; sealed: Buffer }>(
      `select person_ref, number, sealed from staging
       where sync_run = $1 and (person_ref, number) > ($2, $3) order by person_ref, number limit ${PAGE}`,
      [run, after.ref, after.number],
    )
    const personer: PersonItems[] = []
    for (const row of rows) {
      if (row.person_ref !== person && parts.length > 0) {
        personer.push(merge(parts, itemKeys))
        parts = []
      }
      person = row.person_ref
      parts.push(JSON.parse(seal.open(about, row.sealed)) as PersonItems)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) {
      if (parts.length > 0) personer.push(merge(parts, itemKeys))
      yield { personer, orphans: [] }
      return
    }
    yield { personer, orphans: [] }
    after = { ref: last.person_ref, number: last.number }
  }
}

/** Forgets what this run, or an earlier one that was killed, has left. */
export async function clearStaging(pool: pg.Pool, run: number): Promise<void> {
  await pool.query(
    `delete from staging m where m.sync_run = $1
        or exists (select from sync_run k where k.id = m.sync_run and k.status <> 'pagar')`,
    [run],
  )
}
