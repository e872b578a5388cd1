import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { aLogRecord } from '../../../test/support/access-records.ts'
import { NOW, realPolicy } from '../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { emptyDatabase } from '../../../test/support/empty-database.ts'
import { testKeys } from '../../../test/support/keys.ts'
import type { Caller } from '../../access/caller.ts'
import { isRefused } from '../../access/outcome.ts'
import type { LogRecord } from '../../atkomstlogg/access.ts'
import { hourCounter } from '../../atkomstlogg/follow/hour-counter.ts'
import { createLogFollower } from '../../atkomstlogg/follow/log-follower.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import { composeFollowUp } from '../../hub/review.ts'
import type { RulesContent } from '../follow-up/rules-file.ts'
import { createHours, postgresHours } from './hours.ts'
import type { HoursQuery, Timmesstatistik } from './hours-schema.ts'

const db = useDatabase()
const policy = realPolicy()
const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
const config = { folder: join(import.meta.dirname, '../../../config'), loggnamn: 'insyn.test' }

const officer = (logs: readonly string[]): Caller => ({
  ...{ utfardare: 'inloggning', slutanvandare: 'cia', identitet: 'token', klient: 'konsol', ownRef: null },
  ...{ roller: ['sakerhetsansvarig'], loggar: [...logs] },
})

async function ask(query: HoursQuery, logs = ['bromma', 'jarva'], units: RulesContent['enheter'] = {}) {
  const logWriter = createLogWriter(db.pool)
  const composed = composeFollowUp({ config, policy, keys, pool: emptyDatabase(), logWriter })
  const { rules } = composed
  const followUp = { ...composed, rules: { ...rules, enheter: { ...rules.enheter, ...units } } }
  const outcome = await createHours({ policy, keys, clock: () => NOW, followUp, hours: postgresHours(db.pool) })(
    query,
    officer(logs),
  )
  return isRefused(outcome) ? outcome.refused : outcome.body([{ logg: 'bromma', nummer: 0 }])
}

const at = (log: string, time: string, times: number, changed: Parameters<typeof aLogRecord>[1] = {}) =>
  Array.from({ length: times }, () => aLogRecord(log, { tid: time, ...changed }))

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** As the hub does a moment after the records are there. */
async function written(records: readonly LogRecord[]): Promise<void> {
  await createLogWriter(db.pool).write(records)
  await createLogFollower({ pool: db.pool, readers: [hourCounter], clock: () => NOW, log: silent }).caughtUp()
}

beforeAll(async () => {
  await written([
    // Monday 2026-10-12 09:30 in Stockholm, which is two hours before UTC.
    ...at('bromma', '2026-10-12T07:30:00.000Z', 6),
    ...at('jarva', '2026-10-12T07:59:59.000Z', 1),
    // Sunday 2026-10-11 23:30 UTC is Monday 01:30 in Stockholm.
    ...at('bromma', '2026-10-11T23:30:00.000Z', 5),
    ...at('bromma', '2026-10-13T07:30:00.000Z', 2, { roll: 'trygghetsjour' }),
    ...at('bromma', '2026-10-12T07:30:00.000Z', 30, { orsak: 'skyddad', utfall: 'tomt', visat: [] }),
    ...at('bromma', '2026-10-12T07:30:00.000Z', 30, { handelse: 'granskning' }),
    ...at('farsta', '2026-10-12T07:30:00.000Z', 30),
    ...at('bromma', '2026-08-01T07:30:00.000Z', 30),
    // The clock in Stockholm shows 02:30 twice that night.
    ...at('sodermalm', '2026-03-29T00:30:00.000Z', 5),
    ...at('sodermalm', '2025-10-26T00:30:00.000Z', 6),
    ...at('sodermalm', '2025-10-26T01:30:00.000Z', 7),
    ...at('skarpnack', '2026-10-12T07:30:00.000Z', 8, { utfardare: 'inloggning', slutanvandare: 'bo' }),
    ...at('skarpnack', '2026-10-12T07:30:00.000Z', 9, { utfardare: 'inloggning', slutanvandare: 'eva' }),
    ...at('skarpnack', '2026-10-12T07:30:00.000Z', 10, { utfardare: 'annan', slutanvandare: 'bo' }),
  ])
})

test('lookups are counted by unit, weekday and hour in Stockholm, in the officer’s logs, without what tells protection', async () => {
  const { enheter, franOchMed, tillOchMed } = (await ask({})) as Timmesstatistik
  expect([franOchMed, tillOchMed]).toEqual(['2026-09-16', '2026-10-15'])
  expect(enheter).toEqual([
    {
      ...{ enhet: 'aldre-direkt', namn: 'Äldre direkt', antal: 12, antalText: '12' },
      celler: [
        { veckodag: 'mandag', timme: 1, antal: 5, antalText: '5' },
        { veckodag: 'mandag', timme: 9, antal: 7, antalText: '7' },
      ],
    },
    {
      ...{ enhet: 'trygghetsjour', namn: 'Trygghetsjouren', antal: null, antalText: 'anges inte' },
      celler: [{ veckodag: 'tisdag', timme: 9, antal: null, antalText: 'anges inte' }],
    },
  ])
})

