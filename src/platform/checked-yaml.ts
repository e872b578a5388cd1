import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { InsynError } from '../errors.ts'

// The published schemas belong to the program, not to the files that they validate: a city's own config folder needs
// none.
const SCHEMAS = join(import.meta.dirname, '../../config/schema')

let published: Ajv2020 | undefined
/** What compiles a schema soonest: it reads a few files. A test holds the schemas against their meta-schema. */
const ONCE = { validateSchema: false, code: { optimize: false } } as const

/** Each schema is compiled once, when first used. */
function publishedSchemas(): Ajv2020 {
  if (published !== undefined) return published
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: false, ...ONCE })
  formats.default(ajv)
  for (const file of readdirSync(SCHEMAS))
    ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as object)
  return (published = ajv)
}

/**
 * Reads YAML files against the published schemas; KONFIG_OGILTIG names the file and the pointer. `resolve` may replace
 * parsed values before validation (references to secrets).
 */
export function createYamlReader(
  resolve: (parsed: unknown) => unknown = (parsed) => parsed,
): <T>(folder: string, file: string, schema: string) => T {
  return <T>(folder: string, file: string, schema: string): T =>
    checkContent<T>(resolve(parseYaml(join(folder, file), file)), file, schema)
}

/** Content that has been parsed, against a published schema. Throws KONFIG_OGILTIG with the name and the pointer. */
export function checkContent<T>(content: unknown, name: string, schema: string): T {
  const check = publishedSchemas().getSchema(`https://insyn.example/schema/${schema}.schema.json`)
  if (check?.(content) !== true) {
    const error = check?.errors?.[0]
    // An unknown key is named: it is a misspelt setting, not a value.
    const key = unknownKey(error?.params)
    const why = error?.message ?? 'does not follow its schema'
    throw invalid(name, error?.instancePath ?? '', key === undefined ? why : `${why} (${key})`)
  }
  return content as T
}

function unknownKey(params: object = {}): string | undefined {
  const { additionalProperty, unevaluatedProperty, propertyName } = params as Readonly<Record<string, string>>
  return additionalProperty ?? unevaluatedProperty ?? propertyName
}

export const invalid = (file: string, pointer: string, why: string): InsynError =>
  new InsynError('KONFIG_OGILTIG', `${file}#${pointer}: ${why}`)

/** The content of a YAML file, without validation. */
export function parseYaml(path: string, file: string): unknown {
  try {
    // Where an error is stands in no message, and finding it out is half the work of reading a file without one.
    return parse(readFileSync(path, 'utf8'), { prettyErrors: false }) as unknown
  } catch {
    throw invalid(file, '', 'cannot be read as YAML')
  }
}
