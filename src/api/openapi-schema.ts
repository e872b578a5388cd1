type Json = Readonly<Record<string, unknown>>

export interface SchemaWriter {
  /** The schema of a request as published: a reference to its component, which is created under this name if it has none. */
  writeRequest(schema: unknown, name: string): unknown
  /**
   * The schema of an answer in the same way, open: a later version may add fields, which no client's check may refuse.
   * What the hub itself checks answers against is closed.
   */
  writeAnswer(schema: unknown, name: string): unknown
  /** The schema of a parameter in place, with references to components inside it. */
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
  const components = new Map<string, { readonly open: boolean; written?: unknown }>()

  function writeInside(value: unknown, open: boolean): unknown {
    if (Array.isArray(value)) return value.map((part) => writeInside(part, open))
    if (typeof value !== 'object' || value === null) return value
    return isObjectSchema(value) && names.has(value.properties) ? referTo(value, open) : writeParts(value, open)
  }

  const writeParts = (schema: object, open: boolean): unknown => ({
    // Redundant beside the enum, but generators of other languages require it.
    ...(isStringEnum(schema) ? { type: 'string' } : {}),
    ...Object.fromEntries(
      Object.entries(extend(schema))
        .filter(([key, part]) => !(open && key === 'additionalProperties' && part === false))
        .map(([key, part]) => [key, writeInside(part, open)]),
    ),
  })

  function referTo(schema: ObjectSchema, open: boolean): unknown {
    const one = names.get(schema.properties) ?? ''
    const earlier = components.get(one)
    if (earlier !== undefined && earlier.open !== open)
      throw new Error(`${one} is both asked for and answered: give the request a schema of its own`)
    if (earlier === undefined) {
      // Reserved before it is written, so that a schema may refer to itself.
      const component: { readonly open: boolean; written?: unknown } = { open }
      components.set(one, component)
      component.written = writeParts(schema, open)
    }
    return { $ref: `#/components/schemas/${one}` }
  }

  const writeAs = (open: boolean) => (schema: unknown, one: string) => {
    if (!isObjectSchema(schema)) return writeInside(schema, open)
    if (!names.has(schema.properties)) names.set(schema.properties, one)
    return referTo(schema, open)
  }

  return {
    writeInside: (schema) => writeInside(schema, false),
    writeRequest: writeAs(false),
    writeAnswer: writeAs(true),
    components: () =>
      Object.fromEntries(
        [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([one, { written }]) => [one, written]),
      ),
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
