import { expect, test } from '@jest/globals'
import { until } from '../../test/support/until.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { PersonItems, Rejected } from '../mapping/person-items.ts'
import { A, B, beslut, C, many, person, useSync } from './testing/use-sync.ts'

const { answers, db, lines, mirrored, outbox, proof, runs, says } = useSync({ samtidiga: 2 })

test('a first read fills the mirror and the outbox, and the same read again writes nothing but its own record', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1'), beslut('2')])], [person(B, [beslut('3')])])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { persons: 2, added: 2 } })
  expect(await mirrored()).toHaveLength(3)
  expect(await outbox()).toEqual(['andrad', 'andrad'])

  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { added: 0, changed: 0, unchanged: 2, gone: 0 } })
  expect(await outbox()).toHaveLength(2)
})

test('a changed item is one change with a higher version, and a vanished person is taken away with a tombstone', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  await runs()
  says('paraplyet/bromma', [person(A, [beslut('1', 'avslutat')])])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { changed: 1, gone: 1 } })
  expect(await mirrored()).toEqual([beslut('1', 'avslutat')])
  const { rows } = await db.pool.query<{ version: number }>('select version from outbox order by id')
  const versions = rows.map((row) => row.version)
  expect(await outbox()).toEqual(['andrad', 'andrad', 'andrad', 'borta'])
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  expect(versions).toHaveLength(4)
})

test('what has changed is in the mirror while a slow source is still at it, however little it is', async () => {
  let early: unknown
  const untilMirrored = async () => {
    await until(async () => (await mirrored()).length > 0)
    early ??= await mirrored()
  }
  const alone = (one: PersonItems) => ({ personer: [one], orphans: [] })
  answers.set('paraplyet/bromma', [
    alone(person(A, [beslut('1')])),
    untilMirrored,
    alone(person(B, [beslut('2')])),
    untilMirrored,
  ])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { persons: 2, added: 2 } })
  expect(early).toEqual([beslut('1')])
  expect(await mirrored()).toHaveLength(2)
})

test('a flag that was read stands even when what was to be written before it could not be', async () => {
  const batch = Array.from({ length: 1_000 }, (): Rejected => ({
    mangd: 'beslut',
    falt: 'x',
    reason: 'x',
    rawValues: {},
  }))
  answers.set('paraplyet/bromma', [
    () => db.pool.query('update data_key set ended_at = now()'),
    { personer: [person(A, [], 'nej', batch)], orphans: [] },
    { personer: [person(B, [], 'ja')], orphans: batch },
  ])
  expect(await runs()).toMatchObject({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS' })
  expect((await db.pool.query('select from protected_person')).rowCount).toBe(1)
})

test.each([
  ['a read that breaks off', [person(A, [beslut('1')])], new InsynError('KALLA_TRUNKERAD', 'cut')],
  ['an answer that is none', [], new InsynError('KALLA_INTE_SVAR', 'html')],
])('%s deletes nobody and disturbs no other district', async (_, first, error) => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  says('paraplyet/farsta', [person(C, [beslut('3')])])
  await runs()
  says('paraplyet/bromma', first, error)
  const states = await proof.run({
    scopes: [
      { source: 'paraplyet', stadsdel: 'bromma' },
      { source: 'paraplyet', stadsdel: 'farsta' },
    ],
    kind: 'fullstandig',
    trigger: 'prov',
  })
  expect(Object.fromEntries(states.map((state) => [state.stadsdel, state.status]))).toEqual({
    bromma: 'misslyckad',
    farsta: 'lyckad',
  })
  expect(await mirrored()).toHaveLength(3)
  expect(await outbox()).not.toContain('borta')
})

test('a run that fails says what to do about it, in its record and in its log line, and quotes no error that is not ours', async () => {
  const reason = 'paraplyet bromma: login refused: check the settings of the installation'
  says('paraplyet/bromma', new InsynError('KALLA_INLOGGNING', reason))
  expect(await runs()).toMatchObject({ errorCode: 'KALLA_INLOGGNING', errorMessage: reason })
  says('paraplyet/bromma', Object.assign(new Error(`duplicate key: ${A}`), { code: '23505' }))
  const general = { errorCode: 'OKANT_FEL', errorMessage: expect.stringMatching(/\(23505\).*look at the database/) }
  expect(await runs()).toMatchObject(general)

  const { rows } = await db.pool.query<{ error_message: string }>('select error_message from sync_run order by id')
  expect(rows.map((row) => row.error_message)).toEqual([reason, general.errorMessage])
  const said = lines.map((line) => JSON.parse(line) as object).filter((line) => 'run' in line)
  expect(said).toMatchObject([{ error: reason }, { error: general.errorMessage }])
  expect(lines.join()).not.toContain(A)
})

test('an empty district and a large loss wait for a person, whose word lets exactly that many go', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  says('paraplyet/bromma', [])
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'tom-lasning' })
  says('paraplyet/bromma', many(5))
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'for-manga-borta' })
  expect(await mirrored()).toHaveLength(9)

  await db.pool.query(
    `insert into approved_removal (source, stadsdel, at_most, approved_by, reason) values ('paraplyet', 'bromma', 4, 'drift', 'rätt')`,
  )
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { gone: 4 } })
  expect(await mirrored()).toHaveLength(5)
  says('paraplyet/bromma', many(1))
  expect(await runs()).toMatchObject({ status: 'vantar' })
})

