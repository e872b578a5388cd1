import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { embeddedData } from '../../../src/platform/database/embedded.ts'
import { until } from '../until.ts'

export default async function stopPostgres(): Promise<void> {
  const running = globalThis.insynTestPostgres
  if (running === undefined) return
  globalThis.insynTestPostgres = undefined
  await running.server.stop()
  // After all that the tests have written, its last checkpoint takes longer than a stop waits for it.
  const { folder } = await embeddedData(running.folder)
  await until(() => !existsSync(`${folder}/postmaster.pid`))
  await rm(running.folder, { recursive: true, force: true })
}
