import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import type { Rejected } from '../mapping/person-items.ts'
import { A, many, person } from '../sync/testing/use-sync.ts'
import type { NightCell } from './night-runs.ts'
import { addPause, endPause, pausesNow } from './sync-pauses.ts'
import { useNights } from './testing/use-nights.ts'
import { BROMMA, FARSTA } from './testing/use-schedule.ts'

const { at, config, db, night, nights, proof, state, acts } = useNights()
const ACT = { by: 'Eva Ros', reason: 'källan är rättad' }

const rejected = (field: string): Rejected => ({
  mangd: 'beslut',
  falt: field,
  reason: 'datum',
  rawValues: { [field]: 'x' },
})
const withQuarantine = (...fields: string[]) => [...many(9).slice(1), person(A, [], 'nej', fields.map(rejected))]
const away = new InsynError('KALLA_OTILLGANGLIG', 'paraplyet bromma: refused')
const brief = (cell: NightCell) => [cell.night.slice(5), cell.state, cell.why, cell.code]

async function cellsOf(days: number, index = 0) {
  const { rows } = await nights().grid(days)
  return rows[index]?.cells.map(brief)
}

test('each night has its state, by the day on which its run was due, with glyphs for all six', async () => {
  await night('2027-05-01', many(9))
  await night('2027-05-02', withQuarantine('tillOchMed'))
  await night('2027-05-03', many(9).slice(0, 3))
  await night('2027-05-04')
  await db.pool.query(`update sync_run set status = 'misslyckad', error_code = 'KALLA_FAULT', guard = null
    where due_at > '2027-05-03T12:00Z' and source = 'paraplyet'`)
  at('2027-05-05T10:00:00Z')
  expect(await cellsOf(5)).toEqual([
    ['05-01', 'klar', null, null],
    ['05-02', 'klar-med-karantan', null, null],
    ['05-03', 'hallen', null, 'for-manga-borta'],
    ['05-04', 'misslyckad', null, 'KALLA_FAULT'],
    ['05-05', 'ej-kord', null, null],
  ])
  await db.pool.query(
    `update sync_run set status = 'pagar' where due_at > '2027-05-03T12:00Z' and source = 'paraplyet'`,
  )
  expect((await cellsOf(5))?.[3]).toEqual(['05-04', 'pagar', null, 'KALLA_FAULT'])
  const { rows } = await nights().grid(5)
  expect(rows.map(({ namn, fresh }) => [namn, fresh])).toEqual([
    ['Bromma', false],
    ['Farsta', false],
  ])
})

test('a late run of an old night does not make a scope look current, and a run by hand counts for its day', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-05', many(9))
  await night('2027-05-02', many(9))
  expect((await nights().grid(4)).rows.map(({ fresh }) => fresh)).toEqual([false, false])
  await proof.run({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'manuell', due: new Date('2027-05-05T09:00:00Z') })
  expect((await nights().grid(4)).rows.map(({ fresh }) => fresh)).toEqual([true, false])
})

test('a run that somebody orders later in the day does not make the night last till then', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-05', many(9))
  await db.pool.query(`update sync_run set start = '2027-05-04T23:00Z', ended_at = '2027-05-04T23:05Z'`)
  await proof.run({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'manuell', due: new Date('2027-05-05T09:00:00Z') })
  await db.pool.query(
    `update sync_run set start = '2027-05-05T09:00Z', ended_at = '2027-05-05T09:01Z' where trigger = 'manuell'`,
  )
  const last = await nights().lastNight(await nights().grid(14))
  expect([last.durationMs, last.ended]).toEqual([5 * 60_000, new Date('2027-05-04T23:05:00Z')])
  expect(last.counts.unchanged).toBe(9)
})

test('a night before its time is not expected yet', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-05', many(9))
  at('2027-05-05T22:30:00Z')
  const { nights: days, rows } = await nights().grid(3)
  expect([days.at(-1), rows[0]?.fresh]).toEqual(['2027-05-05', true])
  at('2027-05-05T23:00:00Z')
  expect((await nights().grid(3)).nights.at(-1)).toBe('2027-05-06')
  expect((await nights().grid(3)).rows[0]?.fresh).toBe(false)
})

