import { expect, test } from '@jest/globals'
import { anAccess } from '../../../test/support/access-records.ts'
import { hourCounter } from '../../atkomstlogg/follow/hour-counter.ts'
import { createLogFollower } from '../../atkomstlogg/follow/log-follower.ts'
import { time, usePages } from '../follow-up/testing/use-pages.ts'

const { db, get, write } = usePages()
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const lookups = (at: string, changed: Parameters<typeof anAccess>[0] = {}) =>
  write(Array.from({ length: 6 }, () => anAccess({ tid: at, ...changed })))
const countAll = () =>
  createLogFollower({ pool: db.pool, readers: [hourCounter], clock: () => time.now, log: silent }).caughtUp()

/** What the page says of the figures before them. */
const saidOf = async (period = '7') => {
  const { text } = await get('bo', `/logg/tider?period=${period}`)
  return [/Räknat fram till [\d :-]+/.exec(text)?.[0], text.includes('Inga uppslag under perioden')]
}

test('the hours say until when lookups are counted while the counter is behind, and nothing when it is not', async () => {
  time.now = new Date('2026-11-02T09:00:00Z')
  await lookups('2026-11-02T08:00:00.000Z')
  await countAll()
  expect(await saidOf()).toEqual([undefined, false])

  // What shows protection, and what is no lookup, is not waited for: its time would tell that it is there.
  await lookups('2026-11-02T08:10:00.000Z', { orsak: 'skyddad', utfall: 'tomt', visat: [] })
  await lookups('2026-11-02T08:15:00.000Z', { handelse: 'granskning' })
  expect(await saidOf()).toEqual([undefined, false])

  await lookups('2026-11-02T08:59:30.000Z')
  expect(await saidOf()).toEqual([undefined, false])
  time.now = new Date('2026-11-02T09:01:30Z')
  expect(await saidOf()).toEqual(['Räknat fram till 2026-11-02 09:59', false])
  // The figures of another period lack nothing.
  expect(await saidOf('manad')).toEqual([undefined, true])

  await countAll()
  expect(await saidOf()).toEqual([undefined, false])
})

test('where nothing is counted the hours do not say that there is nothing', async () => {
  await db.pool.query(`delete from log_follower where reader = 'timmar'`)
  await db.pool.query('truncate uppslag_hour')
  expect(await saidOf()).toEqual(['Räknat fram till 2026-11-02 09:00', false])
})
