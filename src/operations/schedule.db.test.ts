import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { until } from '../../test/support/until.ts'
import { trySessionLock } from '../platform/database/session-lock.ts'
import { withScopeLock } from '../sync/scope-lock.ts'
import { createSchedule } from './schedule.ts'
import { addPause, endPause, pausesNow } from './sync-pauses.ts'
import { BROMMA, FARSTA, useSchedule } from './testing/use-schedule.ts'

const { answers, at, db, done, dues, events, logged, partsOf, proof, scheduleOf, state } = useSchedule()
const NIGHTLY = { fullstandig: '30 2 * * *' }
const HALF_HOUR = 30 * 60_000
/** Many ticks, on a machine that is busy. */
const LONG_MS = 60_000
const READ_LOCK = 0x1c5f_0006

async function tickThrough(schedule: ReturnType<typeof scheduleOf>, from: string, to: string): Promise<void> {
  for (let time = Date.parse(from); time < Date.parse(to); time += HALF_HOUR) {
    state.now = new Date(time)
    await schedule.tick()
  }
}

test.each([
  ['skips the hour', '2027-03-27', '2027-03-30', ['2027-03-28T01:00', '2027-03-29T00:30']],
  ['repeats the hour', '2027-10-30', '2027-11-02', ['2027-10-31T00:30', '2027-11-01T01:30']],
])(
  'a read at 02:30 is done once on the day on which the clock %s',
  async (_, from, to, changed) => {
    await tickThrough(scheduleOf(NIGHTLY), `${from}T00:00:00Z`, `${to}T00:00:00Z`)
    const first = from === '2027-03-27' ? '2027-03-27T01:30' : '2027-10-30T00:30'
    for (const scope of [BROMMA, FARSTA])
      expect((await dues(scope)).map((due) => due.slice(0, 16))).toEqual([first, ...changed])
    expect(events().filter((event) => event === 'scheduled-run-late')).toEqual([])
  },
  LONG_MS,
)

test('what was due while no hub was there is made up for once, as the newest night, and said', async () => {
  at('2027-05-03T10:00:00Z')
  await scheduleOf(NIGHTLY).tick()
  at('2027-05-07T06:00:00Z')
  const later = scheduleOf(NIGHTLY)
  await later.tick()
  await later.tick()
  expect(await dues()).toEqual(['2027-05-07T00:30:00.000Z'])
  expect(logged).toContainEqual(
    expect.objectContaining({ event: 'scheduled-run-late', kind: 'fullstandig', minutes: 330, scopes: 2 }),
  )
  at('2027-05-08T00:30:00Z')
  await later.tick()
  expect(await dues()).toHaveLength(2)
})

test('a hub that finds another at work does what is left when it comes back', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  at('2027-05-04T00:30:00Z')
  await trySessionLock(db.pool, READ_LOCK, () => schedule.tick())
  expect(await dues()).toEqual([])
  at('2027-05-04T00:45:00Z')
  await schedule.tick()
  expect(await dues()).toEqual(['2027-05-04T00:30:00.000Z'])
  expect(events()).toContain('scheduled-run-late')
})

test('what another hub was working off is taken over within ten seconds after that hub is gone', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  at('2027-05-04T00:30:00Z')
  schedule.start()
  await trySessionLock(db.pool, READ_LOCK, () => schedule.tick())
  expect(await dues()).toEqual([])
  await until(async () => (await dues()).length > 0, 10_000)
  await schedule.stop()
})

test('a scope that another run holds is read when that has ended, and the others at once', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  at('2027-05-04T00:30:00Z')
  await withScopeLock(db.pool, 'paraplyet/bromma', async () => {
    await schedule.tick()
    await schedule.tick()
  })
  expect([await dues(BROMMA), await dues(FARSTA)]).toEqual([[], ['2027-05-04T00:30:00.000Z']])
  expect(logged.filter(({ event }) => event === 'scheduled-run-waits')).toEqual([
    expect.objectContaining({ kind: 'fullstandig', source: 'paraplyet', stadsdel: 'bromma' }),
  ])
  await schedule.tick()
  expect([await dues(BROMMA), await dues(FARSTA)]).toEqual([['2027-05-04T00:30:00.000Z'], ['2027-05-04T00:30:00.000Z']])
})

