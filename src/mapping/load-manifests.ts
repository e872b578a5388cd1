import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { createYamlLasare, ogiltig } from '../platform/checked-yaml.ts'
import { InsynError } from '../errors.ts'
import { kanonisk } from './canonical.ts'
import { granskaManifest } from './check-manifest.ts'
import type { Manifest } from './manifest.ts'

/**
 * All manifests of a directory, in the order of their file names. Throws KONFIG_OGILTIG with the file and the JSON
 * pointer of the first thing that is wrong.
 */
export function lasManifest(katalog: string): readonly Manifest[] {
  const filer = lista(katalog)
  const las = createYamlLasare()
  const manifests = filer.map((fil) => {
    const manifest = las<Manifest>(katalog, fil, 'tittbehorighet')
    const brist = granskaManifest(manifest)
    if (brist !== undefined) throw ogiltig(fil, brist.pekare, brist.text)
    return manifest
  })
  kravUnika(filer, manifests)
  return manifests
}

/** A digest of what the manifests say, whatever the order and layout of their files. */
export function manifestVersion(manifests: readonly Manifest[]): string {
  const ordnade = manifests.map(kanonisk).sort()
  return createHash('sha256')
    .update(`[${ordnade.join(',')}]`)
    .digest('hex')
    .slice(0, 32)
}

function lista(katalog: string): string[] {
  let filer: string[]
  try {
    filer = readdirSync(katalog).filter((namn) => namn.endsWith('.yaml'))
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `${katalog}: no readable directory of manifests`)
  }
  if (filer.length === 0) throw new InsynError('KONFIG_OGILTIG', `${katalog}: holds no manifest`)
  return filer.sort()
}

function kravUnika(filer: readonly string[], manifests: readonly Manifest[]): void {
  const sedda = new Map<string, string>()
  for (const [i, { kalla, informationsmangd }] of manifests.entries()) {
    const fil = filer[i] ?? ''
    const forra = sedda.get(`${kalla} ${informationsmangd}`)
    if (forra !== undefined) throw ogiltig(fil, '/informationsmangd', `is already in ${forra}`)
    sedda.set(`${kalla} ${informationsmangd}`, fil)
  }
}
