import { expect, test } from '@jest/globals'
import { enLoggpost } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { createPool } from '../platform/database/database.ts'
import { EMPTY_RANGE, encodePeaks, extend, leafHash } from './merkle.ts'
import { lasPost } from './record.ts'
import { createLoggskrivare } from './writer.ts'

const db = useDatabase()

/** Reads a log as an auditor would: numbers dense, every leaf right, the head the sum of the leaves. */
async function granskad(logg: string): Promise<{ antal: number; fel: string[] }> {
  const { rows } = await db.pool.query<{ nummer: number; post: string; blad: Buffer }>(
    'select nummer, post, blad from atkomst where logg = $1 order by nummer',
    [logg],
  )
  const fel = rows.flatMap(({ nummer, post, blad }, i) => {
    const last = lasPost(post)
    const right = nummer === i && last?.nummer === i && last.logg === logg && leafHash(post).equals(blad)
    return right ? [] : [`${logg}/${nummer}`]
  })
  const range = extend(
    EMPTY_RANGE,
    rows.map(({ blad }) => blad),
  )
  const heads = await db.pool.query<{ storlek: number; intervall: Buffer }>(
    'select storlek, intervall from logg_huvud where logg = $1',
    [logg],
  )
  const head = heads.rows[0]
  if ((head?.storlek ?? 0) !== range.size || head?.intervall.equals(encodePeaks(range)) === false) fel.push('huvud')
  return { antal: rows.length, fel }
}