test('rows whose person could not be told hold back every deletion', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  await runs()
  const orphan: Rejected = { mangd: 'beslut', falt: 'personnummer', reason: 'personnummer', rawValues: {} }
  answers.set('paraplyet/bromma', [{ personer: [person(A, [beslut('1')])], orphans: [orphan] }])
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'herrelosa-rader' })
  expect(await mirrored()).toHaveLength(2)
})

test('a person delivered in pieces is put together, whatever order they come in', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('3')])])
  await runs()
  says('paraplyet/bromma', [person(A, [beslut('1')])], [person(B, [beslut('3')])], [person(A, [beslut('2')], 'okand')])
  expect(await runs()).toMatchObject({
    status: 'lyckad',
    counts: { changed: 1, unchanged: 1, gone: 0, protected: 0 },
  })
  expect((await mirrored()).map((item) => item.beslutId).sort()).toEqual(['1', '2', '3'])
  expect(await outbox()).not.toContain('borta')
  const { rows } = await db.pool.query('select 1 from staging')
  expect(rows).toHaveLength(0)
})

test('a kind without avtal is not read, and what was read earlier is neither compared nor deleted by the sync', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  proof.allowed = new Set<Informationsmangd>(['person'])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { gone: 0 } })
  expect(await mirrored()).toHaveLength(1)
})

test('a read of changes takes in what changed, deletes nobody, and is a full read where there was none', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  const changes = () =>
    proof.run({ scopes: [{ source: 'paraplyet', stadsdel: 'bromma' }], kind: 'andrade', trigger: 'prov' })
  await changes()
  says('paraplyet/bromma', [person(A, [beslut('1', 'avslutat')])])
  expect(await changes()).toMatchObject([{ status: 'lyckad', counts: { changed: 1, gone: 0 } }])
  expect(await mirrored()).toHaveLength(2)
  const { rows } = await db.pool.query<{ kind: string }>('select kind from sync_run order by id')
  expect(rows.map(({ kind }) => kind)).toEqual(['fullstandig', 'andrade'])
})

test('two runs of one scope never overlap', async () => {
  says('paraplyet/bromma', many(9))
  const outcome = await Promise.all([runs(), runs()])
  expect(outcome.map((state) => state?.errorCode ?? state?.status).sort()).toEqual(['KORNING_PAGAR', 'lyckad'])
  expect(await mirrored()).toHaveLength(9)
})

test('nothing in the database shows a number or an item', async () => {
  says('paraplyet/bromma', [person(A, [beslut('hemligt-id')])])
  await runs()
  for (const table of ['uppgift', 'outbox', 'sync_run']) {
    const { rows } = await db.pool.query<{ row: string }>(`select t::text as row from ${table} t`)
    expect(rows.length).toBeGreaterThan(0)
    for (const { row } of rows) expect(row).not.toMatch(/9304232383|hemligt-id/)
  }
})
