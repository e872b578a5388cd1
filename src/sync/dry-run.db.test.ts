import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import { dryRun } from './dry-run.ts'
import { A, B, beslut, C, many, person, useSync } from './testing/use-sync.ts'

const { answers, db, deps, runs, says } = useSync({ samtidiga: 1 })
const BROMMA = { source: 'paraplyet', stadsdel: 'bromma' } as const
const tries = () => dryRun(deps(), BROMMA, new AbortController().signal)

/** All that a run may write, to the byte. */
async function everything(): Promise<unknown> {
  const { rows } = await db.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = current_schema() order by tablename`,
  )
  const tables: unknown[] = []
  for (const { name } of rows)
    tables.push([name, (await db.pool.query(`select t::text from "${name}" t order by 1`)).rows])
  return tables
}

test('a dry run tells what a run would do, by counts and names of fields, and leaves nothing behind', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1'), beslut('2')]), ...many(9).slice(3)])
  await runs()
  const refused = { mangd: 'beslut', falt: 'status', reason: 'kod', rawValues: { STATUS: 'hemligt' } } as const
  says('paraplyet/bromma', [
    person(A, [beslut('1', 'avslutat'), beslut('3')], 'nej', [refused]),
    person(B, [beslut('4')]),
    ...many(9).slice(3, 8),
    person(C, [beslut('5')], 'ja'),
  ])
  const before = await everything()
  const told = await tries()
  expect(told).toMatchObject({
    ...{ ...BROMMA, added: 1, changed: 1, unchanged: 5, removed: 1, guard: null, failure: null },
    fields: { 'beslut (item gone)': 1, 'beslut (new item)': 1, 'beslut.status': 1 },
    quarantined: { 'beslut.status (kod)': 1 },
  })
  expect(JSON.stringify(told)).not.toMatch(/hemligt|avslutat|protected/)
  expect(await everything()).toEqual(before)
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { added: 1, changed: 1, unchanged: 5, gone: 1 } })
})

test('a person who has become protected is no less there after a dry run, and is gone in its counts', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  says('paraplyet/bromma', [person(A, [], 'ja'), ...many(9).slice(1)])
  const before = await everything()
  expect(await tries()).toMatchObject({ unchanged: 8, removed: 1, guard: null })
  expect(await everything()).toEqual(before)
})

test('a dry run says what the guard would hold, as the run then does', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  says('paraplyet/bromma', many(5))
  const told = await tries()
  expect(told).toMatchObject({
    ...{ removed: null, unchanged: 5 },
    guard: { reason: 'for-manga-borta', volumes: [{ mangd: 'beslut', known: 9, gone: 4 }] },
  })
  says('paraplyet/bromma', [])
  expect(await tries()).toMatchObject({ guard: { reason: 'tom-lasning' } })
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'tom-lasning' })
})

test('rows that come apart are put in order without a trace, and a read that fails says why', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')]), person(A, [beslut('3')])])
  const before = await everything()
  expect(await tries()).toMatchObject({ added: 2, failure: null })
  says('paraplyet/bromma', [person(A, [beslut('1')])], new InsynError('KALLA_TRUNKERAD', 'cut'))
  expect(await tries()).toMatchObject({ removed: null, failure: { code: 'KALLA_TRUNKERAD', message: 'cut' } })
  expect(await everything()).toEqual(before)
})

test('a dry run waits for its turn as a run does', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  answers.set('paraplyet/bromma', [
    async () => void (await expect(tries()).rejects.toMatchObject({ code: 'KORNING_PAGAR' })),
    { personer: [person(A, [beslut('1')])], orphans: [] },
  ])
  expect(await runs()).toMatchObject({ status: 'lyckad' })
})
