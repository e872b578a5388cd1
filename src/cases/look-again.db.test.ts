import { expect, test } from '@jest/globals'
import type { Mirroring } from '../../simulators/case-system/schemas.ts'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { until } from '../../test/support/until.ts'
import { inTransaction } from '../platform/database/database.ts'
import { protect } from '../sync/protection.ts'
import { claimWrites, delivered } from './deliveries.ts'
import { claimLooks } from './look-again-queue.ts'
import { routeOutbox } from './route.ts'
import { withdraw, withdrawAllOf } from './wake.ts'

const { db, dueNow, gone, held, mirror, keys, openCase, close, recorded, system, work, newWorker } = useWorker()

const BEGUN = [{ beslutId: '1', status: 'pagaende' }]

/** As an old form puts it: newer than anything that the hub has given. */
function bringBack(arendeId: string, uppgift: Mirroring): void {
  const { version } = system().store.remove(arendeId, uppgift.uppgiftRef, 0) as { version: number }
  system().store.write(arendeId, { ...uppgift, version: version + 1 })
}
const lookNow = () => db.pool.query('update arende set look_at = now() where look_at is not null')
const looks = async () => (await db.pool.query<{ looks: number }>('select looks from arende')).rows

async function deliveredCase() {
  const uppgiftRef = await mirror(A, BEGUN)
  const arendeId = await openCase(A)
  await work()
  const [uppgift] = system().store.mirrorings(arendeId)
  if (uppgift === undefined) throw new Error('nothing was delivered')
  return { arendeId, uppgiftRef, uppgift }
}

test('what comes back after a removal is taken away again, recorded in the board’s log', async () => {
  const { arendeId, uppgift } = await deliveredCase()
  await gone(A)
  await work()
  expect(held(arendeId)).toEqual([])
  bringBack(arendeId, uppgift)
  await lookNow()
  await work()
  await work()
  expect(held(arendeId)).toEqual([])
  expect((await recorded(arendeId)).map(({ logg, atkomst }) => `${logg} ${atkomst.handelse}`)).toEqual([
    'bromma spegling',
    'bromma borttagning',
    'bromma borttagning',
  ])
})

test('a case is looked at ever more seldom, from the beginning again when something was found, and at last no more', async () => {
  const { arendeId, uppgift } = await deliveredCase()
  await gone(A)
  await work()
  for (let round = 1; round <= 4; round++) {
    await lookNow()
    await work()
    expect(await looks()).toEqual([{ looks: round }])
  }
  const { rows } = await db.pool.query<{ next: number }>(
    'select round(extract(epoch from look_at - now())) as next from arende',
  )
  expect(Number(rows[0]?.next)).toBeGreaterThan(3_500)
  bringBack(arendeId, uppgift)
  await lookNow()
  await work()
  await work()
  expect(await looks()).toEqual([{ looks: 0 }])
  await db.pool.query(`update arende set looked_from = now() - interval '31 days'`)
  await lookNow()
  await work()
  expect((await db.pool.query('select from arende where look_at is null')).rows).toHaveLength(1)
})

test('what comes back into a purged case is purged once more, and a case that was opened again is left alone', async () => {
  const { arendeId, uppgift } = await deliveredCase()
  system().store.change(arendeId, { status: 'stangt' })
  await close(arendeId)
  await work()
  expect(held(arendeId)).toEqual([])
  system().store.change(arendeId, { status: 'oppet' })
  bringBack(arendeId, uppgift)
  await lookNow()
  await work()
  expect(held(arendeId)).toEqual([])
  expect((await recorded(arendeId)).map(({ logg, atkomst }) => `${logg} ${atkomst.handelse}`)).toEqual([
    'bromma spegling',
    'bromma rensning',
    'bromma rensning',
  ])
})

test('cases of protected persons are looked at first', async () => {
  for (const personnummer of [B, A]) await mirror(personnummer, BEGUN)
  const [ofB, ofA] = [await openCase(B), await openCase(A)]
  await work()
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await gone(B)
  await work()
  await lookNow()
  expect((await claimLooks(db.pool, 1)).map(({ arendeId }) => arendeId)).toEqual([ofA])
  expect((await claimLooks(db.pool, 1)).map(({ arendeId }) => arendeId)).toEqual([ofB])
})

test('a case that holds a newer version than ours is a finding and never counts as delivered', async () => {
  const { arendeId, uppgift } = await deliveredCase()
  bringBack(arendeId, { ...uppgift, version: 0, poster: [{ beslutId: '9' }] })
  system().store.write(arendeId, { ...uppgift, version: 10 ** 12, poster: [{ beslutId: '9' }] })
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await work()
  const { rows } = await db.pool.query('select status, reason from delivery')
  expect(rows).toEqual([{ status: 'parkerad', reason: 'NYARE_I_ARENDET' }])
})

test('a newer version in the case does not keep it from being taken away', async () => {
  const { arendeId, uppgift } = await deliveredCase()
  system().store.write(arendeId, { ...uppgift, version: 10 ** 12 })
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await work()
  await work()
  expect(held(arendeId)).toEqual([])
})

test('what is asked back though the mirror has it, as a repair may, is delivered once and waits no more', async () => {
  const { arendeId, uppgiftRef } = await deliveredCase()
  await withdraw(db.pool, [{ arendeId, uppgiftRef, stadsdel: 'bromma', mangd: 'beslut', version: 0 }])
  await work()
  expect(held(arendeId)).toEqual([BEGUN])
  const { rows } = await db.pool.query('select status from delivery')
  expect(rows).toEqual([{ status: 'levererad' }])
})

test('what is asked back while a write of it is under way waits to be taken away, though the mirror still has it', async () => {
  await deliveredCase()
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await routeOutbox(db.pool)
  const [job] = await claimWrites(db.pool, 1)
  if (job?.now === undefined) throw new Error('nothing was claimed')
  // As when an avtal ends: cases are asked first, and the mirror's rows go after.
  await inTransaction(db.pool, (tx) => withdrawAllOf(tx, 'bromma', ['beslut']))
  const { version } = job.now
  await delivered(db.pool, job, { holds: version, version, fieldsDigest: '' })
  expect((await db.pool.query('select status from delivery')).rows).toEqual([{ status: 'vantar' }])
})

test('writes that the case system holds up do not hold up a removal', async () => {
  const { arendeId } = await deliveredCase()
  await mirror(B, BEGUN)
  const others: string[] = []
  for (let n = 0; n < 40; n++) others.push(await openCase(B))
  const written = () => others.filter((one) => held(one).length > 0).length
  system().fel.set({ peer: 'arendesystem', fel: 'sen', operation: 'skriv' })
  const fresh = newWorker()
  fresh.start()
  // Each write waits for two seconds, and eight of forty at a time.
  await until(() => written() > 0)
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await until(() => held(arendeId).length === 0)
  expect(written()).toBeLessThan(others.length)
  system().fel.purge()
  await fresh.stop()
  await dueNow()
})
