import { beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type pg from 'pg'
import { useDatabase } from '../../../test/support/database/database.ts'
import { testKeys } from '../../../test/support/keys.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import type { Criteria } from './criteria.ts'
import { planOf, searchStatement, type Source } from './search-statement.ts'
import { postgresSearch } from './search-store.ts'
import { anyRecords, LOGS } from './testing/random-log.ts'

const db = useDatabase()
const keys = testKeys([])
const ROWS = 200_000
const LONG_AGO = 8_000
const ALL = { logs: LOGS, mayProtected: true }

/**
 * Index rows of 200,000 records without the records: 400 profiles (among them one of few rows), 200 end users (one of a third of
 * all rows), 20 sets of kinds, 50,000 persons, half a year. Before these, an event that does not happen any more.
 */
beforeAll(async () => {
  await createLogWriter(db.pool).write(
    fc.sample(
      anyRecords((number) => keys.personRef(number)),
      1,
    )[0] ?? [],
  )
  await db.pool.query('truncate access_index, access_profile, access_shown, access_actor')
  await db.pool.query(`
    insert into access_profile
      select n, (array['insyn', 'bromma', 'jarva', 'farsta'])[1 + n % 4], case when n % 5 = 0 then 'faktura' else 'uppslag' end,
             case when n % 7 = 0 then 'nekat' else 'visat' end, case when n = 399 then 'sallsynt' else 'traff' end,
             'andamal-' || chr(97 + n % 6), 'klient-' || n % 3, array['roll-' || n % 4],
             case when n % 50 = 0 then array['undantag'] else '{}' end, n % 90 = 0
        from generate_series(0, 399) n`)
  await db.pool.query(
    `insert into access_shown select n, array['mangd-' || n % 6, 'mangd-' || n % 7] from generate_series(0, 19) n`,
  )
  await db.pool.query(`insert into access_actor select n, 'inloggning', 'anna-' || n from generate_series(0, 199) n`)
  await db.pool.query(
    `insert into access_index
       select '2026-01-01'::timestamptz + n * interval '78 seconds', n / 4,
              case when n % 20000 = 7 then 399 else (n * 7919::bigint) % 399 end,
              case when n % 3 = 0 then null else n % 20 end, case when n % 3 = 0 then 0 else n % 200 end,
              'person-' || (n * 31::bigint) % 50000, 'KC-' || (n * 17::bigint) % 90000,
              case when n % 1000 = 0 then 'tillstand-' || n end,
              (array['insyn', 'bromma', 'jarva', 'farsta'])[1 + ((n * 7919::bigint) % 399)::int % 4]
         from generate_series(0, $1::int - 1) n`,
    [ROWS],
  )
  await db.pool.query(`
    insert into access_profile
      select n, 'farsta', 'avslutad', 'visat', 'traff', 'andamal-a', 'klient-0', array['roll-0'], '{}', false
        from generate_series(400, 429) n`)
  await db.pool.query(
    `insert into access_index
       select '2025-12-01'::timestamptz + n * interval '1 second', n, 400 + n % 30, null, null, null, null, null, 'farsta'
         from generate_series(0, $1::int - 1) n`,
    [LONG_AGO],
  )
  await db.pool.query('vacuum analyze access_index')
}, 120_000)

const QUERIES: Readonly<Record<string, Partial<Criteria>>> = {
  'no criterion': {},
  'one log': { logs: ['farsta'] },
  'without the right': { mayProtected: false },
  'a person': { personRef: 'person-31' },
  'a rare end user': { actors: [{ slutanvandare: 'anna-7' }] },
  'a common end user': { actors: [{ slutanvandare: 'anna-0', utfardare: 'inloggning' }] },
  'two end users': { actors: [{ slutanvandare: 'anna-7' }, { slutanvandare: 'anna-8' }] },
  'a common event': { events: ['uppslag'] },
  'a rarer event': { events: ['faktura'] },
  'an outcome': { outcomes: ['nekat'] },
  'a rare cause': { causes: ['sallsynt'] },
  'a common cause': { causes: ['traff'] },
  'a purpose': { purposes: ['andamal-a'] },
  'an event of long ago': { events: ['avslutad'] },
  'a client': { klienter: ['klient-1'] },
  'a role': { roller: ['roll-2'] },
  'a flag': { flags: ['undantag'] },
  'a kind': { mangder: ['mangd-3'] },
  'a case': { arenden: ['KC-17'] },
  'a tillstand': { tillstand: ['tillstand-1000'] },
  'a month': { from: '2026-03-01', to: '2026-03-31' },
  'a day long ago': { from: '2026-01-02', to: '2026-01-02' },
  'all of it': {
    ...{ events: ['uppslag'], outcomes: ['visat'], purposes: ['andamal-b'], roller: ['roll-1'], mangder: ['mangd-2'] },
    ...{ actors: [{ slutanvandare: 'anna-0' }], from: '2026-02-01', to: '2026-05-31' },
  },
  'what there is not': { events: ['export'] },
}

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Node[]
}
const nodesOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The database, with what it is asked. */
function watched() {
  const asked: { readonly text: string; readonly values: unknown[] }[] = []
  const query = (text: string | { text: string; values: unknown[] }, values: unknown[] = []) => {
    const statement = typeof text === 'string' ? { text, values } : text
    asked.push(statement)
    return db.pool.query(statement)
  }
  return { query, asked } as unknown as pg.Pool & { readonly asked: typeof asked }
}

