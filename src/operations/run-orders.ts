import type pg from 'pg'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { type HeldLock, trySessionLock } from '../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Scope } from '../sync/source.ts'
import type { ScopeState, SyncJob } from '../sync/sync-job.ts'
import type { OrderKind, RunOrder } from './night-runs.ts'

export interface NewOrder {
  readonly key: string
  readonly kind: OrderKind
  readonly scopes: readonly Scope[]
  readonly by: string
  readonly reason: string
  readonly now: Date
}

const COLUMNS = `id, kind, scopes, ordered_by as "by", reason, ordered_at as ordered, begun_at as begun, ended_at as ended, failed`

export async function orderOfKey(pool: pg.Pool, key: string): Promise<RunOrder | undefined> {
  const { rows } = await pool.query<RunOrder>(`select ${COLUMNS} from run_order where key = $1`, [key])
  return rows[0]
}

/** The order of this key, which is the earlier one when there is one. */
export async function addOrder(pool: pg.Pool, { key, kind, scopes, by, reason, now }: NewOrder): Promise<RunOrder> {
  await pool.query(
    `insert into run_order (key, kind, scopes, ordered_at, ordered_by, reason) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do nothing`,
    [key, kind, JSON.stringify(scopes.map(({ source, stadsdel }) => ({ source, stadsdel }))), now, by, reason],
  )
  const order = await orderOfKey(pool, key)
  if (order === undefined) throw new Error('an order is not there after it was made')
  return order
}

/** Those that are not carried out, and those that ended after this; the newest first. */
export async function ordersSince(pool: pg.Pool, since: Date): Promise<readonly RunOrder[]> {
  const { rows } = await pool.query<RunOrder>(
    `select ${COLUMNS} from run_order where ended_at is null or ended_at > $1 order by id desc`,
    [since],
  )
  return rows
}

export interface OrderParts {
  readonly pool: pg.Pool
  readonly read: (job: SyncJob) => Promise<readonly ScopeState[]>
  readonly reconcile: (scopes: readonly Scope[], how: { readonly repair: boolean }) => Promise<unknown>
  readonly clock: () => Date
  readonly log: Log
}

const EVERY_MS = 1_000
/** Others wait: each holds a connection, and those of its reads. */
const AT_ONCE = 2
/** And the number of the order: whoever carries it out holds this lock, so that another takes over from a killed hub. */
const ORDER_LOCK = 0x1c5f_0017 * 2 ** 20

/** Carries out what persons have ordered, in the process that does the background work. */
export function createOrderWork({ pool, read, reconcile, clock, log }: OrderParts) {
  const underWay = new Map<number, Promise<void>>()
  let repetition: Repetition | undefined
  let stopping = false

  async function look(): Promise<void> {
    if (underWay.size >= AT_ONCE) return
    const { rows } = await pool.query<{ id: number }>({
      name: 'open-orders',
      text: 'select id from run_order where ended_at is null order by id',
    })
    for (const { id } of rows) {
      if (underWay.size >= AT_ONCE) return
      if (underWay.has(id)) continue
      const work = trySessionLock(pool, ORDER_LOCK + id, (held) => carryOut(id, held))
        .then(() => undefined)
        .catch((error: unknown) => log.error('order-failed', { order: id, errorCode: codeOrUnknown(error) }))
        .finally(() => underWay.delete(id))
      underWay.set(id, work)
    }
  }

  async function carryOut(id: number, held: HeldLock): Promise<void> {
    const { rows } = await pool.query<Pick<RunOrder, 'kind' | 'scopes'>>(
      `update run_order set begun_at = coalesce(begun_at, $2) where id = $1 and ended_at is null returning kind, scopes`,
      [id, clock()],
    )
    const [order] = rows
    if (order === undefined) return
    const failed = await failuresOf(id, order)
    // What the end of this hub has broken off, the next one does; so does one that has the lock since this hub was frozen.
    if (failed.length > 0 && (stopping || (await isLost(held)))) return
    await pool.query('update run_order set ended_at = $2, failed = $3 where id = $1', [
      id,
      clock(),
      JSON.stringify(failed),
    ])
  }

  async function failuresOf(
    id: number,
    { kind, scopes }: Pick<RunOrder, 'kind' | 'scopes'>,
  ): Promise<RunOrder['failed']> {
    try {
      if (kind === 'avstamning' || kind === 'reparation') {
        await reconcile(scopes, { repair: kind === 'reparation' })
        return []
      }
      const states = await read({ scopes, kind, trigger: 'manuell', order: id })
      const ended = states.flatMap(({ source, stadsdel, status, errorCode }) =>
        status === 'lyckad' ? [] : [{ source, stadsdel, code: errorCode ?? status }],
      )
      const missing = scopes.filter(
        (scope) => !states.some((state) => state.source === scope.source && state.stadsdel === scope.stadsdel),
      )
      return [...ended, ...missing.map((scope) => ({ ...scope, code: 'avbruten' }))]
    } catch (error) {
      return [{ source: '', stadsdel: '', code: codeOrUnknown(error) }]
    }
  }

  return {
    start() {
      repetition = everyAfter(EVERY_MS, look, {
        failed: (error) => log.error('orders-not-read', { errorCode: codeOrUnknown(error) }),
      })
    },
    /** Nothing more begins; resolves when what is under way has ended. */
    async stop(): Promise<void> {
      stopping = true
      await repetition?.stop()
      await Promise.all(underWay.values())
    },
  }
}

const isLost = (held: HeldLock): Promise<boolean> =>
  held.confirm().then(
    () => false,
    () => true,
  )
