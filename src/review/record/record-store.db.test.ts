import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../../test/support/access-records.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import { inTransaction } from '../../platform/database/database.ts'
import { postgresRecords } from './record-store.ts'

const db = useDatabase()
const write = async (logs: readonly string[], changed: Partial<Access> = {}) => {
  const records = logs.map((log) => aLogRecord(log, { handelseId: randomUUID(), ...changed }))
  const places = await createLogWriter(db.pool).write(records)
  return places.map((place, i) => ({ ...place, access: records[i]?.access }))
}
const places = (records: readonly { logg: string; nummer: number }[]) =>
  records.map(({ logg, nummer }) => `${logg}/${nummer}`)

test('a record is read by its place, with those of the same request in other logs', async () => {
  const same = await write(['bromma', 'insyn', 'jarva'], { handelseId: randomUUID() })
  // At the same moment, another request.
  await write(['bromma', 'farsta'])
  const [first] = same
  if (first === undefined) throw new Error('nothing was written')
  const store = postgresRecords(db.pool)
  const read = await store.read(first)
  expect(read).toEqual(first)
  if (typeof read !== 'object') throw new Error('nothing was read')
  expect(places(await store.ofSameRequest(read))).toEqual(places(same.slice(1)))
  expect(await store.read({ logg: 'bromma', nummer: 99 })).toBeUndefined()
  expect(await store.read({ logg: 'okand', nummer: 0 })).toBeUndefined()
})

test('the newest records of a person that have a number are found, in the logs asked for alone', async () => {
  const person = { personRef: 'bbbbbbbbbbbbbbbbbbbbbb' }
  const at = (minute: number) => ({ ...person, tid: `2026-03-02T08:${minute}:00.000Z` })
  const [early] = await write(['bromma'], at(10))
  const [late] = await write(['jarva'], at(20))
  await write(['bromma'], { ...at(30), personnummerForseglat: null })
  await write(['bromma'], { ...at(40), personnummerForseglat: null, andamal: '"personnummerForseglat":"x"' })
  await write(['farsta'], at(50))
  await write(['bromma'], { tid: '2026-03-02T08:55:00.000Z' })
  const found = await postgresRecords(db.pool).withNumber(person.personRef, ['bromma', 'jarva'])
  expect(places(found)).toEqual(places([late, early].flatMap((one) => one ?? [])))
})

test('what retention has pruned and what a restored database lacks are told apart', async () => {
  const [gone, lost, kept] = await write(['skarpnack', 'skarpnack', 'skarpnack'])
  if (gone === undefined || lost === undefined || kept === undefined) throw new Error('nothing was written')
  await inTransaction(db.pool, async (tx) => {
    // Triggers belong to the whole table and to each of its partitions.
    const { rows: tables } = await tx.query<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p') and relname like 'access\\_record%'`,
    )
    for (const { name } of tables) await tx.query(`alter table ${name} disable trigger user`)
    await tx.query('delete from access_record where logg = $1 and nummer = $2', ['skarpnack', gone.nummer])
    await tx.query('update access_record set record = $1 where logg = $2 and nummer = $3', [
      '{"forlorad":true,"logg":"skarpnack","nummer":1}',
      'skarpnack',
      lost.nummer,
    ])
    for (const { name } of tables) await tx.query(`alter table ${name} enable trigger user`)
    await tx.query(
      "insert into pruned_leaf (logg, nummer, upto, leaves) values ('skarpnack', $1::bigint, $1::bigint + 1, $2)",
      [gone.nummer, Buffer.alloc(32)],
    )
  })
  const store = postgresRecords(db.pool)
  expect([await store.read(gone), await store.read(lost)]).toEqual(['gallrad', 'forlorad'])
  expect(await store.read(kept)).toEqual(kept)
})
