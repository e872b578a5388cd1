import { join } from 'node:path'
import { type Config, loadConfig } from '../../../src/config.ts'
import { urlOf } from '../database/database.ts'

/** The demo's settings in `katalog` (a copy of config/), against these simulators, on the test's own database. */
export function settingsOn(
  database: Parameters<typeof urlOf>[0],
  folder: string,
  simulators: { readonly base: string },
  password: string,
): Config {
  const settings = loadConfig(join(folder, 'demo.yaml'), {
    INSYN_DEMO: simulators.base,
    INSYN_DEMO_LOSENORD: password,
    INSYN_PORT: '0',
  })
  return { ...settings, databas: urlOf(database) }
}

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
