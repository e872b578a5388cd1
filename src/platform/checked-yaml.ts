import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { InsynError } from '../errors.ts'

// The published schemas belong to the program, not to the files they judge: a city's own config folder needs none.
const SCHEMAS = join(import.meta.dirname, '../../config/schema')

/**
 * Reads YAML files against the published schemas; KONFIG_OGILTIG names the file and the pointer. `resolve` may replace
 * what was parsed before it is judged (references to secrets).
 */
export function createYamlReader(
  resolve: (parsed: unknown) => unknown = (parsed) => parsed,
): <T>(folder: string, file: string, schema: string) => T {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: false })
  formats.default(ajv)
  return <T>(folder: string, file: string, schema: string): T => {
    const content = resolve(parseAll(join(folder, file), file))
    const id = `https://insyn.example/schema/${schema}.schema.json`
    const check =
      ajv.getSchema(id) ??
      ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, `${schema}.schema.json`), 'utf8')) as object)
    if (check(content) !== true) {
      const error = check.errors?.[0]
      // A key that does not belong is named: it is a setting's name, misspelt.
      const key = (error?.params as { additionalProperty?: string } | undefined)?.additionalProperty
      const why = error?.message ?? 'does not follow its schema'
      throw invalid(file, error?.instancePath ?? '', key === undefined ? why : `${why} (${key})`)
    }
    return content as T
  }
}

export const invalid = (file: string, pointer: string, why: string): InsynError =>
  new InsynError('KONFIG_OGILTIG', `${file}#${pointer}: ${why}`)

/** What a YAML file says, not judged by any schema. */
export function parseAll(path: string, file: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    throw invalid(file, '', 'cannot be read as YAML')
  }
}
