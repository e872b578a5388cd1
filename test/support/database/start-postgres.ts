import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanUpAtExit } from '../../../simulators/watchdog.ts'
import { createPool } from '../../../src/platform/database/database.ts'
import { startEmbedded } from '../../../src/platform/database/embedded.ts'
import { migrate } from '../../../src/platform/database/migrate.ts'

declare global {
  /** Its state folder. */
  var insynTestPostgres: string | undefined
}

/**
 * One cluster per run with one migrated template, whichever projects run; INSYN_TEST_PG_BIN names another PostgreSQL's
 * programs.
 */
export default async function startPostgres(): Promise<void> {
  if (globalThis.insynTestPostgres !== undefined) return
  const folder = await mkdtemp(join(tmpdir(), 'insyn-test-'))
  cleanUpAtExit(folder)
  const server = await startEmbedded(folder, process.env.INSYN_TEST_PG_BIN)
  globalThis.insynTestPostgres = folder

  const admin = createPool(server.address, { max: 1, applicationName: 'test', database: 'postgres' })
  await admin.query('create database mall')
  await admin.end()
  const template = createPool(server.address, { max: 2, applicationName: 'test', database: 'mall' })
  await migrate(template, join(import.meta.dirname, '../../../migrations'))
  await template.end()
  process.env.INSYN_TEST_STATE = folder
}
