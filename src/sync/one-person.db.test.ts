import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, expect, test } from '@jest/globals'
import { notEmpty } from '../../test/support/not-empty.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Item, PersonItems, Rejected, SourceBatch } from '../mapping/person-items.ts'
import { createPersonMirroring } from './one-person.ts'
import type { Source } from './source.ts'
import { createSync } from './sync.ts'
import { A, B, beslut, many, person, useSync } from './testing/use-sync.ts'

const { contents, db, mirrored, keys, outbox, reading, runs, says } = useSync({ samtidiga: 1 })
const SCOPE = {
  source: 'paraplyet',
  stadsdel: 'bromma',
  mangder: new Set<Informationsmangd>(['person', 'beslut']),
} as const
const GUARD = { andel: 0.1, minst: 3 }
let mirror: ReturnType<typeof createPersonMirroring>

beforeEach(async () => {
  await db.pool.query('truncate removed_uppgift')
  mirror = createPersonMirroring({ pool: db.pool, keys, itemKeys: reading.itemKeys, volymvakt: GUARD })
})

const readLive = (answer: PersonItems | undefined, readAt = new Date(), orphans = 0) =>
  mirror(SCOPE, readAt, { person: answer, orphans })
const inBoth = (personnummer: string, items: readonly Item[]): PersonItems => ({
  ...person(personnummer, items),
  uppgifter: { person: [{ fornamn: 'Åsa' }], beslut: items },
})
const versions = async () => {
  const { rows } = await db.pool.query<{ version: number }>('select version from outbox order by id')
  return rows.map(({ version }) => version)
}

/**
 * A run of the scope that stops in the middle of its read: what it delivers after that was on its way already when
 * something else wrote into the mirror. `now`: what the source says when it is asked for one person afterwards.
 */
