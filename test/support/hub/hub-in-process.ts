import { join } from 'node:path'
import { type Config, loadConfig } from '../../../src/config.ts'
import type { useDatabase } from '../database/database.ts'

/** The demo's settings in `katalog` (a copy of config/), against these simulators, on the test's own database. */
export function settingsOn(
  { name, address }: Pick<ReturnType<typeof useDatabase>, 'name' | 'address'>,
  folder: string,
  simulators: { readonly base: string },
  password: string,
): Config {
  const settings = loadConfig(join(folder, 'demo.yaml'), {
    INSYN_DEMO: simulators.base,
    INSYN_DEMO_LOSENORD: password,
    INSYN_PORT: '0',
  })
  const socket = 'socketFolder' in address ? address.socketFolder : ''
  return { ...settings, databas: `postgresql://insyn@localhost/${name}?host=${encodeURIComponent(socket)}` }
}

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
