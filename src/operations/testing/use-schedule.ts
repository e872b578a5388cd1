import { beforeEach } from '@jest/globals'
import type { Config } from '../../config.ts'
import type { Scope } from '../../sync/source.ts'
import type { SyncJob } from '../../sync/sync-job.ts'
import { useSync } from '../../sync/testing/use-sync.ts'
import type { DueExpressions } from '../due-times.ts'
import { createSchedule, type ScheduleParts } from '../schedule.ts'

export const BROMMA: Scope = { source: 'paraplyet', stadsdel: 'bromma' }
export const FARSTA: Scope = { source: 'agresso', stadsdel: 'farsta' }

/** Schedules over real runs, by a clock that the test moves. */
export function useSchedule() {
  const reads = useSync({ samtidiga: 2 })
  const { db, proof } = reads
  const state = { now: new Date(0) }
  /** What was done, in order: kinds of reads, `avstamning`, `gallring`. */
  const done: string[] = []
  const logged: { readonly event: string; readonly [field: string]: unknown }[] = []
  const note = (event: string, fields?: object) => void logged.push({ event, ...fields })

  beforeEach(async () => {
    done.length = 0
    logged.length = 0
    await db.pool.query('truncate due_time, sync_pause, run_order, outbox_sample, rejected_removal')
  })

  const partsOf = (expressions: DueExpressions, blackouts: Config['schema']['uppehall'] = []): ScheduleParts => ({
    ...{ expressions, blackouts, pool: db.pool },
    scopes: () => [BROMMA, FARSTA],
    read: (job: SyncJob) => {
      done.push(job.kind)
      return proof.run(job)
    },
    isOrdered: () => false,
    reconcile: async () => void done.push('avstamning'),
    prune: async () => {
      done.push('gallring')
      return true
    },
    clock: () => state.now,
    log: { info: note, warn: note, error: note },
  })

  return {
    ...reads,
    state,
    done,
    logged,
    events: () => logged.map(({ event }) => event),
    partsOf,
    scheduleOf: (expressions: DueExpressions, more: Partial<ScheduleParts> = {}) =>
      createSchedule({ ...partsOf(expressions), ...more }),
    at: (time: string) => (state.now = new Date(time)),
    /** When the runs of a scope were due, in order. */
    dues: async ({ source, stadsdel }: Scope = BROMMA): Promise<string[]> => {
      const { rows } = await db.pool.query<{ due: Date | null }>(
        'select due_at as due from sync_run where source = $1 and stadsdel = $2 order by id',
        [source, stadsdel],
      )
      return rows.map(({ due }) => due?.toISOString() ?? '-')
    },
  }
}
