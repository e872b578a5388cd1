import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { Caller } from '../access/caller.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import { A, beslut, many, person } from '../sync/testing/use-sync.ts'
import type { Act, NightActs } from './night-acts.ts'
import { found, useOrders } from './testing/use-orders.ts'
import { BROMMA } from './testing/use-schedule.ts'

const { acts, answers, at, db, ended, night, nights, records, runs, says, work } = useOrders()
const ACT: Act = { by: 'Eva Ros', reason: 'källan är rättad' }
const NUMBER = '189001019802'

test('who has signed in stands in the record as a caller of the API does', async () => {
  at(new Date().toISOString())
  const caller: Caller = {
    ...{ slutanvandare: 'sub-7', identitet: 'token', utfardare: 'inloggning', klient: 'konsol' },
    ...{ roller: ['drift'], ownRef: null },
  }
  await acts().pause(BROMMA, { ...ACT, caller })
  expect((await records('insyn'))[0]).toMatchObject({
    ...{ slutanvandare: 'sub-7', identitet: 'token', utfardare: 'inloggning', klient: 'konsol', roll: 'drift' },
    ...{ orsak: 'synk-pausad', detaljer: { kalla: 'paraplyet', stadsdel: 'bromma' } },
  })
  expect(await nights().pauses()).toMatchObject([{ by: 'Eva Ros', ...BROMMA }])
})

test('a run is aborted from another process, recorded first, and shown as aborted with who and why', async () => {
  at(new Date().toISOString())
  answers.set('paraplyet/bromma', [
    { personer: [person(A, [beslut('1')])], orphans: [] },
    (signal) => delay(60_000, undefined, { signal }),
  ])
  const running = runs()
  const { id } = await found(async () => (await nights().running()).find(({ counts }) => counts.read === 1))
  await acts().abort(id, ACT)
  expect((await records('insyn'))[0]).toMatchObject({ orsak: 'korning-avbruten', detaljer: { korning: id } })
  await expect(acts().abort(id, ACT)).rejects.toMatchObject({ code: 'KONFLIKT' })
  expect(await running).toMatchObject({ status: 'avbruten' })
  expect(await nights().run(id)).toMatchObject({ state: 'ej-kord', aborted: { by: 'Eva Ros', reason: ACT.reason } })
  await expect(acts().abort(id, ACT)).rejects.toMatchObject({ code: 'KONFLIKT' })
  await expect(acts().abort(1_000_000, ACT)).rejects.toMatchObject({ code: 'FINNS_EJ' })
}, 60_000)

test('a held deletion is approved by its run, stands in the board’s log, and the next read may do that much', async () => {
  at(new Date().toISOString())
  await night('2027-05-04', many(9))
  await night('2027-05-05', many(5))
  const run = (await nights().heldDeletions())[0]?.run ?? 0
  await expect(acts().approve(run, 0, ACT)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  await expect(acts().approve(run + 1_000, 4, ACT)).rejects.toMatchObject({ code: 'FINNS_EJ' })
  await acts().approve(run, 4, ACT, { runNow: true })
  expect((await records('bromma'))[0]).toMatchObject({ orsak: 'godkand', detaljer: { korning: run, hogst: 4 } })
  expect((await nights().heldDeletions())[0]?.approved).toMatchObject({ atMost: 4, by: 'Eva Ros', reason: ACT.reason })
  work()
  const [order] = await nights().orders()
  await ended(order?.id ?? 0)
  expect(await nights().heldDeletions()).toEqual([])
  expect((await nights().run(run))?.guard).toMatchObject({ over: true, approved: null })
  const { rows } = await db.pool.query('select at_most, reason, ended_at is null as open from approved_removal')
  expect(rows).toEqual([{ at_most: 4, reason: ACT.reason, open: false }])
})

test('a rejected deletion is recorded, ends an approval, and is rejected once', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-04', many(9))
  await night('2027-05-05', many(5))
  const run = (await nights().heldDeletions())[0]?.run ?? 0
  await acts().approve(run, 4, ACT)
  await acts().reject(run, ACT)
  expect((await records('bromma'))[0]).toMatchObject({ handelse: 'borttagning', orsak: 'avvisad' })
  await expect(acts().reject(run, ACT)).rejects.toMatchObject({ code: 'KONFLIKT' })
  expect((await nights().run(run))?.guard).toMatchObject({ over: false, rejected: { by: 'Eva Ros' } })
  await night('2027-05-05', many(5))
  expect((await nights().run(run))?.guard).toMatchObject({ over: true, rejected: { by: 'Eva Ros' } })
  expect(await nights().heldDeletions()).toHaveLength(1)
})

