import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import type { Access } from './access.ts'
import { discloseThrough } from './disclose.ts'
import { findRecords } from './find-records.ts'
import { sealLogId } from './log-id.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()
const keys = testKeys(['bromma', 'jarva'])
const actor = { slutanvandare: 'Eva Ek', klient: 'insyn-cli', andamal: 'hitta', arende: null }
const find = (id: string) => {
  const disclose = discloseThrough(createLogWriter(db.pool))
  return findRecords({ pool: db.pool, keys, disclose, clock: () => new Date('2026-03-02T09:00:00Z') }, id, actor)
}
const write = (logs: readonly string[], changed: Partial<Access> = {}) =>
  createLogWriter(db.pool).write(logs.map((log) => aLogRecord(log, { handelseId: 'same', ...changed })))
const reviews = async () =>
  (
    await db.pool.query<{ logg: string; record: string }>(
      `select logg, record from access_record where record like '%"handelse":"granskning"%' order by tid, logg`,
    )
  ).rows.map(({ logg, record }) => ({ logg, atkomst: (JSON.parse(record) as { atkomst: Access }).atkomst }))

test('an id gives its record and those of the same request in other logs, and each log says who looked', async () => {
  await write(['insyn', 'bromma', 'jarva'], { handelseId: randomUUID() })
  const [own, bromma] = await write(['insyn', 'bromma'])
  if (own === undefined || bromma === undefined) throw new Error('nothing was written')
  expect(await find(sealLogId(keys, own))).toEqual([own, bromma])
  expect(await reviews()).toMatchObject(
    ['bromma', 'insyn'].map((log) => ({ logg: log, atkomst: { slutanvandare: 'Eva Ek', andamal: 'hitta' } })),
  )
})

test('a page of the register, about no person, is found in each board’s log; a refusal stands alone', async () => {
  const about = { personRef: null, handelseId: randomUUID() }
  const places = await write(['bromma', 'jarva'], about)
  expect(await find(sealLogId(keys, places[0] ?? { logg: '', nummer: 0 }))).toEqual(places)
  const refused = await write(['insyn'], { personRef: null, handelseId: randomUUID() })
  expect(await find(sealLogId(keys, refused[0] ?? { logg: '', nummer: 0 }))).toEqual(refused)
})

test('a forged id, one of another hub and a number that the log lacks are refused, and nothing is written', async () => {
  const before = (await reviews()).length
  const [place = { logg: '', nummer: 0 }] = await write(['bromma'])
  for (const id of ['bromma/7', sealLogId(testKeys([]), place), `${sealLogId(keys, place)}A`])
    await expect(find(id)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  await expect(find(sealLogId(keys, { logg: 'bromma', nummer: 10_000 }))).rejects.toMatchObject({ code: 'FINNS_EJ' })
  expect(await reviews()).toHaveLength(before)
})

test('without a durable record no place is told', async () => {
  const [place = { logg: '', nummer: 0 }] = await write(['bromma'])
  const told: unknown[] = []
  const disclose = discloseThrough({ write: () => Promise.reject(new Error('down')) })
  const deps = { pool: db.pool, keys, disclose, clock: () => new Date() }
  await findRecords(deps, sealLogId(keys, place), actor).then(
    (places) => told.push(places),
    () => undefined,
  )
  expect(told).toEqual([])
})
