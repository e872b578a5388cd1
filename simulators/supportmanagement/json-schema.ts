import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import express, { type Router } from 'express'
import type { ErrorControl } from '../fault-control.ts'

interface Schema {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly value: object
}

/** The JSON-schema service beside support-management: what it has registered, and whether a value follows it. */
export function createSchemaService() {
  const schemas = new Map<string, { readonly schema: Schema; readonly galler: ValidateFunction }>()
  return {
    fetch: (id: string): Schema | undefined => schemas.get(id)?.schema,
    /** Undefined when there is one with that id already. */
    register(municipality: string, { name, version, description, value }: Omit<Schema, 'id'>): string | undefined {
      const id = `${municipality}_${name.toLowerCase()}_${version}`
      if (schemas.has(id)) return undefined
      const matches = new Ajv2020({ strict: false, validateFormats: false }).compile(value)
      schemas.set(id, {
        schema: { id, name, version, ...(description !== undefined && { description }), value },
        galler: matches,
      })
      return id
    },
    galler: (id: string, value: unknown): boolean => schemas.get(id)?.galler(value) ?? false,
    forget: (id: string): boolean => schemas.delete(id),
  }
}
export type SchemaService = ReturnType<typeof createSchemaService>

/** The JSON-schema service, as far as it is asked; to be mounted under `/json-schema`. */
export function jsonSchema(schemas: SchemaService, errorControl: ErrorControl, token: string): Router {
  const router = express.Router()
  router.use(express.json(), (req, res, next) => {
    if (errorControl.waiting('nere', 'support-management', undefined, 'json-schema')) res.socket?.resetAndDestroy()
    else if (req.get('authorization') !== `Bearer ${token}`) res.status(401).json({ status: 401 })
    else next()
  })
  router.get('/:kommun/schemas/:id', (req, res) => {
    const schema = schemas.fetch(req.params.id)
    if (schema === undefined) res.status(404).json({ status: 404 })
    else res.json(schema)
  })
  router.post('/:kommun/schemas', (req, res) => {
    const id = schemas.register(req.params.kommun, req.body as Parameters<SchemaService['register']>[1])
    if (id === undefined) res.status(409).json({ status: 409 })
    else res.status(201).location(`/${req.params.kommun}/schemas/${id}`).end()
  })
  return router
}
