import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { many } from '../sync/testing/use-sync.ts'
import type { Act } from './night-acts.ts'
import { found, useOrders } from './testing/use-orders.ts'
import { BROMMA, FARSTA } from './testing/use-schedule.ts'

const { acts, answers, at, db, dues, ended, nights, records, runs, says, work } = useOrders()
const ACT: Act = { by: 'Eva Ros', reason: 'källan är rättad' }

test('a run that is ordered in one process is recorded, and begun by the one that does the work', async () => {
  at(new Date().toISOString())
  says('paraplyet/bromma', many(3))
  work()
  const order = await acts().runNow({ scopes: [BROMMA], kind: 'fullstandig', key: 'form-1' }, ACT)
  const [record] = await records('insyn')
  expect(record).toMatchObject({
    ...{ handelse: 'avstamning', orsak: 'kor-nu', slutanvandare: 'Eva Ros', andamal: ACT.reason, klient: 'insyn-cli' },
    detaljer: { slag: 'fullstandig', omfang: ['paraplyet/bromma'] },
  })
  const done = await ended(order.id)
  expect(done.failed).toEqual([])
  expect((done.begun?.getTime() ?? Infinity) - order.ordered.getTime()).toBeLessThan(45_000)
  const [run] = await nights().runs({ ...BROMMA, limit: 1 })
  expect(run).toMatchObject({ trigger: 'manuell', ordered: { by: 'Eva Ros', reason: ACT.reason }, state: 'klar' })
})

test('a form that is sent twice orders once', async () => {
  at(new Date().toISOString())
  const order = () => acts().runNow({ scopes: [BROMMA], kind: 'fullstandig', key: 'form-2' }, ACT)
  const [first, second] = [await order(), await order()]
  expect(second.id).toBe(first.id)
  expect(await nights().orders()).toHaveLength(1)
})

test('an order of several scopes leaves the one that is under way alone, and says so', async () => {
  at(new Date().toISOString())
  let free: () => void = () => undefined
  const waiting = new Promise<void>((resolve) => (free = resolve))
  answers.set('paraplyet/bromma', [() => waiting])
  const nightly = runs()
  await found(async () => ((await nights().running()).length === 1 ? true : undefined))
  work()
  const order = await acts().runNow({ scopes: [BROMMA, FARSTA], kind: 'fullstandig', key: 'form-3' }, ACT)
  expect((await ended(order.id)).failed).toEqual([{ ...BROMMA, code: 'KORNING_PAGAR' }])
  free()
  expect(await nightly).toMatchObject({ status: 'lyckad' })
  expect(await dues(FARSTA)).toHaveLength(1)
})

test('of two hubs one carries out an order, and another takes over from one that was killed', async () => {
  at(new Date().toISOString())
  const done: string[] = []
  const slow = (name: string) => async () => {
    done.push(name)
    await delay(300)
    return []
  }
  const order = await acts().runNow({ scopes: [BROMMA], kind: 'fullstandig', key: 'form-4' }, ACT)
  // As a killed hub has left it: begun, and nobody holds it.
  await db.pool.query('update run_order set begun_at = now()')
  work(slow('a'))
  work(slow('b'))
  await ended(order.id)
  expect(done).toHaveLength(1)
})

test('what the stop of a hub breaks off stays ordered', async () => {
  at(new Date().toISOString())
  let begun: () => void = () => undefined
  const running = new Promise<void>((resolve) => (begun = resolve))
  const first = work(async () => {
    begun()
    await delay(50)
    return [{ ...BROMMA, status: 'avbruten', counts: COUNTS, start: 0, end: 0 }]
  })
  const order = await acts().runNow({ scopes: [BROMMA], kind: 'fullstandig', key: 'form-5' }, ACT)
  await running
  await first.stop()
  expect((await nights().orders())[0]).toMatchObject({ id: order.id, ended: null })
  work()
  expect((await ended(order.id)).failed).toEqual([])
})

test('a reconciliation is ordered as a run is', async () => {
  at(new Date().toISOString())
  const { reconciled } = work()
  const order = await acts().reconcile({ repair: true, key: 'r-1' }, ACT)
  await ended(order.id)
  expect(reconciled).toEqual([[2, { repair: true }]])
  expect((await records('insyn'))[0]).toMatchObject({ orsak: 'reparation' })
})

const COUNTS = {
  ...{ persons: 0, added: 0, changed: 0, unchanged: 0, gone: 0, quarantined: 0, protected: 0, rows: 0, bytesRead: 0 },
}
