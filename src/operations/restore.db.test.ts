import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isUnreconciled, noteRestoration } from './backup/restorations.ts'
import type { Report } from './reconciliation/report.ts'
import { createRestore } from './restore.ts'

const db = useDatabase()
const NOTHING: Report = { comparisons: [], deviations: [], arenden: [], obstacle: [] }

const version = async () => {
  const { rows } = await db.pool.query<{ last: number }>('select last_value as last from uppgift_version')
  return rows[0]?.last ?? 0
}
/** A version that is ahead of the clock, but not further than a first read of many may have come. */
const ahead = async () => {
  const { rows } = await db.pool.query<{ tick: number }>(
    `select floor(extract(epoch from now() - '2026-01-01T00:00:00Z') * 10)::bigint as tick`,
  )
  return (rows[0]?.tick ?? 0) + 1_000_000
}

interface World {
  readonly compareArenden?: () => Promise<void>
  readonly highest?: number
  readonly obstacle?: Report['obstacle']
}

/** Ends at the first try that does not succeed, with what the log then said. */
async function restore({ compareArenden, highest = 0, obstacle = [] }: World) {
  const stop = new AbortController()
  const steps: string[] = []
  const said: unknown[] = []
  const note = (message: string, fields?: object) => {
    if (message === 'restore-not-reconciled') {
      said.push(fields)
      stop.abort()
    } else steps.push(message)
  }
  const log: Log = { info: note, warn: note, error: note }
  const restored = createRestore({
    pool: db.pool,
    reconciliation: {
      highestVersion: async () => ({ highest, obstacle }),
      reconcile: async () => {
        steps.push(`reconciled from ${await version()}`)
        return NOTHING
      },
    },
    compareArenden: compareArenden ?? (async () => undefined),
    scopes: () => [],
    log,
  })
  await restored.reconcile(stop.signal).catch(() => undefined)
  return { steps, said }
}

beforeEach(() =>
  noteRestoration(db.pool, { backup: 'prov', taken: new Date(), by: 'Eva', reason: 'Disken gick sönder' }),
)

test('the versions are raised beyond what topics and cases hold, then it is reconciled, once', async () => {
  const highest = await ahead()
  const { steps, said } = await restore({ highest })
  expect(said).toEqual([])
  expect(steps).toEqual(['restore-reconciling', expect.stringMatching(/^reconciled from /), 'restore-reconciled'])
  expect(await version()).toBeGreaterThan(highest)
  expect(Number(steps[1]?.replace('reconciled from ', ''))).toBeGreaterThan(highest)
  expect((await restore({ highest })).steps).toEqual([])
})

test.each<[string, World, object]>([
  [
    'a topic',
    { obstacle: [{ side: 'amne', what: 'beslut', errorCode: 'KAFKA_OTILLGANGLIG', count: 1 }] },
    { side: 'amne', what: 'beslut', errorCode: 'KAFKA_OTILLGANGLIG' },
  ],
  [
    'the list of open cases',
    {
      compareArenden: () => Promise.reject(new InsynError('MALSYSTEM_OTILLGANGLIGT', 'no answer')),
    },
    { side: 'arende', what: '', errorCode: 'MALSYSTEM_OTILLGANGLIGT' },
  ],
  ['a version that nobody can have given', { highest: 1e14 }, { side: 'versioner', what: '', errorCode: 'KONFLIKT' }],
])('nothing is written while %s stands in the way, and the log says so', async (_, world, fields) => {
  const before = await version()
  const { steps, said } = await restore(world)
  expect([steps, said]).toEqual([['restore-reconciling'], [{ notRead: 1, ...fields }]])
  expect([await version(), await isUnreconciled(db.pool)]).toEqual([before, true])
})
