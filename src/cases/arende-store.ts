import type pg from 'pg'
import { renewVersions } from '../mirror/write.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { Forslag } from './arende-schema.ts'
import type { ArendeState } from './arende-state.ts'
import { wakeArende, wakeOrAdd } from './wake.ts'

/** What the case registered about itself, in words that the configuration knows. */
export type Category = Readonly<Record<string, string>>

export interface NewArende {
  readonly arendeId: string
  readonly klient: string
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
    /**
     * Opens the case and asks for everything of the person that the mirror holds. Opening twice is opening once. False, and nothing
     * is changed, when another client has opened it.
     */
    async open(arende: NewArende): Promise<boolean> {
      return inTransaction(pool, async (tx) => {
        await tx.query('select pg_advisory_xact_lock_shared($1)', [ARENDE_LOCK])
        const { rows } = await tx.query<{ person_ref: string; klient: string }>(
          'select person_ref, klient from arende where arende_id = $1',
          [arende.arendeId],
        )
        const [previous] = rows
        if (previous !== undefined && previous.klient !== arende.klient) return false
        // The case system keeps the versions of what was removed from a case: a case that comes back to a person it once
        // was about would not take the old ones again.
        if (previous !== undefined && previous.person_ref !== arende.personRef)
          await renewVersions(tx, { personRef: arende.personRef })
        const { rowCount } = await tx.query(
          `insert into arende (arende_id, person_ref, andamal, category, status, klient) values ($1, $2, $3, $4, 'oppet', $5)
           on conflict (arende_id) do update
              set person_ref = excluded.person_ref, andamal = excluded.andamal,
                  category = arende.category || excluded.category,
                  chosen = case when arende.person_ref = excluded.person_ref then arende.chosen end,
                  status = 'oppet', closed_at = null, attempts = 0, due_at = now(),
                  case_state = case when arende.status = 'oppet' and arende.case_state = 'open' then 'open' end,
                  check_at = now(), checks = 0
            where arende.klient = excluded.klient`,
          [arende.arendeId, arende.personRef, arende.andamal, JSON.stringify(arende.category), arende.klient],
        )
        // Another client opened it at the same moment.
        if (rowCount === 0) return false
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
        return true
      })
    },

    /** False when this client has no such open case. */
    async categorise(arendeId: string, client: string, category: Category): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update arende set category = category || $2 where arende_id = $1 and klient = $3 and status = 'oppet'`,
        [arendeId, JSON.stringify(category), client],
      )
      return rowCount === 1
    },

    /** The case registers this category from now on, and is told so. False when this client has no such open case. */
    async choose(arendeId: string, client: string, chosen: Forslag): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update arende set chosen = $2, enrich_at = now() where arende_id = $1 and klient = $3 and status = 'oppet'`,
        [arendeId, JSON.stringify(chosen), client],
      )
      return rowCount === 1
    },

    /** From now on nothing is written into the case; what was is purged by the worker in its time. False when the client never opened it. */
    async close(arendeId: string, client: string): Promise<boolean> {
      await pool.query(
        `update arende set status = 'stangt', closed_at = now(), attempts = 0, due_at = now() + make_interval(days => $2)
          where arende_id = $1 and klient = $3 and status = 'oppet'`,
        [arendeId, purgeAfterDays, client],
      )
      const { rowCount } = await pool.query('select from arende where arende_id = $1 and klient = $2', [
        arendeId,
        client,
      ])
      return rowCount === 1
    },

    async fetch(arendeId: string, client: string): Promise<{ personRef: string; andamal: string } | undefined> {
      const { rows } = await pool.query<{ personRef: string; andamal: string }>(
        `select person_ref as "personRef", andamal from arende where arende_id = $1 and klient = $2 and status = 'oppet'`,
        [arendeId, client],
      )
      return rows[0]
    },

    /** Undefined when this client never opened it. */
    async stateOf(arendeId: string, client: string): Promise<ArendeState | undefined> {
      const { rows } = await pool.query<ArendeState>(
        `select status, case_state as "caseState", case_checked as "checkedAt" from arende where arende_id = $1 and klient = $2`,
        [arendeId, client],
      )
      return rows[0]
    },

    /** Whose case it is while it is open; undefined for every other reference. */
    async ownerOf(arendeId: string): Promise<string | undefined> {
      const { rows } = await pool.query<{ klient: string }>({
        name: 'arende-klient',
        text: `select klient from arende where arende_id = $1 and status = 'oppet'`,
        values: [arendeId],
      })
      return rows[0]?.klient
    },

    async openArenden(): Promise<ReadonlyMap<string, { klient: string; personRef: string; andamal: string }>> {
      const { rows } = await pool.query<{ arende_id: string; klient: string; person_ref: string; andamal: string }>(
        `select arende_id, klient, person_ref, andamal from arende where status = 'oppet'`,
      )
      return new Map(
        rows.map(({ arende_id, klient, person_ref, andamal }) => [
          arende_id,
          { klient, personRef: person_ref, andamal },
        ]),
      )
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
