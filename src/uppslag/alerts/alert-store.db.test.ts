import { beforeAll, expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { postgresAlerts, type AlertSelection } from './alert-store.ts'

const db = useDatabase()
const list = async (selection: AlertSelection, limit = 20, page = 1) => {
  const { larm, count } = await postgresAlerts(db.pool).list(selection, { limit, page })
  return { nummer: larm.map(({ nummer }) => nummer), antal: count }
}

beforeAll(async () => {
  const rows: [string, string][] = [
    ['skyddad', '2026-10-14T21:59:59Z'],
    ['undantag', '2026-10-14T22:00:00Z'],
    ['skyddad', '2026-10-15T21:59:59Z'],
    ['skyddad', '2026-10-15T22:00:00Z'],
  ]
  for (const [i, [kind, time]] of rows.entries())
    await db.pool.query('insert into alert (kind, time, logg, nummer, event_id) values ($1, $2, $3, $4, $5)', [
      kind,
      time,
      'insyn',
      i,
      String(i),
    ])
})

test('newest first, a page at a time, with how many there are', async () => {
  expect(await list({})).toEqual({ nummer: [3, 2, 1, 0], antal: 4 })
  expect(await list({}, 3, 2)).toEqual({ nummer: [0], antal: 4 })
  expect(await list({}, 3, 3)).toEqual({ nummer: [], antal: 4 })
})

test('of one kind, and of days as they are in Stockholm', async () => {
  expect(await list({ kind: 'skyddad' })).toEqual({ nummer: [3, 2, 0], antal: 3 })
  expect(await list({ from: '2026-10-15', to: '2026-10-15' })).toEqual({ nummer: [2, 1], antal: 2 })
  expect(await list({ kind: 'skyddad', to: '2026-10-14' })).toEqual({ nummer: [0], antal: 1 })
})