/** The plans of what the store asks, and how long each search takes. */
async function plansOf(criteria: Criteria) {
  const pool = watched()
  await postgresSearch(pool).first(criteria, 21)
  const plans = pool.asked.map(async ({ text, values }) => {
    const { rows } = await db.pool.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      `explain (format json) ${text}`,
      values,
    )
    return nodesOf(rows[0]?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none' })
  })
  return (await Promise.all(plans)).flat()
}

test.each(Object.entries(QUERIES))('%s is never searched by reading the whole index table', async (_, criteria) => {
  const nodes = await plansOf({ ...ALL, ...criteria })
  expect(nodes.length).toBeGreaterThan(1)
  const whole = nodes.filter((one) => one['Relation Name'] === 'access_index' && one['Node Type'] === 'Seq Scan')
  expect(whole).toEqual([])
})

test.each(Object.entries(QUERIES))('%s gives the same rows, by whatever index it is read', async (_, criteria) => {
  const plan = planOf({ ...ALL, ...criteria }, 'desc', undefined)
  const by = ['profile', 'time', ...(criteria.mangder ? ['shown'] : []), ...(criteria.actors ? ['actor'] : [])] as const
  const sources = by.flatMap((one) => [true, false].map((inOrder) => ({ by: one, inOrder }) as Source))
  const found: unknown[] = []
  for (const source of sources) {
    const statement = searchStatement(plan, source, { wanted: 700, shown: 600, counted: 650 })
    const { rows } = await db.pool.query<Record<string, unknown>>(statement)
    found.push(inOneOrder(rows[0]))
  }
  for (const one of found) expect(one).toEqual(found[0])
  const { places } = await postgresSearch(db.pool).first({ ...ALL, ...criteria }, 600)
  const shown = places.map(({ nummer, profile, time }) => [nummer, profile, time])
  expect(found[0]).toMatchObject({ places: shown.length === 0 ? null : shown })
})

test('a value of many profiles is read as far back as enough of it is expected, and further when there was less', async () => {
  const reads = async (criteria: Partial<Criteria>) => {
    const pool = watched()
    const { count, more } = await postgresSearch(pool).first({ ...ALL, ...criteria }, 21)
    expect({ count, more }).toEqual({ count: 5_000, more: true })
    return pool.asked
      .filter(({ text }) => text.includes('newest as materialized'))
      .map(({ text }) => /i\.tid >=/.test(text))
  }
  expect(await reads({ outcomes: ['nekat'] })).toEqual([true])
  expect(await reads({ events: ['avslutad'] })).toEqual([true, false])
})

/** Rows that are counted together come in no order of their own. */
const inOneOrder = (row: Record<string, unknown> | undefined) =>
  Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [
      name,
      name.endsWith('Counts') && Array.isArray(value)
        ? [...(value as [number, number][])].sort(([a], [b]) => a - b)
        : value,
    ]),
  )

test('more than can be counted is said to be more, and the counts are those of the newest', async () => {
  const store = postgresSearch(db.pool)
  const { count, more, facets } = await store.first({ ...ALL, events: ['uppslag'] }, 1)
  expect({ count, more }).toEqual({ count: 5_000, more: true })
  expect(facets.events).toEqual([{ value: 'uppslag', count: 5_000 }])
  expect(facets.logs.reduce((sum, one) => sum + one.count, 0)).toBe(5_000)
  expect(await store.first({ ...ALL, causes: ['sallsynt'] }, 1)).toMatchObject({ count: ROWS / 20_000, more: false })
})
