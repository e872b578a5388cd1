import { beforeEach, expect, test } from '@jest/globals'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import { createLogWriter } from '../atkomstlogg/writer.ts'
import { inTransaction } from '../platform/database/database.ts'
import { protect } from '../sync/protection.ts'
import { createDeliveryTools } from './delivery-tools.ts'
import { wakeParked, withdrawAllOf } from './wake.ts'

const { db, dueNow, held, mirror, keys, openCase, open, policy, recorded, close, system, work } = useWorker()
const tools = () =>
  createDeliveryTools({
    pool: db.pool,
    release: { arendesystem: wakeParked, buss: async () => undefined },
    recordThen: recordThrough(createLogWriter(db.pool)),
    clock: () => new Date(),
  })

beforeEach(() => db.pool.query('truncate pause'))

const RUNNING = { beslutId: '1', status: 'pagaende' }
const ENDED = { beslutId: '1', status: 'avslutat' }

/** A case whose delivery the case system refuses. */
async function parked(personnummer = A): Promise<{ arendeId: string; uppgiftRef: string }> {
  const uppgiftRef = await mirror(personnummer, [RUNNING])
  const arendeId = await openCase(personnummer)
  system().fel.set({ peer: 'arendesystem', operation: 'skriv', fel: 'nekad' })
  await work()
  system().fel.purge()
  return { arendeId, uppgiftRef }
}

async function ownRecords(): Promise<unknown[]> {
  const { rows } = await db.pool.query<{ record: string }>(
    `select record from access_record where logg = 'insyn' order by nummer`,
  )
  return rows.map(({ record }) => (JSON.parse(record) as { atkomst: unknown }).atkomst)
}

test('while deliveries are paused nothing new comes into a case, and all of it when they are resumed', async () => {
  await mirror(A, [RUNNING])
  const filled = await openCase(A)
  await work()
  await tools().pause('arendesystem', 'eva', 'ärendesystemet flyttas')
  await mirror(A, [ENDED])
  const opened = await openCase(A)
  await work()
  await work()
  expect([held(filled), held(opened)]).toEqual([[[RUNNING]], []])
  expect(await tools().list({ status: 'vantar' })).toMatchObject({
    count: 2,
    pauses: [{ target: 'arendesystem', by: 'eva', reason: 'ärendesystemet flyttas' }],
  })

  await tools().resume('arendesystem', 'bo')
  await work()
  expect([held(filled), held(opened)]).toEqual([[[ENDED]], [[ENDED]]])
  expect(await tools().list({})).toMatchObject({ pauses: [], count: 2 })
  expect((await ownRecords()).slice(-2)).toMatchObject([
    { handelse: 'leverans', orsak: 'arendesystem-pausad', slutanvandare: 'eva', utfall: 'tomt' },
    { handelse: 'leverans', orsak: 'arendesystem-aterupptagen', slutanvandare: 'bo', utfall: 'tomt' },
  ])
})

