import type pg from 'pg'
import type { IdempotencyStore } from './idempotency.ts'

const LIFETIME = `interval '24 hours'`

export function createIdempotencyStore(pool: pg.Pool): IdempotencyStore {
  return {
    async take(key, request) {
      const { rowCount } = await pool.query(
        `insert into idempotency (key, request) values ($1, $2)
         on conflict (key) do update set request = excluded.request, answer = null, created_at = now()
          where idempotency.created_at < now() - ${LIFETIME}`,
        [key, request],
      )
      if (rowCount === 1) return undefined
      const { rows } = await pool.query<{ request: string; answer: string | null }>(
        'select request, answer from idempotency where key = $1',
        [key],
      )
      // Released between the two statements: its holder was refused and started nothing, so the caller may retry.
      return rows[0] ?? { request, answer: null }
    },
    async answer(key, answer) {
      await pool.query('update idempotency set answer = $2 where key = $1', [key, answer])
    },
    async release(key) {
      await pool.query('delete from idempotency where key = $1', [key])
    },
  }
}

/** Deletes keys older than a day. Returns the number. */
export async function purgeIdempotency(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from idempotency where created_at < now() - ${LIFETIME}`)
  return rowCount ?? 0
}
