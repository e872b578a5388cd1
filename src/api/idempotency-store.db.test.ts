import { expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { createIdempotenslager, gallraIdempotens } from './idempotency-store.ts'

const db = useDatabase()
const ettDygn = (nyckel: string) =>
  db.pool.query(`update idempotens set skapad = now() - interval '24 hours 1 second' where nyckel = $1`, [nyckel])

test('of many hubs that take one key at once, one gets it, and the others what it asked', async () => {
  const hubbar = Array.from({ length: 10 }, () => createIdempotenslager(db.pool))
  const svar = await Promise.all(hubbar.map((lager, i) => lager.ta('samtidig', `begaran ${i}`)))
  const fick = svar.findIndex((ett) => ett === undefined)
  const ovriga = svar.filter((ett) => ett !== undefined)
  expect(ovriga).toHaveLength(9)
  for (const ett of ovriga) expect(ett).toEqual({ begaran: `begaran ${fick}`, svar: null })
})

test('an answer is found again, a key that was let go of is free', async () => {
  const lager = createIdempotenslager(db.pool)
  await lager.ta('kvar', 'b')
  await lager.besvara('kvar', 's')
  expect(await lager.ta('kvar', 'annan')).toEqual({ begaran: 'b', svar: 's' })
  await lager.slapp('kvar')
  expect(await lager.ta('kvar', 'annan')).toBeUndefined()
})

test('after a day a key is new again, and what it held is gone even when nobody asks', async () => {
  const lager = createIdempotenslager(db.pool)
  await lager.ta('gammal', 'b')
  await lager.besvara('gammal', 's')
  await ettDygn('gammal')
  expect(await lager.ta('gammal', 'ny')).toBeUndefined()
  expect(await lager.ta('gammal', 'ny')).toEqual({ begaran: 'ny', svar: null })

  await ettDygn('gammal')
  await gallraIdempotens(db.pool)
  const { rows } = await db.pool.query(`select from idempotens where nyckel = 'gammal'`)
  expect(rows).toHaveLength(0)
})