test('a pause does not keep a protected person in a case, nor a closed case filled', async () => {
  await mirror(A, [RUNNING])
  await mirror(B, [RUNNING])
  const [hers, closed] = [await openCase(A), await openCase(B)]
  await work()
  await tools().pause('arendesystem', 'eva', 'driftstopp')
  await protect(db.pool, { source: 'paraplyet', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await close(closed)
  await work()
  expect([held(hers), held(closed)]).toEqual([[], []])
})

test('what was set aside is judged by the policy of when deliveries are resumed', async () => {
  const { arendeId } = await parked()
  const [before] = (await tools().list({ status: 'parkerad' })).rows
  expect(before).toMatchObject({ arendeId, status: 'parkerad', reason: 'MALSYSTEM_NEKAR', delivered: 0, attempts: 1 })
  await tools().pause('arendesystem', 'eva', 'felsökning')
  policy.visible = new Set(['beslutId'])
  await work()
  expect((await tools().list({ status: 'parkerad' })).count).toBe(1)
  await tools().resume('arendesystem', 'eva')
  await work()
  expect(held(arendeId)).toEqual([[{ beslutId: '1' }]])
})

test('what is not delivered is tried again by reference, by case, by cause, or all of it', async () => {
  for (const selectionOf of [
    ({ uppgiftRef }) => ({ uppgiftRef }),
    ({ arendeId }) => ({ arendeId }),
    () => ({ reason: 'MALSYSTEM_NEKAR' }),
    () => ({ mangd: 'beslut', stadsdel: 'bromma' }),
    () => ({}),
  ] satisfies ((one: { arendeId: string; uppgiftRef: string }) => object)[]) {
    await db.pool.query('truncate uppgift, outbox, arende, delivery cascade')
    const one = await parked()
    await mirror(B, [RUNNING])
    const delivered = await openCase(B)
    await work()
    await dueNow()
    expect(await tools().retryDeliveries({ ...selectionOf(one), stadsdel: 'farsta' }, 'eva')).toBe(0)
    expect(await tools().retryDeliveries(selectionOf(one), 'eva')).toBe(1)
    await work()
    expect([held(one.arendeId), held(delivered)]).toEqual([[[RUNNING]], [[RUNNING]]])
    expect((await tools().list({ status: 'parkerad' })).count).toBe(0)
  }
})

test('since when a delivery waits is not moved by its tries', async () => {
  await mirror(A, [RUNNING])
  await openCase(A)
  system().fel.set({ peer: 'arendesystem', fel: 'nere' })
  await work()
  const [first] = (await tools().list({})).rows
  await dueNow()
  await work()
  const [second] = (await tools().list({})).rows
  expect([second?.attempts, second?.status]).toEqual([2, 'vantar'])
  expect(second?.since).toEqual(first?.since)
})

test('pausing twice, resuming what goes on, and a reason that names somebody are refused', async () => {
  await expect(tools().resume('arendesystem', 'eva')).rejects.toMatchObject({ code: 'KONFLIKT' })
  await expect(tools().pause('arendesystem', 'eva', `för ${A}`)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  await tools().pause('arendesystem', 'eva', 'driftstopp')
  await expect(tools().pause('arendesystem', 'bo', 'driftstopp')).rejects.toMatchObject({ code: 'KONFLIKT' })
})

test('a closed case keeps what it was given for its days, follows no change, and leaves a receipt when it is emptied', async () => {
  policy.rensaEfterDygn = 30
  await mirror(A, [RUNNING])
  const arendeId = await openCase(A)
  await work()
  await close(arendeId)
  await mirror(A, [ENDED])
  await work()
  expect(held(arendeId)).toEqual([[RUNNING]])
  expect(await tools().receipt(arendeId)).toBeUndefined()
  const { rows } = await db.pool.query<{ days: number }>(
    'select round(extract(epoch from due_at - closed_at) / 86400)::int as days from arende where arende_id = $1',
    [arendeId],
  )
  expect(rows).toEqual([{ days: 30 }])

  await dueNow()
  await work()
  expect(held(arendeId)).toEqual([])
  const receipt = await tools().receipt(arendeId)
  expect(receipt).toMatchObject({ arendeId, uppgifter: { bromma: 1 } })
  const purge = (await recorded(arendeId)).filter(({ atkomst }) => atkomst.handelse === 'rensning')
  expect(purge).toMatchObject([{ logg: 'bromma', atkomst: { handelseId: receipt?.handelseId } }])
})

test.each([
  ['what the case system has only ever refused is not counted', 'nekad', {}, 0],
  ['what may have been written though no answer came is counted', 'tomt', { bromma: 1 }, 1],
] as const)('in receipts %s', async (_, first, uppgifter, ended) => {
  await mirror(A, [RUNNING])
  const arendeId = await openCase(A)
  for (const fault of [first, 'nekad'] as const) {
    system().fel.set({ peer: 'arendesystem', operation: 'skriv', fel: fault })
    await work()
    system().fel.purge()
    await wakeParked(db.pool)
    await dueNow()
  }
  await close(arendeId)
  // By what the receipt of an avtal counts.
  expect(await inTransaction(db.pool, (tx) => withdrawAllOf(tx, 'bromma', ['beslut']))).toBe(ended)
  await dueNow()
  await work()
  expect(await tools().receipt(arendeId)).toMatchObject({ uppgifter })
})

test('a person who becomes protected is taken out of a closed case before its day', async () => {
  policy.rensaEfterDygn = 30
  await mirror(A, [RUNNING])
  const arendeId = await openCase(A)
  await work()
  await close(arendeId)
  await protect(db.pool, { source: 'paraplyet', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  await work()
  expect(held(arendeId)).toEqual([])
})

test('a closed case that opens again before its day follows its person again', async () => {
  policy.rensaEfterDygn = 30
  await mirror(A, [RUNNING])
  const arendeId = await openCase(A)
  await work()
  await close(arendeId)
  await mirror(A, [ENDED])
  await work()
  await open(arendeId, A)
  await work()
  expect(held(arendeId)).toEqual([[ENDED]])
  expect(await tools().receipt(arendeId)).toBeUndefined()
})
