import { expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { countPersoner } from './person-counts.ts'

const db = useDatabase()

test('a person counts once for each stadsdel and kind, however many uppgifter there are', async () => {
  await db.pool.query(
    `insert into uppgift
       select 'uppgift' || n, 'person' || person, stadsdel, source, mangd, n, '', '', '{}', now()
         from (values (1, 1, 'bromma', 'paraplyet', 'beslut'), (2, 1, 'bromma', 'agresso', 'beslut'),
                      (3, 2, 'bromma', 'paraplyet', 'beslut'), (4, 1, 'bromma', 'agresso', 'faktura'),
                      (5, 1, 'farsta', 'paraplyet', 'beslut')) as u (n, person, stadsdel, source, mangd)`,
  )
  expect(await countPersoner(db.pool)).toEqual([
    { stadsdel: 'bromma', mangd: 'beslut', personer: 2 },
    { stadsdel: 'bromma', mangd: 'faktura', personer: 1 },
    { stadsdel: 'farsta', mangd: 'beslut', personer: 1 },
  ])
})
