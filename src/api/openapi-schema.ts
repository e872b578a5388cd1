type Json = Readonly<Record<string, unknown>>

export interface SchemaWriter {
  /** The schema as published: a reference to its component, which is created under this name if it has none. */
  write(schema: unknown, name: string): unknown
  /** The schema in place, with references to components inside it. */
  writeInside(schema: unknown): unknown
  /** Every referenced component, by name. */
  components(): Json
}

/**
 * Publishes the schemas that are enforced, object for object: two places that hold the same schema object refer to one
 * component. A component's name is that of the export; an unnamed schema is written in place. `extend` may add to each.
 */
export function createSchemaWriter(modules: readonly Json[], extend: (schema: object) => object): SchemaWriter {
  const names = new Map<unknown, string>()
  for (const [one, schema] of modules.flatMap((module) => Object.entries(module)))
    if (isObjectSchema(schema)) names.set(schema.properties, one)
  const components = new Map<string, unknown>()

  function writeInside(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(writeInside)
    if (typeof value !== 'object' || value === null) return value
    return isObjectSchema(value) && names.has(value.properties) ? referTo(value) : writeParts(value)
  }

  const writeParts = (schema: object): unknown => ({
    // Redundant beside the enum, but generators of other languages require it.
    ...(isStringEnum(schema) ? { type: 'string' } : {}),
    ...Object.fromEntries(Object.entries(extend(schema)).map(([key, part]) => [key, writeInside(part)])),
  })

  function referTo(schema: ObjectSchema): unknown {
    const one = names.get(schema.properties) ?? ''
    if (!components.has(one)) {
      // Reserved before it is written, so that a schema may refer to itself.
      components.set(one, undefined)
      components.set(one, writeParts(schema))
    }
    return { $ref: `#/components/schemas/${one}` }
  }

  return {
    writeInside,
    write(schema, one) {
      if (!isObjectSchema(schema)) return writeInside(schema)
      if (!names.has(schema.properties)) names.set(schema.properties, one)
      return referTo(schema)
    },
    components: () => Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

interface ObjectSchema {
  readonly properties: object
}

/** An optional field holds a copy of its schema, but of no more than its outermost object: the fields are the same. */
const isObjectSchema = (value: unknown): value is ObjectSchema =>
  typeof value === 'object' &&
  value !== null &&
  'properties' in value &&
  typeof value.properties === 'object' &&
  value.properties !== null

const isStringEnum = (schema: object): boolean =>
  'enum' in schema && Array.isArray(schema.enum) && schema.enum.every((value) => typeof value === 'string')
