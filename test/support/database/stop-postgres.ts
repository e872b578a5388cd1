import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { embeddedData } from '../../../src/platform/database/embedded.ts'
import { until } from '../until.ts'

export default async function stopPostgres(): Promise<void> {
  const state = globalThis.insynTestPostgres
  if (state === undefined) return
  globalThis.insynTestPostgres = undefined
  const { folder, pid } = await embeddedData(state)
  // At once, as PostgreSQL calls it: a last checkpoint of all that the tests have written would take long, and nobody reads it.
  process.kill(pid, 'SIGQUIT')
  await until(() => !existsSync(`${folder}/postmaster.pid`))
  await rm(state, { recursive: true, force: true })
}