test('of several schedules on one minute each is done, one after the other', async () => {
  at('2027-05-03T10:00:00Z')
  const hour = '0 3 * * *'
  const schedule = scheduleOf({ avstamning: hour, andrade: hour, fullstandig: hour, gallring: hour })
  await schedule.tick()
  at('2027-05-04T01:00:00Z')
  await schedule.tick()
  expect(done.filter((kind) => kind !== 'gallring')).toEqual(['fullstandig', 'andrade', 'avstamning'])
  expect(done).toContain('gallring')
  await schedule.tick()
  expect(done).toHaveLength(4)
})

test('whether invoices are paid is read by its own times, where there are invoices, beside the nights', async () => {
  at('2027-05-03T23:30:00Z')
  const schedule = scheduleOf({ fullstandig: '0 2 * * *', betalstatus: '15 * * * *' })
  await schedule.tick()
  for (let time = Date.parse('2027-05-03T23:45:00Z'); time <= Date.parse('2027-05-04T02:00:00Z'); time += HALF_HOUR) {
    at(new Date(time).toISOString())
    await schedule.tick()
  }
  const { rows } = await db.pool.query<{ place: string; kind: string }>(
    `select source || '/' || stadsdel as place, kind from sync_run order by id`,
  )
  expect(rows.filter(({ place }) => place === 'paraplyet/bromma').map(({ kind }) => kind)).toEqual(['fullstandig'])
  const ofFarsta = rows.filter(({ place }) => place === 'agresso/farsta').map(({ kind }) => kind)
  expect(ofFarsta).toEqual(['fullstandig', 'betalstatus', 'betalstatus'])
  expect(done.filter((kind) => kind === 'fullstandig')).toHaveLength(1)
})

test('of two hubs one does what is due', async () => {
  at('2027-05-03T10:00:00Z')
  const hubs = [scheduleOf(NIGHTLY), scheduleOf(NIGHTLY)]
  await Promise.all(hubs.map((hub) => hub.tick()))
  at('2027-05-04T00:30:00Z')
  await Promise.all(hubs.map((hub) => hub.tick()))
  expect(await dues()).toHaveLength(1)
})

test('what is paused is not read and not made up for; the rest is', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  await addPause(db.pool, { source: null, stadsdel: 'bromma' }, 'eva', 'flytt', state.now)
  at('2027-05-04T00:30:00Z')
  await schedule.tick()
  expect([await dues(BROMMA), await dues(FARSTA)]).toEqual([[], ['2027-05-04T00:30:00.000Z']])
  expect(logged).toContainEqual(
    expect.objectContaining({ event: 'scheduled-run-skipped', stadsdel: 'bromma', why: 'paused' }),
  )
  for (const { id } of await pausesNow(db.pool)) await endPause(db.pool, id, 'eva', 'klart', state.now)
  await schedule.tick()
  expect(await dues(BROMMA)).toEqual([])
  at('2027-05-05T00:30:00Z')
  await schedule.tick()
  expect(await dues(BROMMA)).toEqual(['2027-05-05T00:30:00.000Z'])
})

test(
  'a blackout is of its days and its sources alone',
  async () => {
    const blackouts = [
      { orsak: 'utbetalning', dagar: [6, 'sista' as const], kallor: ['agresso' as const] },
      { orsak: 'julfrid', fran: '2027-06-04', till: '2027-06-05' },
    ]
    const schedule = createSchedule({ ...partsOf(NIGHTLY), blackouts })
    await tickThrough(schedule, '2027-05-30T10:00:00Z', '2027-06-07T10:00:00Z')
    const nights = async (scope: typeof BROMMA) => (await dues(scope)).map((due) => due.slice(5, 10))
    expect(await nights(BROMMA)).toEqual(['05-31', '06-01', '06-02', '06-03', '06-06', '06-07'])
    expect(await nights(FARSTA)).toEqual(['06-01', '06-02', '06-03', '06-07'])
  },
  LONG_MS,
)

