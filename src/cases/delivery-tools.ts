import type pg from 'pg'
import { checkText, operatorRecord, type RecordThen } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { type DeliveryPause, pause, pausesInForce, type PauseTarget, resume } from './pause.ts'
import { wakeSelected } from './wake.ts'

export const DELIVERY_STATUSES = ['vantar', 'parkerad', 'levererad'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** Deliveries of open cases; all of them when nothing is said. */
export interface DeliverySelection {
  readonly uppgiftRef?: string
  readonly arendeId?: string
  readonly stadsdel?: string
  readonly mangd?: Informationsmangd
  readonly status?: DeliveryStatus
  readonly reason?: string
}

export interface DeliveryRow {
  readonly arendeId: string
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly status: DeliveryStatus
  /** Since when it has been so. */
  readonly since: Date
  /** The version that the case should hold, and the one that it is known to hold; 0 for nothing. */
  readonly wanted: number
  readonly delivered: number
  readonly attempts: number
  readonly dueAt: Date
  readonly reason: string | null
}

export interface DeliveryState {
  readonly pauses: readonly DeliveryPause[]
  readonly count: number
  /** The first of them, those that have been so the longest before the others. */
  readonly rows: readonly DeliveryRow[]
}

/** That a closed case was emptied. */
export interface PurgeReceipt {
  readonly arendeId: string
  readonly closed: Date
  readonly purged: Date
  /** How many, by stadsdel. */
  readonly uppgifter: Readonly<Record<string, number>>
  /** Of the access records that came before it. */
  readonly handelseId: string
  /** How many uppgifter stand in a history that the case system keeps of the case and that nobody can delete. */
  readonly keptInHistory: number
}

/** What operations do with deliveries by hand. Throws BEGARAN_OGILTIG, or KONFLIKT when it is so already. */
export interface DeliveryTools {
  list(selection: DeliverySelection): Promise<DeliveryState>
  /** Nothing new is brought there. What is to be taken away still is. */
  pause(target: PauseTarget, by: string, reason: string): Promise<void>
  /** What was set aside is tried again as well, under the policy of now. */
  resume(target: PauseTarget, by: string, reason?: string): Promise<void>
  /** Makes those of the selection that are not delivered due at once; gives how many. */
  retryDeliveries(selection: DeliverySelection, by: string, reason?: string): Promise<number>
  /** The newest receipt of a case's purge. */
  receipt(arendeId: string): Promise<PurgeReceipt | undefined>
}

interface Deps {
  readonly pool: pg.Pool
  /** Tries again what each target has refused. */
  readonly release: Readonly<Record<PauseTarget, (tx: Tx) => Promise<unknown>>>
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

const ROWS = 500

const SELECTION = `a.status = 'oppet' and ($1::text is null or l.uppgift_ref = $1) and ($2::text is null or l.arende_id = $2)
  and ($3::text is null or l.stadsdel = $3) and ($4::text is null or l.mangd = $4)
  and ($5::text is null or l.status = $5) and ($6::text is null or l.reason = $6)`

const values = ({ uppgiftRef, arendeId, stadsdel, mangd, status, reason }: DeliverySelection) => [
  uppgiftRef ?? null,
  arendeId ?? null,
  stadsdel ?? null,
  mangd ?? null,
  status ?? null,
  reason ?? null,
]

/** Each change is a record of the hub's own log before it is made. */
export function createDeliveryTools({ pool, release, recordThen, clock }: Deps): DeliveryTools {
  const recorded = <R>(by: string, cause: string, reason: string | undefined, act: () => Promise<R>): Promise<R> =>
    recordThen(operatorRecord({ handelse: 'leverans', orsak: cause, by, andamal: reason ?? null }, clock()), act)

  const pausedNow = async (target: PauseTarget) => (await pausesInForce(pool)).some((one) => one.target === target)

  return {
    async list(selection) {
      const { rows: deliveries } = await pool.query<DeliveryRow>(
        `select l.arende_id as "arendeId", l.uppgift_ref as "uppgiftRef", l.stadsdel, l.mangd, l.status, l.since, l.wanted,
                l.delivered, greatest(l.attempts, (l.status = 'parkerad')::int) as attempts, l.due_at as "dueAt", l.reason
           from delivery l join arende a using (arende_id) where ${SELECTION}
          order by l.since, l.arende_id, l.uppgift_ref limit ${ROWS}`,
        values(selection),
      )
      const { rows: total } = await pool.query<{ count: number }>(
        `select count(*) as count from delivery l join arende a using (arende_id) where ${SELECTION}`,
        values(selection),
      )
      return { pauses: await pausesInForce(pool), count: total[0]?.count ?? 0, rows: deliveries }
    },

    async pause(target, by, reason) {
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      if (await pausedNow(target)) throw new InsynError('KONFLIKT', `deliveries to ${target} are paused already`)
      await recorded(by, `${target}-pausad`, reason, () => pause(pool, target, by, reason))
    },

    async resume(target, by, reason) {
      checkText('--av', by, 100, clock())
      if (!(await pausedNow(target))) throw new InsynError('KONFLIKT', `deliveries to ${target} are not paused`)
      await recorded(by, `${target}-aterupptagen`, reason, () =>
        inTransaction(pool, async (tx) => {
          await resume(tx, target, by)
          await release[target](tx)
        }),
      )
    },

    async retryDeliveries(selection, by, reason) {
      checkText('--av', by, 100, clock())
      return await recorded(by, 'omkord', reason, () =>
        wakeSelected(
          pool,
          `select l.arende_id, l.uppgift_ref from delivery l join arende a using (arende_id)
            where ${SELECTION} and l.status <> 'levererad'`,
          values(selection),
        ),
      )
    },

    async receipt(arendeId) {
      const { rows } = await pool.query<PurgeReceipt>(
        `select arende_id as "arendeId", closed_at as closed, purged, uppgifter, event_id as "handelseId",
                (select count(*) from kept_copy k where k.arende_id = purge_receipt.arende_id) as "keptInHistory"
           from purge_receipt where arende_id = $1 order by id desc limit 1`,
        [arendeId],
      )
      return rows[0]
    },
  }
}