test('what was not to be read says why', async () => {
  at('2027-05-03T20:00:00Z')
  await addPause(db.pool, { source: null, stadsdel: 'bromma' }, 'eva', 'flytt', state.now)
  at('2027-05-04T08:00:00Z')
  for (const { id } of await pausesNow(db.pool)) await endPause(db.pool, id, 'eva', 'klart', state.now)
  at('2027-05-05T08:00:00Z')
  expect(await cellsOf(3)).toEqual([
    ['05-03', 'ej-kord', null, null],
    ['05-04', 'ej-kord', 'pausad', null],
    ['05-05', 'ej-kord', null, null],
  ])
  Object.assign(config.schema, { uppehall: [{ orsak: 'utbetalning', dagar: [4], kallor: ['agresso'] }] })
  expect((await cellsOf(2, 1))?.[0]).toEqual(['05-04', 'ej-kord', 'uppehall', null])
  Object.assign(config.schema, { uppehall: [], fullstandig: '0 1 * * 1' })
  expect((await cellsOf(3))?.map(([date, , why]) => [date, why])).toEqual([
    ['05-01', 'inte-planerad'],
    ['05-02', 'inte-planerad'],
    ['05-03', null],
  ])
  Object.assign(config.schema, { fullstandig: '0 1 * * *' })
  at('2027-06-22T08:00:00Z')
  expect((await cellsOf(2, 1))?.map(([, , why]) => why)).toEqual(['inget-avtal', 'inget-avtal'])
})

test('a run says what it came to, against what such runs take, and what to do about what failed', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-01', many(9))
  await night('2027-05-02', withQuarantine('tillOchMed', 'franOchMed'))
  await db.pool.query(`update sync_run set unknown_fields = '{"A": 2, "B": 1}' where due_at < '2027-05-01T12:00Z'`)
  await db.pool.query(`update sync_run set unknown_fields = '{"B": 2, "C": 1}' where due_at > '2027-05-01T12:00Z'`)
  const [run] = await nights().runs({ ...BROMMA, limit: 1 })
  const page = await nights().run(run?.id ?? 0)
  expect(page).toMatchObject({
    ...{ ...BROMMA, namn: 'Bromma', night: '2027-05-02', state: 'klar-med-karantan', trigger: 'schema', failure: null },
    counts: { added: 0, quarantined: 2 },
    drift: {
      seen: [
        { field: 'B', fresh: false },
        { field: 'C', fresh: true },
      ],
      unseen: ['A'],
    },
    guard: null,
  })
  expect(page?.quarantine.map(({ falt, count }) => [falt, count])).toEqual([
    ['franOchMed', 1],
    ['tillOchMed', 1],
  ])
  expect(page?.medianMs).toBeGreaterThanOrEqual(0)
  expect(page?.durationMs).toBeGreaterThanOrEqual(0)

  await night('2027-05-03', away)
  const [failed] = await nights().runs({ ...BROMMA, limit: 1 })
  expect((await nights().run(failed?.id ?? 0))?.failure).toEqual({
    code: 'KALLA_OTILLGANGLIG',
    message: 'paraplyet bromma: refused',
    what: 'Källan svarade inte, eller inte färdigt.',
    remedy: expect.stringContaining('Kör om'),
  })
  expect(await nights().run(1_000_000)).toBeUndefined()
})

test('neither persons nor rows of a source are told, and what a flag took is not told apart', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-01', many(9))
  await night(
    '2027-05-02',
    many(9).flatMap((one, i) => (i === 0 ? [] : i === 1 ? [{ ...one, skydd: 'ja' as const }] : [one])),
  )
  const [run] = await nights().runs({ ...BROMMA, limit: 1 })
  const page = await nights().run(run?.id ?? 0)
  expect(page?.counts).toEqual({ read: 7, added: 0, changed: 0, unchanged: 7, removed: 2, quarantined: 0 })
  expect(JSON.stringify(page)).not.toMatch(/protected|persons|"rows"|bytes/)
})

