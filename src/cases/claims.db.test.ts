import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { A, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { plannedAsEmpty } from '../../test/support/database/planned-as-empty.ts'
import { until } from '../../test/support/until.ts'
import { InsynError } from '../errors.ts'
import { type Claimant, holdClaims, letGo } from './claims.ts'
import { claimWrites } from './deliveries.ts'
import { claimLooks } from './look-again-queue.ts'
import { claimPurges } from './purges.ts'
import { claimRegistrations } from './registration-queue.ts'
import type { MirrorWorker } from './worker.ts'

const { db, held, mirror, newWorker, openCase, recorded, system, work } = useWorker()
const started: MirrorWorker[] = []

const start = (): void => {
  const worker = newWorker()
  started.push(worker)
  worker.start()
}
const workers = async () =>
  (await db.pool.query<{ id: string }>('select id from delivery_worker order by id')).rows.map(({ id }) => id)
/** The session that holds the lock of this worker ends, as when its process is killed. */
const endSession = (id: string) =>
  db.pool.query(
    `select pg_terminate_backend(pid) from pg_locks,
            lateral (select hashtextextended('insyn-leverans/' || $1, 0) as key) k
      where locktype = 'advisory' and granted and pid <> pg_backend_pid()
        and classid = ((k.key >> 32) & 4294967295)::oid and objid = (k.key & 4294967295)::oid`,
    [id],
  )
const dueNow = async () =>
  (await db.pool.query(`select from delivery where status = 'vantar' and due_at <= now()`)).rowCount

beforeEach(async () => void (await db.pool.query('truncate delivery_worker')))
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()))
})

/** One delivery that waits to be written. */
async function oneDue(): Promise<string> {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await db.pool.query('delete from outbox')
  return arendeId
}

/** Holds the lock of a worker that does nothing, until it is ended. */
async function holder() {
  let now: Claimant | undefined
  const hold = holdClaims(
    db.pool,
    (claimant) => (now = claimant),
    () => undefined,
  )
  await until(() => now !== undefined)
  return { claimant: () => now, end: () => hold.stop() }
}

test('what a worker has claimed is left to it while its session lives, and is the next one’s at once when that has ended', async () => {
  const arendeId = await oneDue()
  const other = await holder()
  const id = other.claimant()?.id ?? ''
  expect(await claimWrites(db.pool, 9, id)).toHaveLength(1)
  await letGo(db.pool)
  expect(await dueNow()).toBe(0)
  expect(await claimWrites(db.pool, 9, 'another')).toEqual([])

  await other.end()
  expect(await dueNow()).toBe(0)
  start()
  await until(() => held(arendeId).length === 1)
  expect(await recorded(arendeId)).toHaveLength(1)
  expect(await workers()).not.toContain(id)
})

test('no more are claimed than were asked for, also where the tables are planned as if they were empty', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  for (let left = 12; left > 0; left--) await openCase(A)
  await db.pool.query('update arende set look_at = now(), due_at = now()')
  await plannedAsEmpty(db.pool, 'outbox', 'delivery', 'arende')
  expect(await claimWrites(db.pool, 3)).toHaveLength(3)
  expect(await claimLooks(db.pool, 3)).toHaveLength(3)
  expect(await dueNow()).toBe(9)
  await db.pool.query(`delete from delivery`)
  await db.pool.query(`update arende set enrich_at = now()`)
  expect(await claimRegistrations(db.pool, 3)).toHaveLength(3)
  await db.pool.query(`update arende set status = 'stangt'`)
  expect(await claimPurges(db.pool, 3)).toHaveLength(3)
})

test('a worker whose lock is gone claims nothing more: nobody would let it go', async () => {
  await oneDue()
  expect(await claimWrites(db.pool, 9, 'gone')).toEqual([])
  expect(await claimWrites(db.pool, 9)).toHaveLength(1)
})

test('a worker that loses its session gives up what it writes, and what it claimed is written once', async () => {
  const arendeId = await oneDue()
  // The case system answers too late.
  system().fel.set({ peer: 'arendesystem', fel: 'sen' })
  start()
  await until(async () => (await dueNow()) === 0)
  const [id = ''] = await workers()
  await until(async () => (await recorded(arendeId)).length === 1)
  await endSession(id)
  await until(async () => !(await workers()).includes(id))
  system().fel.purge()
  await until(() => held(arendeId).length === 1)
  expect(held(arendeId)).toEqual([[{ beslutId: '1', status: 'pagaende' }]])
})

test('a worker that has lost its session and cannot get its lock back says so until it can', async () => {
  const worker = newWorker()
  await worker.standing()
  worker.start()
  started.push(worker)
  await until(async () => (await workers()).length === 1)
  await worker.standing()
  const [id = ''] = await workers()
  await db.pool.query('alter table delivery_worker rename to out_of_reach')
  try {
    await endSession(id)
    await until(() =>
      worker.standing().then(
        () => false,
        (error: unknown) => error instanceof InsynError && error.code === 'DATABAS_FEL',
      ),
    )
  } finally {
    await db.pool.query('alter table out_of_reach rename to delivery_worker')
  }
  await until(() =>
    worker.standing().then(
      () => true,
      () => false,
    ),
  )
})

test('a look at a case and a purge that were claimed go on too, and what waits for its own time does not', async () => {
  const arendeId = await oneDue()
  await work()
  const other = await holder()
  const id = other.claimant()?.id ?? ''
  await db.pool.query('update arende set look_at = now()')
  expect(await claimLooks(db.pool, 9, id)).toHaveLength(1)
  await db.pool.query(`update arende set due_at = now() + interval '1 day'`)
  await other.end()
  await letGo(db.pool)
  const { rows } = await db.pool.query<{ look: boolean; due: boolean }>(
    'select look_at <= now() as look, due_at <= now() as due from arende where arende_id = $1',
    [arendeId],
  )
  expect(rows).toEqual([{ look: true, due: false }])
})
