import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import type { Atkomstlogg } from './access.ts'
import { operatorRecord, recordThrough } from './record-then.ts'

const RECORD = operatorRecord({ handelse: 'klient', orsak: 'avstangd', by: 'eva' }, new Date('2026-03-01T09:00Z'))

test('the record is durable before the act begins, and the act learns its place', async () => {
  const order: unknown[] = []
  const log: Atkomstlogg = {
    async write(records) {
      await Promise.resolve()
      order.push(records)
      return [{ logg: 'insyn', nummer: 7 }]
    },
  }
  const outcome = await recordThrough(log)(RECORD, (place) => {
    order.push(place)
    return 'done'
  })
  expect(outcome).toBe('done')
  expect(order).toEqual([[RECORD], { logg: 'insyn', nummer: 7 }])
})

test('with the log down the act is not done', async () => {
  const down: Atkomstlogg = { write: () => Promise.reject(new InsynError('LOGG_OTILLGANGLIG', 'down')) }
  let acts = 0
  await expect(recordThrough(down)(RECORD, () => acts++)).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(acts).toBe(0)
})

test('an operator’s record says who did what, and that nothing was shown', () => {
  expect(RECORD).toMatchObject({
    logg: 'insyn',
    access: {
      handelse: 'klient',
      orsak: 'avstangd',
      slutanvandare: 'eva',
      klient: 'insyn-cli',
      utfall: 'tomt',
      visat: [],
    },
  })
})
