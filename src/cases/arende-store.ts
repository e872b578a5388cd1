import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'

/** What the case registered about itself; free words of the case system's own catalogue. */
export type Kategori = Readonly<Record<string, string>>

export interface NyttArende {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly kategori: Kategori
}

/**
 * Opening a case and sorting the outbox exclude each other: a change is then either in the mirror that the opening
 * reads or still in the outbox when the case is known.
 */
const ARENDE_LOCK = 0x1c5f_0003

/** `rensaEfterDygn`: how long a closed case keeps what it was given. */
export function createArendelager(pool: pg.Pool, rensaEfterDygn: number) {
  return {
    /** Opens the case and asks for everything of the person that the mirror holds. Opening twice is opening once. */
    async oppna(arende: NyttArende): Promise<void> {
      await inTransaction(pool, async (tx) => {
        await tx.query('select pg_advisory_xact_lock_shared($1)', [ARENDE_LOCK])
        const { rows } = await tx.query<{ person_ref: string }>('select person_ref from arende where arende_id = $1', [
          arende.arendeId,
        ])
        const [forra] = rows
        if (forra !== undefined && forra.person_ref !== arende.personRef) await renew(tx, arende.personRef)
        await tx.query(
          `insert into arende (arende_id, person_ref, andamal, kategori, status) values ($1, $2, $3, $4, 'oppet')
           on conflict (arende_id) do update
              set person_ref = excluded.person_ref, andamal = excluded.andamal,
                  kategori = arende.kategori || excluded.kategori,
                  status = 'oppet', stangt = null, forsok = 0, nasta = now()`,
          [arende.arendeId, arende.personRef, arende.andamal, JSON.stringify(arende.kategori)],
        )
        // Also what an earlier person of the same case left: the worker then sees that it is not this person's.
        await tx.query(
          `update leverans set status = 'vantar', nasta = now(), forsok = least(forsok, 1), orsak = null where arende_id = $1`,
          [arende.arendeId],
        )
        await tx.query(
          `insert into leverans (arende_id, uppgift_ref, stadsdel, mangd, onskad, status)
           select $1, uppgift_ref, stadsdel, mangd, version, 'vantar' from uppgift where person_ref = $2
           on conflict (arende_id, uppgift_ref) do update set onskad = excluded.onskad, mangd = excluded.mangd`,
          [arende.arendeId, arende.personRef],
        )
      })
    },

    /** False when there is no such open case. */
    async kategorisera(arendeId: string, kategori: Kategori): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update arende set kategori = kategori || $2 where arende_id = $1 and status = 'oppet'`,
        [arendeId, JSON.stringify(kategori)],
      )
      return rowCount === 1
    },

    /** From now on nothing is written into the case; what was is purged by the worker in its time. False when it never was open. */
    async stang(arendeId: string): Promise<boolean> {
      await pool.query(
        `update arende set status = 'stangt', stangt = now(), forsok = 0, nasta = now() + make_interval(days => $2)
          where arende_id = $1 and status = 'oppet'`,
        [arendeId, rensaEfterDygn],
      )
      const { rowCount } = await pool.query('select from arende where arende_id = $1', [arendeId])
      return rowCount === 1
    },

    async hamta(arendeId: string): Promise<{ personRef: string; andamal: string } | undefined> {
      const { rows } = await pool.query<{ personRef: string; andamal: string }>(
        `select person_ref as "personRef", andamal from arende where arende_id = $1 and status = 'oppet'`,
        [arendeId],
      )
      return rows[0]
    },

    async oppnaArenden(): Promise<ReadonlyMap<string, { personRef: string; andamal: string }>> {
      const { rows } = await pool.query<{ arende_id: string; person_ref: string; andamal: string }>(
        `select arende_id, person_ref, andamal from arende where status = 'oppet'`,
      )
      return new Map(rows.map((row) => [row.arende_id, { personRef: row.person_ref, andamal: row.andamal }]))
    },
  }
}

/**
 * Gives every uppgift of a person a new version. The case system keeps the versions of what was removed from a case, so
 * a case that comes back to a person it once was about would not take the old ones again.
 */
async function renew(tx: Tx, personRef: string): Promise<void> {
  await tx.query(
    `with nya as (update uppgift set version = nextval('uppgift_version') where person_ref = $1 returning *)
     insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from nya`,
    [personRef],
  )
}

export type Arendelager = ReturnType<typeof createArendelager>

/** Keeps openings out while `steps` sorts changes to the cases that are open. */
export function excludingOpenings<T>(pool: pg.Pool, steps: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ARENDE_LOCK])
    return steps(tx)
  })
}
