import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

interface Schema {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly value: object
}

/** The JSON-schema service beside support-management: what it has registered, and whether a value follows it. */
export function skapaSchematjanst() {
  const scheman = new Map<string, Schema & { readonly galler: ValidateFunction }>()
  return {
    hamta: (id: string): Schema | undefined => {
      const schema = scheman.get(id)
      if (schema === undefined) return undefined
      const { galler: _, ...resten } = schema
      return resten
    },
    /** Undefined when there is one with that id already. */
    registrera(kommun: string, { name, version, description, value }: Omit<Schema, 'id'>): string | undefined {
      const id = `${kommun}_${name.toLowerCase()}_${version}`
      if (scheman.has(id)) return undefined
      const galler = new Ajv2020({ strict: false, validateFormats: false }).compile(value)
      scheman.set(id, { id, name, version, ...(description !== undefined && { description }), value, galler })
      return id
    },
    galler: (id: string, varde: unknown): boolean => scheman.get(id)?.galler(varde) ?? false,
    glom: (id: string): boolean => scheman.delete(id),
  }
}
export type Schematjanst = ReturnType<typeof skapaSchematjanst>
