import { rm } from 'node:fs/promises'

export default async function removeState(): Promise<void> {
  if (globalThis.insynTestState !== undefined) await rm(globalThis.insynTestState, { recursive: true, force: true })
}