test('quarantine is redriven by rows or by what matches, as one order of the scopes concerned', async () => {
  at(new Date().toISOString())
  const rejected = { mangd: 'beslut', falt: 'tillOchMed', reason: 'datum', rawValues: { tillOchMed: 'x' } } as const
  says('paraplyet/bromma', [person(A, [], 'nej', [rejected])])
  await runs()
  const [group] = await nights().quarantine({})
  const redrive = (selection: Parameters<NightActs['redriveQuarantine']>[0], key: string) =>
    acts().redriveQuarantine(selection, { ...ACT, key })
  const one = await redrive({ ids: group?.ids ?? [] }, 'q-1')
  expect([one.kind, one.scopes]).toEqual(['fullstandig', [BROMMA]])
  expect((await records('insyn'))[0]).toMatchObject({ orsak: 'karantan' })
  expect((await redrive({ falt: 'tillOchMed' }, 'q-2')).scopes).toEqual([BROMMA])
  expect((await redrive({ reason: 'datum', from: new Date(Date.now() - 60_000) }, 'q-5')).scopes).toEqual([BROMMA])
  for (const other of [
    { reason: 'kod' },
    { before: new Date(Date.now() - 60_000) },
    { from: new Date(Date.now() + 60_000) },
  ])
    await expect(redrive(other, JSON.stringify(other))).rejects.toMatchObject({ code: 'FINNS_EJ' })
  await expect(redrive({ falt: 'annat' }, 'q-3')).rejects.toMatchObject({ code: 'FINNS_EJ' })
  await expect(redrive({ ids: [] }, 'q-4')).rejects.toMatchObject({ code: 'FINNS_EJ' })
})

test('dead letters are redriven by reference or all that match', async () => {
  const letter = (ref: string, mangd: string) =>
    db.pool.query(
      `insert into dead_letter (uppgift_ref, person_ref, stadsdel, source, mangd, version, reason)
       values ($1, 'p', 'bromma', 'paraplyet', $2, 1, 'KAFKA_NEKAR')`,
      [ref, mangd],
    )
  for (const ref of ['u1', 'u2', 'u3']) await letter(ref, ref === 'u3' ? 'avgift' : 'beslut')
  expect(await nights().deadLetters()).toMatchObject([
    { mangd: 'avgift', count: 1, uppgiftRefs: ['u3'] },
    { mangd: 'beslut', count: 2 },
  ])
  expect(await acts().redriveDeadLetters({ uppgiftRefs: ['u1'] }, ACT)).toBe(1)
  expect(await acts().redriveDeadLetters({ mangd: 'avgift' }, ACT)).toBe(1)
  const recorded = { handelse: 'buss', orsak: 'spela-om', andamal: ACT.reason }
  expect((await records('insyn'))[0]).toMatchObject({
    ...recorded,
    detaljer: { omfang: ['paraplyet/bromma/avgift (1)'] },
  })
  const minuteAgo = new Date(Date.now() - 60_000)
  expect(await acts().redriveDeadLetters({ source: 'paraplyet', reason: 'KAFKA_NEKAR', from: minuteAgo }, ACT)).toBe(3)
  expect(await nights().deadLetters({ mangd: 'beslut', from: minuteAgo })).toMatchObject([
    { mangd: 'beslut', count: 2 },
  ])
  const count = (await records('insyn')).length
  for (const other of [
    { source: 'agresso' },
    { reason: 'annat' },
    { before: minuteAgo },
    { uppgiftRefs: ['u9'] },
  ] as const)
    await expect(acts().redriveDeadLetters({ ...other }, ACT)).rejects.toMatchObject({ code: 'FINNS_EJ' })
  expect(await records('insyn')).toHaveLength(count)
})

const EVERY: Readonly<Record<string, (of: NightActs, act: Act) => Promise<unknown>>> = {
  runNow: (of, act) => of.runNow({ scopes: [BROMMA], kind: 'fullstandig', key: 'k' }, act),
  abort: (of, act) => of.abort(1, act),
  pause: (of, act) => of.pause({}, act),
  resume: (of, act) => of.resume({ stadsdel: 'farsta' }, act),
  approve: (of, act) => of.approve(1, 1, act),
  reject: (of, act) => of.reject(1, act),
  pauseDeliveries: (of, act) => of.pauseDeliveries('buss', act),
  resumeDeliveries: (of, act) => of.resumeDeliveries('arendesystem', act),
  retryDeliveries: (of, act) => of.retryDeliveries({}, act),
  redriveDeadLetters: (of, act) => of.redriveDeadLetters({}, act),
  reconcile: (of, act) => of.reconcile({ repair: false, key: 'k' }, act),
}