async function duringARun(
  deliveries: readonly PersonItems[],
  meanwhile: () => Promise<void>,
  now: readonly PersonItems[] = [],
) {
  let reached: () => void = () => undefined
  let goOn: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (reached = resolve))
  const released = new Promise<void>((resolve) => (goOn = resolve))
  async function* read(): AsyncGenerator<SourceBatch> {
    reached()
    await released
    yield { personer: deliveries, orphans: [] }
  }
  async function* readOne(_: unknown, personnummer: string): AsyncGenerator<SourceBatch> {
    yield { personer: now.filter((one) => one.personnummer === personnummer), orphans: [] }
  }
  const source: Source = { name: 'paraplyet', readAll: read, readChanged: read, readPerson: readOne }
  const sync = createSync({
    pool: db.pool,
    keys,
    sources: [source],
    itemKeys: new Map(),
    allowedMangder: () => SCOPE.mangder,
    settings: { samtidiga: 1, volymvakt: GUARD, karantanDygn: 14, omforsokMs: [] },
    clock: () => new Date(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const run = sync.run({ scopes: [SCOPE], kind: 'fullstandig', trigger: 'prov' })
  await stopped
  // What is read live now began later than the run, also by the clock.
  await delay(5)
  await meanwhile()
  goOn()
  const [state] = await run
  return state
}

test('a change is in the mirror once, with its message, and no change is no message', async () => {
  await readLive(person(A, [beslut('1')]))
  await readLive(person(A, [beslut('1')]))
  await readLive(person(A, [beslut('1', 'avslutat')]))
  expect(await mirrored()).toEqual([beslut('1', 'avslutat')])
  expect(await outbox()).toEqual(['andrad', 'andrad'])
  const [first = 0, second = 0] = await versions()
  expect(second).toBeGreaterThan(first)
})

test('has no run record', async () => {
  await readLive(person(A, [beslut('1')]))
  expect((await db.pool.query('select from sync_run')).rowCount).toBe(0)
})

test('a read that began earlier and is written later changes nothing', async () => {
  const [earlier, later] = [new Date(Date.now() - 1000), new Date()]
  await readLive(person(A, [beslut('1', 'nytt')]), later)
  await readLive(person(A, [beslut('1', 'gammalt')]), earlier)
  await readLive(person(A, []), earlier)
  expect(await mirrored()).toEqual([beslut('1', 'nytt')])
})

test('a kind that the answer no longer has is gone with a tombstone, and an earlier read does not bring it back', async () => {
  const earlier = new Date(Date.now() - 1000)
  await readLive(inBoth(A, [beslut('1')]), earlier)
  await readLive({ ...inBoth(A, []), uppgifter: { person: [{ fornamn: 'Åsa' }] } }, new Date(earlier.getTime() + 10))
  expect(await mirrored()).toEqual([{ fornamn: 'Åsa' }])
  expect(await outbox()).toEqual(['andrad', 'andrad', 'borta'])
  await readLive(inBoth(A, [beslut('1', 'annat')]), new Date(earlier.getTime() + 5))
  expect(await mirrored()).toEqual([{ fornamn: 'Åsa' }])
  await readLive(inBoth(A, [beslut('2')]), new Date(earlier.getTime() + 20))
  expect(await mirrored()).toContainEqual(beslut('2'))
})

test('of somebody whom the source does not have nothing is deleted', async () => {
  await readLive(person(A, [beslut('1')]))
  await readLive(undefined)
  expect(await mirrored()).toEqual([beslut('1')])
})

test('an item that cannot be read is said to be one, and the others are taken in', async () => {
  await readLive(inBoth(A, [beslut('1'), beslut('2')]))
  const error: Rejected = { mangd: 'beslut', falt: 'beslutsdatum', reason: 'datum', rawValues: {} }
  await readLive({ ...inBoth(A, [beslut('2', 'avslutat')]), rejected: [error] })
  expect(await contents()).toContainEqual({ items: [beslut('2', 'avslutat')], unread: 1 })
  await readLive({ ...inBoth(A, []), uppgifter: {}, rejected: [error, error] })
  expect(await contents()).toContainEqual({ items: [], unread: 2 })
})

test('a source that gives everybody fewer items is not believed one person at a time either', async () => {
  const four = ['1', '2', '3', '4'].map((id) => beslut(id))
  says(
    'paraplyet/bromma',
    many(9).map((one) => ({ ...one, uppgifter: { beslut: four } })),
  )
  await runs()
  for (const one of many(9)) await readLive({ ...one, uppgifter: { beslut: four.slice(2) } })
  // Of 36 items 2 may go, and 4 may not.
  expect(await mirrored()).toHaveLength(34)
})

test('an item in the place of another needs nobody’s word', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  for (const one of many(9)) await readLive({ ...one, uppgifter: { beslut: [beslut('ny')] } })
  expect(await mirrored()).toEqual(many(9).map(() => beslut('ny')))
})

test('rows whose person cannot be told may be hers: then nothing is deleted', async () => {
  await readLive(inBoth(A, [beslut('1')]))
  await readLive({ ...inBoth(A, []), uppgifter: { person: [{ fornamn: 'Åsa' }] } }, new Date(), 1)
  expect(await mirrored()).toHaveLength(2)
})

test('a source that falls silent on a kind is not believed one person at a time', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  for (const one of many(9)) await readLive({ ...one, uppgifter: {} })
  // The guard lets two of nine go; the third is held, and so are all after it, until a complete read has been judged.
  expect(await mirrored()).toHaveLength(7)
  says('paraplyet/bromma', many(9).slice(2))
  await runs()
  await readLive(person(many(9)[2]?.personnummer ?? '', []))
  expect(await mirrored()).toHaveLength(6)
})

test('while a complete read waits for a person’s word, a live read deletes nothing either', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  says('paraplyet/bromma', many(2))
  expect(await runs()).toMatchObject({ status: 'vantar' })
  await readLive(person(many(9)[8]?.personnummer ?? '', []))
  expect(await mirrored()).toHaveLength(9)
})

