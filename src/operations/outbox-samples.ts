import type pg from 'pg'
import type { OutboxSample, OutboxState } from './night-flow.ts'

const FIVE_MINUTES = 5 * 60_000

/** How the outbox stands, kept once for each five minutes whichever hub looks, for two weeks. */
export async function takeSample(pool: pg.Pool, now: Date): Promise<void> {
  const at = new Date(Math.floor(now.getTime() / FIVE_MINUTES) * FIVE_MINUTES)
  const { waiting, oldestSeconds } = await outboxNow(pool)
  await pool.query(
    `insert into outbox_sample (at, waiting, oldest_seconds) values ($1, $2, $3) on conflict (at) do nothing`,
    [at, waiting, oldestSeconds],
  )
  await pool.query(`delete from outbox_sample where at < $1::timestamptz - interval '14 days'`, [at])
}

async function outboxNow(pool: pg.Pool): Promise<Omit<OutboxSample, 'at'>> {
  const { rows } = await pool.query<Omit<OutboxSample, 'at'>>(
    `select count(*) as waiting, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as "oldestSeconds" from outbox`,
  )
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 }
}

/** So few more or less is no trend. */
const NOISE = 5

export async function outboxState(pool: pg.Pool, now: Date): Promise<OutboxState> {
  const { rows: samples } = await pool.query<OutboxSample>(
    `select at, waiting, oldest_seconds as "oldestSeconds" from outbox_sample
      where at > $1::timestamptz - interval '24 hours' and at <= $1 order by at`,
    [now],
  )
  const { waiting, oldestSeconds } = await outboxNow(pool)
  const before = samples.findLast(({ at }) => now.getTime() - at.getTime() >= FIVE_MINUTES) ?? samples.at(-1)
  const growth = waiting - (before?.waiting ?? waiting)
  const trend = Math.abs(growth) <= Math.max(NOISE, waiting / 20) ? 'oforandrad' : growth > 0 ? 'okar' : 'minskar'
  return { waiting, oldestSeconds, trend, samples }
}