const waitFor = async (holds: () => Promise<boolean>) => {
  for (let i = 0; i < 500; i++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it never happened')
}
const waitsForLock = () =>
  waitFor(async () => {
    const { rows } = await db.pool.query<{ antal: number }>(
      `select count(*) as antal from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%skriv_atkomst%'`,
    )
    return (rows[0]?.antal ?? 0) > 0
  })

test('two hubs writing at once leave one dense and whole log per controller', async () => {
  const hubs = [createLoggskrivare(db.pool, { maxBatch: 20 }), createLoggskrivare(db.pool, { maxBatch: 20 })]
  const loggar = ['jarva', 'farsta', 'insyn']
  const platser = await Promise.all(
    Array.from({ length: 600 }, async (_, i) => {
      const poster = loggar.slice(i % 3).map((logg) => enLoggpost(logg))
      return (await hubs[i % 2]?.skriv(poster)) ?? []
    }),
  )
  expect(new Set(platser.flat().map(({ logg, nummer }) => `${logg}/${nummer}`)).size).toBe(1200)
  expect(await Promise.all(loggar.map(granskad))).toEqual([
    { antal: 200, fel: [] },
    { antal: 400, fel: [] },
    { antal: 600, fel: [] },
  ])
})

test('two hubs that begin a log beside one they both write to never wait for each other', async () => {
  const hubs = [createLoggskrivare(db.pool), createLoggskrivare(db.pool), createLoggskrivare(db.pool)]
  const nya = Array.from({ length: 40 }, (_, i) => [`a-${i}`, `x-${i}`]).flat()
  for (const ny of nya)
    // Before and after the common one in the order of names, in which heads are locked.
    await Promise.all(hubs.map((hub) => hub.skriv([ny, 'norrmalm'].map((logg) => enLoggpost(logg)))))
  expect(await Promise.all(nya.map(granskad))).toEqual(nya.map(() => ({ antal: hubs.length, fel: [] })))
  expect(await granskad('norrmalm')).toEqual({ antal: hubs.length * nya.length, fel: [] })
})

test('the place of an answer is where its record is', async () => {
  const logg = createLoggskrivare(db.pool)
  const poster = Array.from({ length: 5 }, (_, i) => enLoggpost('bromma', { arende: `arende-${i}` }))
  const platser = await Promise.all(poster.map((post) => logg.skriv([post])))
  const { rows } = await db.pool.query<{ nummer: number; post: string }>(
    `select nummer, post from atkomst where logg = 'bromma' order by nummer`,
  )
  expect(platser.map(([plats]) => rows[plats?.nummer ?? -1]?.post)).toEqual(
    poster.map(({ atkomst: { arende } }) => expect.stringContaining(`"${arende}"`)),
  )
})

test('text comes back as it went in, whatever its characters', async () => {
  const arende = '"{},\\\n\t\u0000 räksmörgås \u2028 😀 NULL'
  const [plats] = await createLoggskrivare(db.pool).skriv([enLoggpost('skarpnack', { arende, personRef: null })])
  expect(plats).toEqual({ logg: 'skarpnack', nummer: 0 })
  expect(await granskad('skarpnack')).toEqual({ antal: 1, fel: [] })
  const { rows } = await db.pool.query<{ post: string; person_ref: string | null }>(
    `select post, person_ref from atkomst where logg = 'skarpnack'`,
  )
  expect(lasPost(rows[0]?.post ?? '')?.atkomst.arende).toBe(arende)
  expect(rows[0]?.person_ref).toBeNull()
})

test('a batch that the database refuses leaves no trace and no gap', async () => {
  const logg = createLoggskrivare(db.pool)
  await logg.skriv([enLoggpost('sodermalm')])
  // A row beyond the head makes the next insert fail after the head has been moved.
  await db.pool.query(
    `insert into atkomst select logg, 2, tid, person_ref, handelse_id, post, blad from atkomst where logg = 'sodermalm'`,
  )
  const two = [enLoggpost('sodermalm'), enLoggpost('sodermalm')]
  await expect(logg.skriv([...two, enLoggpost('kungsholmen')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect((await granskad('kungsholmen')).antal).toBe(0)
  expect(await logg.skriv([enLoggpost('sodermalm')])).toEqual([{ logg: 'sodermalm', nummer: 1 }])
})

test('a connection that dies in the middle of a commit fails the request, and the log goes on without a gap', async () => {
  const logg = createLoggskrivare(db.pool)
  await logg.skriv([enLoggpost('hagersten-alvsjo')])
  const blocker = await db.pool.connect()
  await blocker.query('begin')
  await blocker.query(`select * from logg_huvud where logg = 'hagersten-alvsjo' for update`)
  const cut = logg.skriv([enLoggpost('hagersten-alvsjo')])
  const outcome = expect(cut).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG', retryable: true })
  await waitsForLock()
  await db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%skriv_atkomst%' and pid <> pg_backend_pid()`,
  )
  await outcome
  await blocker.query('rollback')
  blocker.release()
  expect(await logg.skriv([enLoggpost('hagersten-alvsjo')])).toEqual([{ logg: 'hagersten-alvsjo', nummer: 1 }])
  expect(await granskad('hagersten-alvsjo')).toEqual({ antal: 2, fel: [] })
})

test('a commit that hangs is given up at the deadline, and the log goes on', async () => {
  const logg = createLoggskrivare(db.pool, { deadlineMs: 200 })
  await logg.skriv([enLoggpost('enskede-arsta-vantor')])
  const blocker = await db.pool.connect()
  await blocker.query('begin')
  await blocker.query(`select * from logg_huvud where logg = 'enskede-arsta-vantor' for update`)
  await expect(logg.skriv([enLoggpost('enskede-arsta-vantor')])).rejects.toMatchObject({
    code: 'LOGG_OTILLGANGLIG',
    message: expect.stringContaining('deadline'),
  })
  await blocker.query('rollback')
  blocker.release()
  const [plats] = await logg.skriv([enLoggpost('enskede-arsta-vantor')])
  // What was given up may have been written in the end: a record without an answer is allowed, a gap is not.
  const { antal, fel } = await granskad('enskede-arsta-vantor')
  expect(fel).toEqual([])
  expect(plats?.nummer).toBe(antal - 1)
})

test('without a database nothing is written and nobody waits for ever', async () => {
  const gone = createPool({ url: 'postgres://insyn@127.0.0.1:1/insyn' }, { max: 2, applicationName: 'test' })
  const logg = createLoggskrivare(gone)
  await expect(logg.skriv([enLoggpost('jarva')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  await gone.end()
})

test('a session that does not wait for the disk is refused at start and at every write', async () => {
  const careless = createPool(db.address, { max: 1, applicationName: 'test', database: db.name })
  const logg = createLoggskrivare(careless)
  await expect(logg.start()).resolves.toBeUndefined()
  await careless.query('set synchronous_commit = off')
  await expect(logg.start()).rejects.toMatchObject({
    code: 'KONFIG_OGILTIG',
    message: expect.stringContaining('synchronous_commit'),
  })
  await expect(logg.skriv([enLoggpost('norra-innerstaden')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect((await granskad('norra-innerstaden')).antal).toBe(0)
  await careless.end()
})

test.each([
  ['changed', `update atkomst set post = 'x'`],
  ['removed', 'delete from atkomst'],
  ['emptied', 'truncate atkomst'],
  ['changed even where nothing matches', 'update atkomst set post = post where false'],
])('the database refuses that records are %s', async (_, sql) => {
  await createLoggskrivare(db.pool).skriv([enLoggpost('jarva')])
  await expect(db.pool.query(sql)).rejects.toMatchObject({ code: 'LG003' })
})

test.each([
  ['backwards', `update logg_huvud set storlek = storlek - 1`],
  ['to other content of the same size', `update logg_huvud set intervall = intervall || intervall`],
  ['away', 'delete from logg_huvud'],
])('the database refuses that a head goes %s', async (_, sql) => {
  await createLoggskrivare(db.pool).skriv([enLoggpost('jarva')])
  await expect(db.pool.query(sql)).rejects.toMatchObject({ code: 'LG003' })
})

test('records of one person in one log are found without reading the rest', async () => {
  const { rows } = await db.pool.query<{ 'QUERY PLAN': string }>(
    `explain select post from atkomst where logg = 'jarva' and person_ref = 'x' and tid > '2026-01-01'`,
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('atkomst_person')
})