test.each(['ja', 'okand'] as const)(
  'a flag that is %s takes everything away at once, and is never lifted',
  async (skydd) => {
    says('paraplyet/farsta', [person(A, [beslut('2')])])
    await runs('paraplyet/farsta')
    await readLive(person(A, [beslut('1')]))
    await readLive(person(A, [], skydd))
    expect(await mirrored()).toEqual([])
    expect(await outbox()).toEqual(['andrad', 'andrad', 'borta', 'borta'])
    await readLive(person(A, [beslut('1')]))
    expect(await mirrored()).toEqual([])
  },
)

test('a run neither overwrites nor takes away what was read live after it began', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  await runs()
  const state = await duringARun([person(A, [beslut('1', 'äldre än det andra')])], async () => {
    await readLive(person(A, [beslut('1', 'nyss')]))
    await readLive(person(B, [beslut('2')]))
  })
  expect(state).toMatchObject({ status: 'lyckad', counts: { gone: 0 } })
  expect(await mirrored()).toEqual(expect.arrayContaining([beslut('1', 'nyss'), beslut('2')]))
})

test('a run that reads the same as the live read writes no second message', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  await duringARun([person(A, [beslut('1', 'ny')])], () => readLive(person(A, [beslut('1', 'ny')])))
  expect(await mirrored()).toEqual([beslut('1', 'ny')])
  expect(await outbox()).toEqual(['andrad', 'andrad'])
})

test('somebody whom a run had not met is not taken away by it', async () => {
  await duringARun([person(B, [beslut('2')])], () => readLive(person(A, [beslut('1')])))
  expect(await mirrored()).toEqual(expect.arrayContaining([beslut('1'), beslut('2')]))
})

test('what was taken away live does not come back from a read that began before', async () => {
  says('paraplyet/bromma', [inBoth(A, [beslut('1')])])
  await runs()
  await duringARun([inBoth(A, [beslut('1', 'äldre')])], () =>
    readLive({ ...inBoth(A, []), uppgifter: { person: [{ fornamn: 'Åsa' }] } }),
  )
  expect(await mirrored()).toEqual([{ fornamn: 'Åsa' }])
})

test('a flag that is read live stands, whatever a run that began before it has read', async () => {
  says('paraplyet/bromma', [person(A, [], 'ja')])
  await runs()
  await duringARun([person(A, [beslut('1')])], () => readLive(person(A, [], 'ja')))
  expect(await mirrored()).toEqual([])
  expect((await db.pool.query('select from protected_person')).rowCount).toBe(1)
  await duringARun([person(B, [beslut('2')])], () => readLive(person(A, [], 'ja')))
  expect((await db.pool.query('select from protected_person')).rowCount).toBe(1)
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  expect((await db.pool.query('select from protected_person')).rowCount).toBe(0)
})

test('a change that a run read after the live read is in the mirror when the run is over', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  const latest = person(A, [beslut('1', 'senast')])
  await duringARun([latest], () => readLive(person(A, [beslut('1', 'nyss')])), [latest])
  expect(await mirrored()).toEqual([beslut('1', 'senast')])
})

test('many live reads and a run of the same persons leave one rising row of versions for each', async () => {
  const persons = many(9)
  says('paraplyet/bromma', persons)
  await runs()
  await duringARun(
    persons.map((one) => person(one.personnummer, [beslut('b', 'körning')])),
    async () => {
      await Promise.all(
        persons.flatMap((one) =>
          ['a', 'b', 'c'].map((status) => readLive(person(one.personnummer, [beslut('b', status)]))),
        ),
      )
    },
  )
  const { rows } = await db.pool.query<{ uppgift_ref: string; version: number }>(
    'select uppgift_ref, version from outbox order by id',
  )
  const newest = new Map<string, number>()
  for (const { uppgift_ref, version } of notEmpty(rows)) {
    expect(version).toBeGreaterThan(newest.get(uppgift_ref) ?? 0)
    newest.set(uppgift_ref, version)
  }
  const { rows: held } = await db.pool.query<{ uppgift_ref: string; version: number }>(
    'select uppgift_ref, version from uppgift',
  )
  expect(new Map(held.map((row) => [row.uppgift_ref, row.version]))).toEqual(newest)
})
