import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { migrate } from './migrate.ts'

const db = useDatabase()
const migrations = join(import.meta.dirname, '../../../migrations')

test('a migrated database is left as it is', async () => {
  expect(await migrate(db.pool, migrations)).toBe(0)
})

test('a migration that is not the one the database was built with stops the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'migr-'))
  await writeFile(join(folder, '0001-spegel.sql'), 'select 1')
  await expect(migrate(db.pool, folder)).rejects.toMatchObject({ code: 'DATABAS_FEL' })
})
