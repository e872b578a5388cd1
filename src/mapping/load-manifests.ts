import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { InsynError } from '../errors.ts'
import { createYamlReader, invalid } from '../platform/checked-yaml.ts'
import { canonical } from './canonical.ts'
import { checkManifest } from './check-manifest.ts'
import type { Manifest } from './manifest.ts'

/**
 * All manifests of a directory, in the order of their file names. Throws KONFIG_OGILTIG with the file and the JSON
 * pointer of the first thing that is wrong.
 */
export function readManifest(folder: string): readonly Manifest[] {
  const files = list(folder)
  const read = createYamlReader()
  const manifests = files.map((file) => {
    const manifest = read<Manifest>(folder, file, 'tittbehorighet')
    const shortcoming = checkManifest(manifest)
    if (shortcoming !== undefined) throw invalid(file, shortcoming.pekare, shortcoming.text)
    return manifest
  })
  requireUnique(files, manifests)
  return manifests
}

/** A digest of what the manifests say, whatever the order and layout of their files. */
export function manifestVersion(manifests: readonly Manifest[]): string {
  const ordered = manifests.map(canonical).sort()
  return createHash('sha256')
    .update(`[${ordered.join(',')}]`)
    .digest('hex')
    .slice(0, 32)
}

function list(folder: string): string[] {
  let files: string[]
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `${folder}: no readable directory of manifests`)
  }
  if (files.length === 0) throw new InsynError('KONFIG_OGILTIG', `${folder}: holds no manifest`)
  return files.sort()
}

function requireUnique(files: readonly string[], manifests: readonly Manifest[]): void {
  const seen = new Map<string, string>()
  for (const [i, { kalla, informationsmangd }] of manifests.entries()) {
    const file = files[i] ?? ''
    const previous = seen.get(`${kalla} ${informationsmangd}`)
    if (previous !== undefined) throw invalid(file, '/informationsmangd', `is already in ${previous}`)
    seen.set(`${kalla} ${informationsmangd}`, file)
  }
}