test('hours are those of the clock in Stockholm, also when it is set back', async () => {
  const cellsOf = async (day: string) => {
    const { enheter } = (await ask({ franOchMed: day, tillOchMed: day }, ['sodermalm'])) as Timmesstatistik
    return enheter.flatMap(({ celler }) => celler.map(({ veckodag, timme, antal }) => [veckodag, timme, antal]))
  }
  expect(await cellsOf('2025-10-26')).toEqual([['sondag', 2, 13]])
  expect(await cellsOf('2026-03-29')).toEqual([['sondag', 1, 5]])
})

test('a named user counts in the unit that names that user of that issuer, whatever the role', async () => {
  const unit = { namn: 'Jour', anvandare: [{ utfardare: 'inloggning', slutanvandare: 'bo' }] }
  const { enheter } = (await ask({}, ['skarpnack'], Object.fromEntries([['jour', unit]]))) as Timmesstatistik
  expect(enheter.map(({ enhet, antal }) => [enhet, antal])).toEqual([
    ['aldre-direkt', 19],
    ['jour', 8],
  ])
})

test('one log alone, of a period of at most 92 days', async () => {
  const { enheter } = (await ask({ logg: 'jarva' })) as Timmesstatistik
  expect(enheter.map(({ enhet, antalText }) => [enhet, antalText])).toEqual([['aldre-direkt', 'anges inte']])
  const { enheter: earlier } = (await ask({ franOchMed: '2026-08-01', tillOchMed: '2026-08-01' })) as Timmesstatistik
  expect(earlier[0]?.antal).toBe(30)
  expect(await ask({ franOchMed: '2026-07-15' })).toMatchObject({ kod: 'BEGARAN_OGILTIG' })
  expect(await ask({ franOchMed: '2026-10-15', tillOchMed: '2026-10-14' })).toMatchObject({ kod: 'BEGARAN_OGILTIG' })
  expect(await ask({ logg: 'farsta' })).toMatchObject({ kod: 'FINNS_EJ' })
})

test('what has been pruned is counted no longer, and records that are not yet counted change no unit', async () => {
  const pruned = at('sodermalm', '2026-10-15T08:00:00.000Z', 1, {
    ...{ handelse: 'gallring', orsak: 'gallrad' },
    detaljer: { aldreAn: '2025-10-26T01:00:00.000Z' },
  })
  await written(pruned)
  const { enheter } = (await ask({ franOchMed: '2025-10-26', tillOchMed: '2025-10-26' }, [
    'sodermalm',
  ])) as Timmesstatistik
  expect(enheter.map(({ enhet, antal }) => [enhet, antal])).toEqual([['aldre-direkt', 7]])

  await createLogWriter(db.pool).write(
    at('skarpnack', '2026-10-12T07:30:00.000Z', 5, { utfardare: 'inloggning', slutanvandare: 'bo' }),
  )
  const unit = { namn: 'Jour', anvandare: [{ utfardare: 'inloggning', slutanvandare: 'bo' }] }
  const { enheter: now } = (await ask({}, ['skarpnack'], Object.fromEntries([['jour', unit]]))) as Timmesstatistik
  expect(now.map(({ enhet, antal }) => [enhet, antal])).toEqual([
    ['aldre-direkt', 19],
    ['jour', 8],
  ])
})

test('a record of a named user that a hold keeps after its hour was pruned is taken from no other hour', async () => {
  const bo = { utfardare: 'inloggning', slutanvandare: 'bo' }
  await written([
    // The same hour of the week, a week apart.
    ...at('kungsholmen', '2026-10-05T07:30:00.000Z', 6, bo),
    ...at('kungsholmen', '2026-10-12T07:30:00.000Z', 9),
    ...at('kungsholmen', '2026-10-15T08:00:00.000Z', 1, {
      ...{ handelse: 'gallring', orsak: 'gallrad' },
      detaljer: { aldreAn: '2026-10-06T00:00:00.000Z' },
    }),
  ])
  const units = Object.fromEntries([['jour', { namn: 'Jour', anvandare: [bo] }]])
  const { enheter } = (await ask({}, ['kungsholmen'], units)) as Timmesstatistik
  expect(enheter.map(({ enhet, antal }) => [enhet, antal])).toEqual([['aldre-direkt', 9]])
})
