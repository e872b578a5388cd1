import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The package of this program, above its sources and above what they are built into. */
function packageFile(folder: string): string {
  const file = join(folder, 'package.json')
  return existsSync(file) || folder === dirname(folder) ? file : packageFile(dirname(folder))
}

/** Version of this program, as its package says. */
export const VERSION = (
  JSON.parse(readFileSync(packageFile(import.meta.dirname), 'utf8')) as { readonly version: string }
).version
