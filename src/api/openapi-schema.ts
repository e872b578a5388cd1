type Json = Readonly<Record<string, unknown>>

export interface Schemaskrivare {
  /** The schema as it is published: a reference to a component, made under this name when it has none. */
  skriv(schema: unknown, namn: string): unknown
  /** The schema in place, with references to components inside it. */
  skrivInuti(schema: unknown): unknown
  /** Every component that was referred to, by name. */
  komponenter(): Json
}

/**
 * Publishes the schemas that are enforced, object for object: two places that hold the same schema object refer to one
 * component. A name is that of the export; what nobody named stands where it is used.
 */
export function createSchemaskrivare(moduler: readonly Json[]): Schemaskrivare {
  const namn = new Map<unknown, string>()
  for (const [ett, schema] of moduler.flatMap((modul) => Object.entries(modul)))
    if (arObjektschema(schema)) namn.set(schema.properties, ett)
  const komponenter = new Map<string, unknown>()

  function skrivInuti(varde: unknown): unknown {
    if (Array.isArray(varde)) return varde.map(skrivInuti)
    if (typeof varde !== 'object' || varde === null) return varde
    return arObjektschema(varde) && namn.has(varde.properties) ? referens(varde) : delar(varde)
  }

  const delar = (schema: object): unknown => ({
    // Says nothing more than the words do, but generators of other languages ask for it.
    ...(arOrd(schema) ? { type: 'string' } : {}),
    ...Object.fromEntries(Object.entries(schema).map(([nyckel, del]) => [nyckel, skrivInuti(del)])),
  })

  function referens(schema: Objektschema): unknown {
    const ett = namn.get(schema.properties) ?? ''
    if (!komponenter.has(ett)) {
      // Taken before it is written, so that a schema may refer to itself.
      komponenter.set(ett, undefined)
      komponenter.set(ett, delar(schema))
    }
    return { $ref: `#/components/schemas/${ett}` }
  }

  return {
    skrivInuti,
    skriv(schema, ett) {
      if (!arObjektschema(schema)) return skrivInuti(schema)
      if (!namn.has(schema.properties)) namn.set(schema.properties, ett)
      return referens(schema)
    },
    komponenter: () => Object.fromEntries([...komponenter].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

interface Objektschema {
  readonly properties: object
}

/** An optional field holds a copy of its schema, but of no more than its outermost object: the fields are the same. */
const arObjektschema = (varde: unknown): varde is Objektschema =>
  typeof varde === 'object' &&
  varde !== null &&
  'properties' in varde &&
  typeof varde.properties === 'object' &&
  varde.properties !== null

const arOrd = (schema: object): boolean =>
  'enum' in schema && Array.isArray(schema.enum) && schema.enum.every((ord) => typeof ord === 'string')
