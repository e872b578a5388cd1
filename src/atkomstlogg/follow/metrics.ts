import type pg from 'pg'
import { Gauge } from 'prom-client'
import type { Measuring } from '../../platform/sampling.ts'
import { behindSince } from './places.ts'

/** An age, never a number of records: that would tell how many those are that a lookup left in the logs of others. */
export function measureFollowers({ register, sampled }: Measuring, pool: pg.Pool, readers: readonly string[]): void {
  const age = new Gauge({
    name: 'insyn_follower_oldest_seconds',
    help: 'Age of the oldest access record that a follower of the logs has not taken in; 0 when it has taken in all',
    labelNames: ['follower'],
    registers: [register],
    collect: sampled(async () => {
      const behind = await behindSince(pool, readers)
      for (const follower of readers) {
        const since = behind.get(follower)
        age.set({ follower }, since === undefined ? 0 : (Date.now() - since.getTime()) / 1000)
      }
    }),
  })
}
