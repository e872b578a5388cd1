import type pg from 'pg'
import { renewVersions } from '../mirror/write.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { wakeArende, wakeOrAdd } from './wake.ts'

/** What the case registered about itself, in words that the configuration knows. */
export type Category = Readonly<Record<string, string>>

export interface NewArende {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly category: Category
}

/**
 * Opening a case and sorting the outbox exclude each other: a change is then either in the mirror that the opening
 * reads or still in the outbox when the case is known.
 */
const ARENDE_LOCK = 0x1c5f_0003

/** `purgeAfterDays`: how long a closed case keeps what it was given. */
export function createArendeStore(pool: pg.Pool, purgeAfterDays: number) {
  return {
    /** Opens the case and asks for everything of the person that the mirror holds. Opening twice is opening once. */
    async open(arende: NewArende): Promise<void> {
      await inTransaction(pool, async (tx) => {
        await tx.query('select pg_advisory_xact_lock_shared($1)', [ARENDE_LOCK])
        const { rows } = await tx.query<{ person_ref: string }>('select person_ref from arende where arende_id = $1', [
          arende.arendeId,
        ])
        const [previous] = rows
        // The case system keeps the versions of what was removed from a case: a case that comes back to a person it once
        // was about would not take the old ones again.
        if (previous !== undefined && previous.person_ref !== arende.personRef)
          await renewVersions(tx, { personRef: arende.personRef })
        await tx.query(
          `insert into arende (arende_id, person_ref, andamal, category, status) values ($1, $2, $3, $4, 'oppet')
           on conflict (arende_id) do update
              set person_ref = excluded.person_ref, andamal = excluded.andamal,
                  category = arende.category || excluded.category,
                  status = 'oppet', closed_at = null, attempts = 0, due_at = now()`,
          [arende.arendeId, arende.personRef, arende.andamal, JSON.stringify(arende.category)],
        )
        // Also what an earlier person of the same case left: the worker then sees that it is not this person's.
        await wakeArende(tx, arende.arendeId)
        await tx.query(
          wakeOrAdd(
            `select $1::text as arende_id, uppgift_ref, stadsdel, mangd, version as wanted, 0 as attempts
               from uppgift where person_ref = $2`,
            { wanted: 'excluded.wanted' },
          ),
          [arende.arendeId, arende.personRef],
        )
      })
    },

    /** False when there is no such open case. */
    async categorise(arendeId: string, category: Category): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update arende set category = category || $2 where arende_id = $1 and status = 'oppet'`,
        [arendeId, JSON.stringify(category)],
      )
      return rowCount === 1
    },

    /** From now on nothing is written into the case; what was is purged by the worker in its time. False when it never was open. */
    async close(arendeId: string): Promise<boolean> {
      await pool.query(
        `update arende set status = 'stangt', closed_at = now(), attempts = 0, due_at = now() + make_interval(days => $2)
          where arende_id = $1 and status = 'oppet'`,
        [arendeId, purgeAfterDays],
      )
      const { rowCount } = await pool.query('select from arende where arende_id = $1', [arendeId])
      return rowCount === 1
    },

    async fetch(arendeId: string): Promise<{ personRef: string; andamal: string } | undefined> {
      const { rows } = await pool.query<{ personRef: string; andamal: string }>(
        `select person_ref as "personRef", andamal from arende where arende_id = $1 and status = 'oppet'`,
        [arendeId],
      )
      return rows[0]
    },

    async openArenden(): Promise<ReadonlyMap<string, { personRef: string; andamal: string }>> {
      const { rows } = await pool.query<{ arende_id: string; person_ref: string; andamal: string }>(
        `select arende_id, person_ref, andamal from arende where status = 'oppet'`,
      )
      return new Map(rows.map((row) => [row.arende_id, { personRef: row.person_ref, andamal: row.andamal }]))
    },
  }
}

export type ArendeStore = ReturnType<typeof createArendeStore>

/** Keeps openings out while `steps` sorts changes to the cases that are open. */
export function excludingOpenings<T>(pool: pg.Pool, steps: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ARENDE_LOCK])
    return steps(tx)
  })
}
