import { rm } from 'node:fs/promises'

export default async function stopPostgres(): Promise<void> {
  const running = globalThis.insynTestPostgres
  if (running === undefined) return
  globalThis.insynTestPostgres = undefined
  await running.server.stop()
  await rm(running.folder, { recursive: true, force: true })
}
