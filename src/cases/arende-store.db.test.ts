import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { createArendeStore } from './arende-store.ts'

const db = useDatabase()
const store = () => createArendeStore(db.pool, 0)
const opening = { arendeId: 'A-1', klient: 'ett', personRef: 'AbCdEfGhIjKlMnOpQrStUv', andamal: 'a', category: {} }
const rows = async () => (await db.pool.query<Record<string, unknown>>('select * from arende order by arende_id')).rows

beforeEach(() => db.pool.query('truncate arende, delivery cascade'))

test('a case is its client’s: another neither opens, reads, categorises nor closes it', async () => {
  expect(await store().open(opening)).toBe(true)
  const before = await rows()
  const personRef = 'BbCdEfGhIjKlMnOpQrStUv'
  expect(await store().open({ ...opening, klient: 'två', personRef })).toBe(false)
  expect(await store().fetch('A-1', 'två')).toBeUndefined()
  expect(await store().categorise('A-1', 'två', { arendetyp: 'X' })).toBe(false)
  expect(await store().close('A-1', 'två')).toBe(false)
  expect(await rows()).toEqual(before)
  expect(await store().ownerOf('A-1')).toBe('ett')
  expect(await store().categorise('A-1', 'ett', { arendetyp: 'X' })).toBe(true)
  expect(await store().close('A-1', 'ett')).toBe(true)
  expect(await store().ownerOf('A-1')).toBeUndefined()
  // Not the closed one either.
  expect(await store().open({ ...opening, klient: 'två' })).toBe(false)
  expect(await store().open(opening)).toBe(true)
})

test('of several clients that open one case at once one has it, whole', async () => {
  for (let round = 0; round < 10; round++) {
    const clients = ['ett', 'två', 'tre']
    const opened = await Promise.all(
      clients.map((client) =>
        store().open({ ...opening, arendeId: `B-${String(round)}`, klient: client, andamal: client }),
      ),
    )
    expect(opened.filter((one) => one)).toHaveLength(1)
    const owner = clients[opened.indexOf(true)]!
    expect(await store().fetch(`B-${String(round)}`, owner)).toMatchObject({ andamal: owner })
  }
})
