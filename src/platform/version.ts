import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this hub: that of the package.json above, which lies one folder higher when what runs is compiled. */
export function hubVersion(): string {
  const file = ['../..', '../../..']
    .map((up) => join(import.meta.dirname, up, 'package.json'))
    .find((path) => existsSync(path))
  return file === undefined
    ? 'unknown'
    : (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}