/** Something that each act could be done to. */
async function somethingToDo(): Promise<void> {
  await db.pool.query(
    `insert into sync_run (id, source, stadsdel, kind, trigger, status) overriding system value
     values (1, 'paraplyet', 'bromma', 'fullstandig', 'x', 'pagar')`,
  )
  await acts().pause({ stadsdel: 'farsta' }, ACT)
  await db.pool.query(
    `insert into dead_letter (uppgift_ref, person_ref, stadsdel, source, mangd, version, reason)
     values ('u9', 'p', 'bromma', 'paraplyet', 'beslut', 1, 'KAFKA_NEKAR')`,
  )
  await db.pool.query(`insert into pause (target, paused_by, reason) values ('arendesystem', 'eva', 'byte')`)
}

const rowsOfAll = async () => {
  const tables = ['run_order', 'sync_pause', 'approved_removal', 'rejected_removal', 'pause', 'outbox', 'sync_run']
  const found = await Promise.all(tables.map((table) => db.pool.query<object>(`select * from ${table} order by 1`)))
  return JSON.stringify(found.map(({ rows }) => rows))
}

test.each(Object.keys(EVERY))(
  '%s with a number in its reason or name is refused, unrecorded and undone',
  async (name) => {
    at(new Date().toISOString())
    await somethingToDo()
    const before = [await rowsOfAll(), await records('insyn')]
    for (const act of [
      { by: 'Eva Ros', reason: `för ${NUMBER}` },
      { by: NUMBER, reason: 'x' },
      { by: 'Eva Ros', reason: '' },
    ]) {
      const refused: unknown = await EVERY[name]?.(acts(), act).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'BEGARAN_OGILTIG' })
      expect((refused as Error).message).not.toContain(NUMBER)
    }
    expect([await rowsOfAll(), await records('insyn')]).toEqual(before)
  },
)

test.each(Object.keys(EVERY).filter((name) => name !== 'approve' && name !== 'reject'))(
  '%s is not done when it cannot be recorded',
  async (name) => {
    at(new Date().toISOString())
    await somethingToDo()
    const before = await rowsOfAll()
    const down = recordThrough({ write: () => Promise.reject(new InsynError('LOGG_OTILLGANGLIG', 'down')) })
    await expect(EVERY[name]?.(acts(down), ACT)).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
    expect(await rowsOfAll()).toEqual(before)
  },
)

test('an approval and a rejection are not done when they cannot be recorded', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-04', many(9))
  await night('2027-05-05', many(5))
  const run = (await nights().heldDeletions())[0]?.run ?? 0
  const before = await rowsOfAll()
  const down = recordThrough({ write: () => Promise.reject(new InsynError('LOGG_OTILLGANGLIG', 'down')) })
  await expect(acts(down).approve(run, 4, ACT)).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  await expect(acts(down).reject(run, ACT)).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(await rowsOfAll()).toEqual(before)
})

test('a scope that is not read is refused, and pausing or resuming twice is a conflict', async () => {
  at(new Date().toISOString())
  const nobody = { source: 'paraplyet', stadsdel: 'jarva' } as const
  const refused = { code: 'BEGARAN_OGILTIG' }
  await expect(acts().runNow({ scopes: [nobody], kind: 'andrade', key: 'k' }, ACT)).rejects.toMatchObject(refused)
  await expect(acts().runNow({ scopes: [], kind: 'andrade', key: 'k' }, ACT)).rejects.toMatchObject(refused)
  await expect(acts().runNow({ scopes: [BROMMA], kind: 'andrade', key: NUMBER }, ACT)).rejects.toMatchObject(refused)
  await expect(acts().pause(nobody, ACT)).rejects.toMatchObject(refused)
  await acts().pause({ source: 'agresso' }, ACT)
  await expect(acts().pause({ source: 'agresso' }, ACT)).rejects.toMatchObject({ code: 'KONFLIKT' })
  await expect(acts().resume({}, ACT)).rejects.toMatchObject({ code: 'KONFLIKT' })
  await acts().resume({ source: 'agresso' }, ACT)
  await expect(acts().resume({ source: 'agresso' }, ACT)).rejects.toMatchObject({ code: 'KONFLIKT' })
})
