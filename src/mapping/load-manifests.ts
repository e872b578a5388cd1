import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type ErrorObject, type ValidateFunction, Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { InsynError } from '../errors.ts'
import { kanonisk } from './canonical.ts'
import { granskaManifest } from './check-manifest.ts'
import type { Manifest } from './manifest.ts'

const SCHEMA = join('..', 'schema', 'tittbehorighet.schema.json')

/**
 * All manifests of a directory, in the order of their file names. The schema is the published one that lies beside the
 * directory. Throws KONFIG_OGILTIG with the file and the JSON pointer of the first thing that is wrong.
 */
export function lasManifest(katalog: string): readonly Manifest[] {
  const filer = lista(katalog)
  const giltigt = validator(join(katalog, SCHEMA))
  const manifests = filer.map((fil) => lasEtt(fil, giltigt))
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

function lasEtt(fil: string, giltigt: ValidateFunction<Manifest>): Manifest {
  let innehall: unknown
  try {
    innehall = parse(readFileSync(fil, 'utf8'))
  } catch {
    throw ogiltigt(fil, '', 'is not readable YAML')
  }
  if (!giltigt(innehall)) throw ogiltigt(fil, ...forsta(giltigt.errors))
  const brist = granskaManifest(innehall)
  if (brist !== undefined) throw ogiltigt(fil, brist.pekare, brist.text)
  return innehall
}

function lista(katalog: string): string[] {
  let filer: string[]
  try {
    filer = readdirSync(katalog).filter((namn) => namn.endsWith('.yaml'))
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `${katalog}: no readable directory of manifests`)
  }
  if (filer.length === 0) throw new InsynError('KONFIG_OGILTIG', `${katalog}: holds no manifest`)
  return filer.sort().map((namn) => join(katalog, namn))
}

function validator(fil: string): ValidateFunction<Manifest> {
  const ajv = new Ajv2020({ strict: true })
  formats.default(ajv)
  try {
    return ajv.compile<Manifest>(JSON.parse(readFileSync(fil, 'utf8')) as object)
  } catch {
    throw ogiltigt(fil, '', 'is not a readable JSON Schema')
  }
}

function kravUnika(filer: readonly string[], manifests: readonly Manifest[]): void {
  const sedda = new Map<string, string>()
  for (const [i, { kalla, informationsmangd }] of manifests.entries()) {
    const fil = filer[i] ?? ''
    const forra = sedda.get(`${kalla} ${informationsmangd}`)
    if (forra !== undefined) throw ogiltigt(fil, '/informationsmangd', `is already in ${basename(forra)}`)
    sedda.set(`${kalla} ${informationsmangd}`, fil)
  }
}

const forsta = (fel: readonly ErrorObject[] | null | undefined): [string, string] => {
  const ett = fel?.[0]
  const okand = ett?.keyword === 'additionalProperties' ? ` (${String(ett.params.additionalProperty)})` : ''
  return [ett?.instancePath ?? '', (ett?.message ?? 'is not valid') + okand]
}

const ogiltigt = (fil: string, pekare: string, text: string): InsynError =>
  new InsynError('KONFIG_OGILTIG', `${basename(fil)}#${pekare}: ${text}`)