test('a held deletion says how much of what, and the limit', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-01', many(9))
  await night('2027-05-05', many(5))
  const [held] = await nights().heldDeletions()
  expect(held).toMatchObject({
    ...{
      ...BROMMA,
      namn: 'Bromma',
      reason: 'for-manga-borta',
      touched: 4,
      limit: 0.05,
      approved: null,
      rejected: null,
    },
    volumes: [{ mangd: 'beslut', of: 'uppgifter', gone: 4, known: 9 }],
  })
  const needs = await nights().needsPerson()
  expect(needs[0]).toMatchObject({
    kind: 'borttagning-halls',
    heading: 'Borttagning hålls: Bromma, Paraplyet',
    text: expect.stringContaining('Beslut: 4 färre uppgifter av 9 (44,4\u00a0%). Gränsen är 5\u00a0%.'),
    goTo: { page: 'hallen', run: held?.run },
  })
  await acts().reject(held?.run ?? 0, ACT)
  expect((await nights().heldDeletions())[0]?.rejected).toMatchObject({ by: 'Eva Ros' })
  expect((await nights().needsPerson()).map(({ kind }) => kind)).not.toContain('borttagning-halls')
  // The next read finds the same: it needs a person again.
  await night('2027-05-05', many(5))
  expect((await nights().needsPerson())[0]?.kind).toBe('borttagning-halls')
})

test('the last night is summed up, with the scope that is worst off', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-03', many(9))
  await night('2027-05-04', away)
  await night('2027-05-05', away)
  expect(await nights().lastNight(await nights().grid(14))).toMatchObject({
    night: '2027-05-05',
    byState: { misslyckad: 1, klar: 1 },
    worst: { ...BROMMA, namn: 'Bromma', nights: 2, state: 'misslyckad' },
  })
})

test('the coming weeks say what will be read, what will not and why, and how long it takes', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-05', many(9))
  await addPause(db.pool, { source: null, stadsdel: 'bromma' }, 'eva', 'flytt', state.now)
  Object.assign(config.schema, { uppehall: [{ orsak: 'utbetalning', dagar: [6], kallor: ['agresso'] }] })
  const upcoming = await nights().upcoming(14)
  Object.assign(config.schema, { uppehall: [] })
  expect(upcoming.filter(({ kind }) => kind === 'fullstandig')).toHaveLength(14)
  expect(upcoming[0]).toMatchObject({
    kind: 'fullstandig',
    night: '2027-05-06',
    scopes: [],
    left: [
      { ...BROMMA, why: 'pausad', reason: 'flytt' },
      { ...FARSTA, why: 'uppehall', reason: 'utbetalning' },
    ],
  })
  const next = await nights().nextRun()
  expect([next?.kind, next?.dueAt.toISOString(), next?.scopes]).toEqual([
    'fullstandig',
    '2027-05-05T23:00:00.000Z',
    [FARSTA],
  ])
  expect((await nights().forecast([BROMMA], 'fullstandig')).read).toBe(9)
})

test('deliveries say in words how they stand', async () => {
  at(new Date().toISOString())
  const states = async () => Object.fromEntries((await nights().deliveries()).map((one) => [one.target, one.state]))
  expect(await states()).toEqual({ arendesystem: 'vilar', rensning: 'vilar' })
  await db.pool.query(
    `insert into arende (arende_id, klient, person_ref, andamal, status) values ('a', 'k', 'p', 'x', 'oppet')`,
  )
  await db.pool.query(
    `insert into delivery (arende_id, uppgift_ref, stadsdel, wanted, status, mangd) values ('a', 'u', 'bromma', 1, 'vantar', 'beslut')`,
  )
  expect(await states()).toMatchObject({ arendesystem: 'levererar' })
  await db.pool.query(`update delivery set since = now() - interval '30 minutes'`)
  expect(await states()).toMatchObject({ arendesystem: 'slapar-efter' })
  await db.pool.query(`update delivery set since = now() - interval '3 hours'`)
  expect(await states()).toMatchObject({ arendesystem: 'star-stilla' })
  await acts().pauseDeliveries('arendesystem', ACT)
  expect((await nights().deliveries())[0]).toMatchObject({ state: 'pausad', paused: { by: 'Eva Ros' }, waiting: 1 })
  await acts().resumeDeliveries('arendesystem', ACT)
  expect(await acts().retryDeliveries({ arendeId: 'a' }, ACT)).toBe(1)
})
