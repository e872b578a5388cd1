import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { InsynError } from '../errors.ts'

// The published schemas belong to the program, not to the files they judge: a city's own config folder needs none.
const SCHEMAN = join(import.meta.dirname, '../../config/schema')

/**
 * Reads YAML files against the published schemas; KONFIG_OGILTIG names the file and the pointer. `resolve` may replace
 * what was parsed before it is judged (references to secrets).
 */
export function createYamlLasare(
  resolve: (parsed: unknown) => unknown = (parsed) => parsed,
): <T>(katalog: string, fil: string, schema: string) => T {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: false })
  formats.default(ajv)
  return <T>(katalog: string, fil: string, schema: string): T => {
    const innehall = resolve(tolka(join(katalog, fil), fil))
    const id = `https://insyn.example/schema/${schema}.schema.json`
    const granska =
      ajv.getSchema(id) ??
      ajv.compile(JSON.parse(readFileSync(join(SCHEMAN, `${schema}.schema.json`), 'utf8')) as object)
    if (granska(innehall) !== true) {
      const fel = granska.errors?.[0]
      // A key that does not belong is named: it is a setting's name, misspelt.
      const key = (fel?.params as { additionalProperty?: string } | undefined)?.additionalProperty
      const why = fel?.message ?? 'does not follow its schema'
      throw ogiltig(fil, fel?.instancePath ?? '', key === undefined ? why : `${why} (${key})`)
    }
    return innehall as T
  }
}

export const ogiltig = (fil: string, pekare: string, varfor: string): InsynError =>
  new InsynError('KONFIG_OGILTIG', `${fil}#${pekare}: ${varfor}`)

/** What a YAML file says, not judged by any schema. */
export function tolka(sokvag: string, fil: string): unknown {
  try {
    return parse(readFileSync(sokvag, 'utf8')) as unknown
  } catch {
    throw ogiltig(fil, '', 'cannot be read as YAML')
  }
}
