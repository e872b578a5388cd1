import type pg from 'pg'
import { type DeadLetterSelection, SELECTED, selectedBy } from '../bus/dead-letter.ts'
import { pausesInForce } from '../cases/pause.ts'
import { startOfDay, swedishDate } from '../platform/stockholm-time.ts'
import type { DeadLetterGroup, DeliveryTarget, ReconciliationRow } from './night-flow.ts'
import type { Noted } from './night-runs.ts'

/** Waited for longer than this, something lags; and without anything done for an hour it stands still. */
const LAG_S = 15 * 60
const STILL_S = 60 * 60

interface Measured {
  readonly today: number | null
  readonly waiting: number
  readonly oldestSeconds: number
  readonly parked: number
  readonly lastAt: Date | null
}

/** Into cases, out of closed ones, and to the bus where there is one. */
export async function deliveryTargets(pool: pg.Pool, hasBus: boolean, now: Date): Promise<readonly DeliveryTarget[]> {
  const midnight = startOfDay(swedishDate(now))
  const pauses = await pausesInForce(pool)
  const pausedOf = (target: string): Noted | null => {
    const pause = pauses.find((one) => one.target === target)
    return pause === undefined ? null : { by: pause.by, reason: pause.reason, at: pause.since }
  }
  const targetOf = (target: DeliveryTarget['target'], measured: Measured, paused: Noted | null): DeliveryTarget => ({
    target,
    state: stateOf(measured, paused, now),
    paused,
    ...measured,
  })
  return [
    targetOf('arendesystem', await intoCases(pool, midnight), pausedOf('arendesystem')),
    ...(hasBus ? [targetOf('buss', await toBus(pool), pausedOf('buss'))] : []),
    targetOf('rensning', await outOfCases(pool, midnight), null),
  ]
}

function stateOf(
  { waiting, oldestSeconds, lastAt }: Measured,
  paused: Noted | null,
  now: Date,
): DeliveryTarget['state'] {
  if (paused !== null) return 'pausad'
  if (waiting === 0) return 'vilar'
  if (oldestSeconds <= LAG_S) return 'levererar'
  const quiet = lastAt === null || (now.getTime() - lastAt.getTime()) / 1000 > STILL_S
  return quiet && oldestSeconds > STILL_S ? 'star-stilla' : 'slapar-efter'
}

const NOTHING: Measured = { today: 0, waiting: 0, oldestSeconds: 0, parked: 0, lastAt: null }

async function intoCases(pool: pg.Pool, midnight: Date): Promise<Measured> {
  const { rows } = await pool.query<Measured>(
    `select count(*) filter (where l.status = 'levererad' and l.since >= $1) as today,
            count(*) filter (where l.status = 'vantar') as waiting,
            coalesce(extract(epoch from now() - min(l.since) filter (where l.status = 'vantar')), 0)::float8 as "oldestSeconds",
            count(*) filter (where l.status = 'parkerad') as parked,
            max(l.since) filter (where l.status = 'levererad') as "lastAt"
       from delivery l join arende a using (arende_id) where a.status = 'oppet'`,
    [midnight],
  )
  return rows[0] ?? NOTHING
}

/** What the bus has taken is counted by metrics alone. */
async function toBus(pool: pg.Pool): Promise<Measured> {
  const { rows } = await pool.query<Measured>(
    `select null as today, count(*) as waiting, null as "lastAt",
            coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as "oldestSeconds",
            (select count(*) from dead_letter) as parked
       from outbox`,
  )
  return rows[0] ?? NOTHING
}

async function outOfCases(pool: pg.Pool, midnight: Date): Promise<Measured> {
  const { rows } = await pool.query<Measured>(
    `select (select count(*) from purge_receipt where purged >= $1) as today,
            count(*) as waiting, coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as "oldestSeconds",
            0::bigint as parked, (select max(purged) from purge_receipt) as "lastAt"
       from arende where status = 'stangt' and due_at <= now()`,
    [midnight],
  )
  return rows[0] ?? NOTHING
}

const MAX_REFS = 20

export async function deadLetterGroups(
  pool: pg.Pool,
  selection: DeadLetterSelection = {},
): Promise<readonly DeadLetterGroup[]> {
  const { rows } = await pool.query<DeadLetterGroup>(
    `select stadsdel, source, mangd, reason, count(*) as count, min(since) as since,
            (array_agg(uppgift_ref order by since desc))[1:${MAX_REFS}] as "uppgiftRefs"
       from dead_letter where ${SELECTED}
      group by stadsdel, source, mangd, reason order by stadsdel, source, mangd, reason`,
    selectedBy(selection),
  )
  return rows
}

export async function reconciliationRows(pool: pg.Pool): Promise<readonly ReconciliationRow[]> {
  const { rows } = await pool.query<ReconciliationRow>(
    `select side, source, stadsdel, mangd, compared, on_the_way as "onTheWay", deviations,
            jsonb_build_object('count', count, 'digest', digest) as their,
            jsonb_build_object('count', mirror_count, 'digest', mirror_digest) as mirror
       from reconciliation order by side, source, stadsdel, mangd`,
  )
  return rows
}
