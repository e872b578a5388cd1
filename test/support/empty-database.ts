import type pg from 'pg'

/** A database without rows, which takes whatever is written: for tests of the API that are about something else. */
export function emptyDatabase(): pg.Pool {
  const query = async () => ({ rows: [], rowCount: 1 })
  const client = { query, release: () => undefined }
  return { query, connect: async () => client } as unknown as pg.Pool
}
