import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanUpAtExit } from '../../../simulators/watchdog.ts'
import { createPool } from '../../../src/platform/database/database.ts'
import { startEmbedded } from '../../../src/platform/database/embedded.ts'
import { migrate } from '../../../src/platform/database/migrate.ts'

declare global {
  var insynTestState: string | undefined
}

/**
 * Once per run, whichever projects run: the database that a first start makes, migrated and empty. Installations of tests start from copies of
 * it; test/start.e2e.test.ts starts from nothing.
 */
export default async function prepareState(): Promise<void> {
  if (globalThis.insynTestState !== undefined) return
  const folder = await mkdtemp(join(tmpdir(), 'insyn-state-'))
  cleanUpAtExit(folder)
  // The servers of the copies run the programs of this one.
  await chmod(folder, 0o711)
  const state = join(folder, 'tillstand')
  const server = await startEmbedded(state)
  const admin = createPool(server.address, { max: 1, applicationName: 'test', database: 'postgres' })
  await admin.query('create database insyn')
  await admin.end()
  const database = createPool(server.address, { max: 2, applicationName: 'test' })
  await migrate(database, join(import.meta.dirname, '../../../migrations'))
  await database.end()
  await server.stop()
  globalThis.insynTestState = folder
  process.env.INSYN_TEST_PREPARED = join(state, 'postgresql')
}
