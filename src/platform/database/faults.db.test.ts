import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { createPool, inTransaction } from './database.ts'

const db = useDatabase()

test('a statement that the database ends since it takes too long is told as that, and the connection goes on', async () => {
  const pool = createPool(db.address, { max: 1, applicationName: 'prov', database: db.name })
  const slow = { code: 'DATABAS_LANGSAM', retryable: true }
  try {
    const inTime = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
    const late = inTransaction(pool, async (tx) => {
      await tx.query('set local statement_timeout = 50')
      await tx.query('select pg_sleep(30)')
    })
    await expect(late).rejects.toMatchObject(slow)
    expect((await pool.query('select pg_backend_pid() as pid')).rows).toEqual(inTime.rows)
  } finally {
    await pool.end()
  }
})