test('what a start has read since it was due is not read again', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  at('2027-05-04T06:00:00Z')
  await proof.run({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'start', due: new Date('2027-05-04T05:59:00Z') })
  await schedule.tick()
  expect([(await dues(BROMMA)).length, (await dues(FARSTA)).length]).toEqual([1, 1])
})

test('a read that fails is that night’s; one that the stop of the hub breaks off is still due', async () => {
  at('2027-05-03T10:00:00Z')
  answers.set('paraplyet/bromma', [new Error('away')])
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  at('2027-05-04T00:30:00Z')
  await schedule.tick()
  await schedule.tick()
  expect(await dues(BROMMA)).toHaveLength(1)

  at('2027-05-05T00:30:00Z')
  let begun: () => void = () => undefined
  const running = new Promise<void>((resolve) => (begun = resolve))
  const stopped = scheduleOf(NIGHTLY, {
    read: async () => {
      begun()
      await delay(50)
      return [BROMMA, FARSTA].map((scope) => ({ ...scope, status: 'avbruten', counts: COUNTS, start: 0, end: 0 }))
    },
  })
  const ticking = stopped.tick()
  await running
  await stopped.stop()
  await ticking
  await scheduleOf(NIGHTLY).tick()
  expect((await dues(BROMMA)).at(-1)).toBe('2027-05-05T00:30:00.000Z')
})

const COUNTS = {
  ...{ persons: 0, added: 0, changed: 0, unchanged: 0, gone: 0, quarantined: 0, protected: 0, rows: 0, bytesRead: 0 },
}

test('a read that could not even begin stays due', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY, {
    read: async ({ scopes }) =>
      scopes.map((scope) => ({
        ...scope,
        status: 'misslyckad',
        errorCode: 'OKANT_FEL',
        counts: COUNTS,
        start: 0,
        end: 0,
      })),
  })
  await schedule.tick()
  at('2027-05-04T00:30:00Z')
  await schedule.tick()
  await scheduleOf(NIGHTLY).tick()
  expect([await dues(BROMMA), await dues(FARSTA)]).toEqual([['2027-05-04T00:30:00.000Z'], ['2027-05-04T00:30:00.000Z']])
})

test('a stadsdel whose avtal covers nothing is due once', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  await schedule.tick()
  proof.allowed = new Set()
  at('2027-05-04T00:30:00Z')
  await schedule.tick()
  await schedule.tick()
  expect(done).toEqual(['fullstandig'])
})

test('a pruning that another has going on is done afterwards, and a failure is said once', async () => {
  at('2027-05-03T10:00:00Z')
  let others = true
  const schedule = scheduleOf(
    { gallring: '0 3 * * *', avstamning: '0 3 * * *' },
    { prune: async () => !others, reconcile: () => Promise.reject(new Error('away')) },
  )
  await schedule.tick()
  at('2027-05-04T01:00:00Z')
  await schedule.tick()
  const left = async () => (await db.pool.query('select from due_time where due_at <= $1', [state.now])).rowCount
  expect([await left(), events().filter((event) => event === 'scheduled-run-failed')]).toEqual([
    1,
    ['scheduled-run-failed'],
  ])
  others = false
  await schedule.tick()
  expect(await left()).toBe(0)
})

test('a changed expression counts from when it is set, and a stadsdel that leaves is no longer due', async () => {
  at('2027-05-03T10:00:00Z')
  await scheduleOf(NIGHTLY).tick()
  await scheduleOf({ fullstandig: '0 4 * * *' }, { scopes: () => [BROMMA] }).tick()
  const { rows } = await db.pool.query<{ due: Date }>('select due_at as due from due_time')
  expect(rows.map(({ due }) => due.toISOString())).toEqual(['2027-05-04T02:00:00.000Z'])
})
