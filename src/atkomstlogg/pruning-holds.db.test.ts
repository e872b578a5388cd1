import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planPruning, prune } from './pruning.ts'
import { BEFORE, NOW, OLD, times, usePruning, YOUNG } from './testing/use-pruning.ts'

const { db, deps, write, order, pruneLog, numbers, hold, verified, checkpoint } = usePruning()

test.each([
  ['a person', { person: 'person-1' }, [1, 4, 7]],
  ['an ärende', { arende: 'A"1' }, [1, 3, 5, 7]],
  ['a person in an ärende', { person: 'person-1', arende: 'A"1' }, [1, 7]],
  ['a period', { from: OLD, to: YOUNG }, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ['a period before', { to: OLD }, []],
  ['the whole log', {}, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
])('a hold on %s keeps its records whole until it is lifted', async (what, which, kept) => {
  const log = `h-${what.replaceAll(/[^a-z]/g, '')}`
  await write(log, ...times(9, OLD))
  await hold(log, which)
  await hold('another', {})
  expect(await planPruning(deps(log), order(log))).toMatchObject({ count: 9 - kept.length, held: kept.length })
  await pruneLog(log)
  expect((await numbers(log)).filter((number) => number < 9)).toEqual(kept)
  expect(await verified(log, [])).toMatchObject({ ok: true })
  await db.pool.query('delete from legal_hold where logg = $1', [log])
  await pruneLog(log)
  expect((await numbers(log)).filter((number) => number < 9)).toEqual([])
  expect(await verified(log, [])).toMatchObject({ ok: true, pruned: [{ from: 0, to: 9 }] })
})

test('a hold that is set between the record of a pruning and the pruning keeps its records', async () => {
  await write('sodermalm', ...times(6, OLD))
  const plan = await planPruning(deps('sodermalm'), order('sodermalm'))
  const blocker = await db.pool.connect()
  await blocker.query('begin')
  await blocker.query(`select lock_retention('sodermalm')`)
  const running = prune(deps('sodermalm'), order('sodermalm'), plan, { by: null, klient: 'insyn' })
  await blocker.query(
    `insert into legal_hold (logg, nummer, since, person_ref, sealed) values ('sodermalm', 1, now(), 'person-2', '')`,
  )
  await blocker.query('commit')
  blocker.release()
  expect(await running).toBe(4)
  expect(await numbers('sodermalm')).toEqual([2, 5, 6])
  expect(await verified('sodermalm', [])).toMatchObject({ ok: true })
})

const DAY = 86_400_000
const aTime = fc
  .integer({ min: -400, max: 400 })
  .map((step) => new Date(BEFORE.getTime() + (step * DAY) / 10).toISOString())
const aLog = fc.record({
  moments: fc.array(fc.oneof({ weight: 9, arbitrary: aTime }, fc.constant('2099-01-01T00:00:00.000Z')), {
    minLength: 1,
    maxLength: 60,
  }),
  sorted: fc.boolean(),
  holds: fc.array(
    fc.record({ person: fc.constantFrom('person-0', 'person-1'), to: fc.option(aTime, { nil: undefined }) }),
    { maxLength: 2 },
  ),
  rounds: fc.integer({ min: 1, max: 3 }),
})
const isYoung = (moment: string) => Date.parse(moment) >= BEFORE.getTime() && Date.parse(moment) <= NOW.getTime()
let made = 0

test('whatever the times and holds, exactly what has run out goes, and every export is proven', async () => {
  await fc.assert(
    fc.asyncProperty(aLog, async ({ moments, sorted, holds, rounds }) => {
      const log = `p-${made++}`
      const all = sorted ? [...moments].sort() : moments
      await write(log, ...all)
      for (const one of holds) await hold(log, { person: one.person, ...(one.to && { to: one.to }) })
      const published = await checkpoint(log)
      for (let i = 0; i < rounds; i++) await pruneLog(log)
      const firstYoung = all.findIndex(isYoung)
      const end = firstYoung === -1 ? all.length : firstYoung
      const isHeld = (moment: string, i: number) =>
        holds.some(({ person, to }) => person === `person-${i % 3}` && (to === undefined || moment < to))
      const stays = all.flatMap((moment, i) =>
        i < end && moment < BEFORE.toISOString() && !isHeld(moment, i) ? [] : [i],
      )
      expect((await numbers(log)).filter((number) => number < all.length)).toEqual(stays)
      expect(await verified(log, [published])).toMatchObject({ ok: true })
    }),
    { numRuns: 25 },
  )
}, 240_000)
