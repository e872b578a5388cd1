import { beforeAll, beforeEach, expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import { discloseThrough } from '../atkomstlogg/disclose.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import { createLogWriter, type LogWriter } from '../atkomstlogg/writer.ts'
import type { Avtal, Policy } from '../policy/policy.ts'
import { createRetentionTools } from './retention-tools.ts'

const db = useDatabase()
const NOW = new Date('2026-03-02T09:00:00Z')
/** A published test number of Skatteverket. */
const PERSON = '189001039800'
const avtal = (stadsdel: string, from: string, years: number, to?: string): Avtal => ({
  ...{ file: '', diarienummer: `SDF-${from}`, mangder: [], andamal: [], stadsdel, giltigFran: from, loggAr: years },
  ...(to && { giltigTill: to }),
})
const policy = {
  avtal: [
    avtal('bromma', '2020-01-01', 9, '2024-12-31'),
    avtal('bromma', '2025-01-01', 3),
    // Not yet in force.
    avtal('bromma', '2027-01-01', 1),
    avtal('farsta', '2020-01-01', 2, '2022-12-31'),
  ],
} as unknown as Policy
const keys = testKeys(['bromma', 'farsta', 'jarva', 'hagersten', 'skarpnack', 'a-first', 'z-last'])
const written: string[] = []
const log = {
  info: (event: string) => void written.push(event),
  warn: () => undefined,
  error: (event: string) => void written.push(event),
}
let writer: LogWriter
const parts = () => ({
  policy,
  ownYears: 7,
  keys,
  log,
  clock: () => NOW,
  recordThen: recordThrough(writer),
  disclose: discloseThrough(writer),
})
beforeAll(() => void (writer = createLogWriter(db.pool)))
const tools = () => createRetentionTools({ ...parts(), pool: db.pool })
const records = async (log: string) => {
  const { rows } = await db.pool.query<{ record: string }>(
    'select record from access_record where logg = $1 order by nummer',
    [log],
  )
  return rows.map(({ record }) => (JSON.parse(record) as { atkomst: Record<string, unknown> }).atkomst)
}
/** One record of each year's second of March, at noon. */
const years = (log: string) =>
  writer.write(
    Array.from({ length: 12 }, (_, i) =>
      aLogRecord(log, { tid: `${2014 + i}-03-02T12:00:00.000Z`, personRef: keys.personRef(PERSON) }),
    ),
  )
const left = async (log: string) =>
  (await records(log)).filter(({ handelse }) => handelse === 'uppslag').map(({ tid }) => String(tid).slice(0, 4))
beforeEach(() => void written.splice(0))

test('each log is kept as long as the newest avtal that covered it says, also when it has ended', async () => {
  for (const log of ['bromma', 'farsta', 'jarva', 'insyn']) await years(log)
  const outcome = (trial: boolean) => tools().prune({ by: 'arkivarien', trial })
  const expected = [
    ['bromma', 9, 'SDF-2025-01-01', 3],
    ['farsta', 10, 'SDF-2020-01-01', 2],
    ['insyn', 5, 'insyn', 7],
    ['jarva', 7, 'inget-avtal', 5],
  ]
  const rows = (some: Awaited<ReturnType<typeof outcome>>) =>
    some.map((one) => [one.logg, one.count, one.rule, one.years])
  expect(rows(await outcome(true))).toEqual(expected)
  expect((await left('bromma')).length).toBe(12)
  expect(rows(await outcome(false))).toEqual(expected)
  // A whole day: that of three years ago has not yet been kept for three years.
  expect(await left('bromma')).toEqual(['2023', '2024', '2025'])
  expect(await left('farsta')).toEqual(['2024', '2025'])
  expect(await left('insyn')).toEqual(['2019', '2020', '2021', '2022', '2023', '2024', '2025'])
  expect(await left('jarva')).toEqual(['2021', '2022', '2023', '2024', '2025'])
  expect((await records('bromma')).at(-1)).toMatchObject({
    slutanvandare: 'arkivarien',
    detaljer: { ar: 3, regel: 'SDF-2025-01-01', antal: 9 },
  })
  await expect(tools().prune({ logg: 'nowhere', by: 'arkivarien', trial: false })).rejects.toMatchObject({
    code: 'FINNS_EJ',
  })
})

test('a hold on a person keeps records until it is lifted; each act on it is a record, and nothing of the person is in clear', async () => {
  await years('hagersten')
  const hold = await tools().setHold({
    logg: 'hagersten',
    scope: { personnummer: PERSON, from: new Date('2019-01-01') },
    by: 'Bo',
    reason: 'Tvist 12',
  })
  expect(await tools().prune({ logg: 'hagersten', by: 'Eva', trial: false })).toMatchObject([{ count: 5, held: 2 }])
  expect((await left('hagersten')).slice(0, 3)).toEqual(['2019', '2020', '2021'])
  expect(await tools().listHolds('Eva')).toMatchObject([
    { logg: 'hagersten', nummer: hold, ofPerson: true, arende: null, by: 'Bo', reason: 'Tvist 12' },
  ])
  await tools().liftHold({ logg: 'hagersten', nummer: hold, by: 'Bo', reason: 'Tvisten är slut' })
  expect(await tools().prune({ logg: 'hagersten', by: 'Eva', trial: false })).toMatchObject([{ count: 2, held: 0 }])
  const acts = (await records('hagersten')).filter(({ handelse }) => handelse !== 'uppslag')
  expect(acts.map(({ orsak, slutanvandare, andamal }) => [orsak, slutanvandare, andamal])).toEqual([
    ['gallringsstopp-satt', 'Bo', 'Tvist 12'],
    ['gallrad', 'Eva', null],
    ['gallringsstopp-listat', 'Eva', null],
    ['gallringsstopp-havt', 'Bo', 'Tvisten är slut'],
    ['gallrad', 'Eva', null],
  ])
  const sealed = String(acts[0]?.personnummerForseglat)
  expect(keys.openFromLog('hagersten', String(acts[0]?.handelseId), sealed)).toBe(PERSON)
  const { rows } = await db.pool.query('select record from access_record')
  expect(JSON.stringify(rows)).not.toContain(PERSON)
  await expect(tools().liftHold({ logg: 'hagersten', nummer: hold, by: 'Bo', reason: 'igen' })).rejects.toMatchObject({
    code: 'FINNS_EJ',
  })
})

test.each([
  ['a reason with a number', { scope: {}, reason: `gäller ${PERSON}` }],
  ['an ärende with a number', { scope: { arende: PERSON }, reason: 'Tvist' }],
])('%s is refused, and nothing is held', async (_, request) => {
  await years('skarpnack')
  await expect(tools().setHold({ logg: 'skarpnack', by: 'Bo', ...request })).rejects.toMatchObject({
    code: 'BEGARAN_OGILTIG',
  })
  expect((await tools().prune({ logg: 'skarpnack', by: 'Eva', trial: true }))[0]?.held).toBe(0)
})

test('at night a log that cannot be pruned does not keep the others from it', async () => {
  await years('a-first')
  await years('z-last')
  const failing = {
    ...parts(),
    recordThen: ((record, act) =>
      record.logg === 'a-first' ? Promise.reject(new Error('full')) : parts().recordThen(record, act)) as ReturnType<
      typeof parts
    >['recordThen'],
  }
  await createRetentionTools({ ...failing, pool: db.pool }).pruneNightly()
  expect(written).toEqual(['log-not-pruned', 'log-pruned'])
  expect((await left('a-first')).length).toBe(12)
  expect((await left('z-last')).length).toBe(5)
  expect((await records('z-last')).at(-1)).toMatchObject({ klient: 'insyn', slutanvandare: null })
})
