import { beforeAll, expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { raiseAlerts, type RaisedAlert } from '../../atkomstlogg/follow/raise-alerts.ts'
import { inTransaction } from '../../platform/database/database.ts'
import { type AlertScope, type AlertSelection, postgresAlerts } from './alert-store.ts'

const db = useDatabase()
const everything: AlertScope = { logs: ['insyn', 'bromma'], mayProtected: true }
const list = async (selection: AlertSelection, scope = everything, limit = 20, page = 1) => {
  const { larm, count } = await postgresAlerts(db.pool).list(scope, selection, { limit, page })
  return { nummer: larm.map(({ nummer }) => nummer), antal: count }
}
const raise = (...alerts: Partial<RaisedAlert>[]) =>
  inTransaction(db.pool, (tx) =>
    raiseAlerts(
      tx,
      alerts.map((one) => ({
        ...{ kind: 'undantag', logg: 'insyn', nummer: 0, time: '2026-10-14T21:59:59Z', about: 'e', isProtected: false },
        ...one,
      })),
    ),
  )

beforeAll(async () => {
  await raise(
    { nummer: 0, kind: 'skyddad', isProtected: true, about: '0' },
    { nummer: 1, time: '2026-10-14T22:00:00Z', about: '1' },
    { nummer: 2, kind: 'skyddad', time: '2026-10-15T21:59:59Z', isProtected: true, about: '2' },
    { nummer: 3, kind: 'skyddad', logg: 'bromma', time: '2026-10-15T22:00:00Z', isProtected: true, about: '2' },
  )
})

test('newest first, a page at a time, with how many there are', async () => {
  expect(await list({})).toEqual({ nummer: [3, 2, 1, 0], antal: 4 })
  expect(await list({}, everything, 3, 2)).toEqual({ nummer: [0], antal: 4 })
  expect(await list({}, everything, 3, 3)).toEqual({ nummer: [], antal: 4 })
})

test('of one kind, and of days as they are in Stockholm', async () => {
  expect(await list({ kind: 'skyddad' })).toEqual({ nummer: [3, 2, 0], antal: 3 })
  expect(await list({ from: '2026-10-15', to: '2026-10-15' })).toEqual({ nummer: [2, 1], antal: 2 })
  expect(await list({ kind: 'skyddad', to: '2026-10-14' })).toEqual({ nummer: [0], antal: 1 })
})

test('of the logs and with the protection that the officer has', async () => {
  expect(await list({}, { logs: ['bromma', 'jarva'], mayProtected: true })).toEqual({ nummer: [3], antal: 1 })
  expect(await list({}, { ...everything, mayProtected: false })).toEqual({ nummer: [1], antal: 1 })
  expect(await list({}, { logs: [], mayProtected: true })).toEqual({ nummer: [], antal: 0 })
})

test('acknowledged by whoever is first, and by status; it goes with the alert', async () => {
  const store = postgresAlerts(db.pool)
  const { larm } = await store.list(everything, { kind: 'undantag' }, { limit: 1, page: 1 })
  const { publicId = '' } = larm[0] ?? {}
  const by = { utfardare: 'inloggning', slutanvandare: 'eva', comment: 'sealed' }
  const [first, again] = [await store.acknowledge(publicId, by), await store.acknowledge(publicId, by)]
  expect(first).toEqual({ ...by, time: expect.any(Date) })
  expect(again).toEqual(first)
  await expect(store.acknowledge(publicId, { ...by, utfardare: 'annan' })).rejects.toMatchObject({ code: 'KONFLIKT' })
  expect(await list({ status: 'kvitterat' })).toEqual({ nummer: [1], antal: 1 })
  expect((await list({ status: 'nytt' })).nummer).toEqual([3, 2, 0])
  expect(await store.find(everything, publicId)).toMatchObject({ nummer: 1, acknowledged: by })
  expect(await store.find({ ...everything, logs: ['bromma'] }, publicId)).toBeUndefined()
  await db.pool.query('delete from alert where public_id = $1', [publicId])
  expect((await db.pool.query('select 1 from alert_acknowledgement')).rows).toEqual([])
})

test('the same finding again is the same alert, one about no record is kept, and only the hub’s own are told of', async () => {
  const own = { kind: 'eget-nummer', about: 'x' } as const
  expect(await raise(own, { ...own, logg: 'bromma', isProtected: true })).toEqual([{ kind: 'eget-nummer', count: 1 }])
  expect(await raise(own, { ...own, logg: 'jarva', isProtected: true })).toEqual([])
  expect(await raise({ kind: 'manga-uppslag', about: 'y', nummer: null })).toEqual([
    { kind: 'manga-uppslag', count: 1 },
  ])
})

test('an alert whose record has been pruned says so, and can still be taken care of', async () => {
  const numbers = [10, 11, 12, 13]
  await raise(
    ...numbers.map((number) => ({ nummer: number, kind: 'undantag' as const, logg: 'jarva', about: `j${number}` })),
  )
  await db.pool.query(
    `insert into pruned_leaf (logg, nummer, upto, leaves)
     select logg, nummer, upto, decode(repeat('00', (32 * (upto - nummer))::int), 'hex')
       from (values ('jarva', 0, 4), ('jarva', 11, 13), ('farsta', 13, 14)) as p (logg, nummer, upto)`,
  )
  const store = postgresAlerts(db.pool)
  const { larm } = await store.list({ logs: ['jarva'], mayProtected: false }, {}, { limit: 20, page: 1 })
  expect(larm.map(({ nummer, pruned }) => [nummer, pruned]).sort()).toEqual(
    numbers.map((n) => [n, n === 11 || n === 12]),
  )
  const { publicId = '' } = larm.find(({ pruned }) => pruned) ?? {}
  await store.acknowledge(publicId, { utfardare: 'inloggning', slutanvandare: 'eva', comment: 'sealed' })
  expect(await store.find({ logs: ['jarva'], mayProtected: false }, publicId)).toMatchObject({
    ...{ pruned: true, acknowledged: { slutanvandare: 'eva' } },
  })
})
