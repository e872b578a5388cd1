import { setTimeout as wait } from 'node:timers/promises'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import express, { type Router } from 'express'
import type { ErrorControl } from '../fault-control.ts'
import type { JsonParameter } from './errands.ts'
import { type Answer, error } from './rules.ts'

interface Schema {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly value: object
}

const VERSION = /^\d+\.\d+$/

/** The JSON-schema service beside support-management: what it has registered, and whether a value follows it. */
export function createSchemaService() {
  const schemas = new Map<string, { readonly schema: Schema; readonly galler: ValidateFunction }>()
  return {
    fetch: (id: string): Schema | undefined => schemas.get(id)?.schema,
    /** Undefined when there is one with that id already, or with a higher version. */
    register(municipality: string, { name, version, description, value }: Omit<Schema, 'id'>): string | undefined {
      const begins = `${municipality}_${name.toLowerCase()}_`
      const isHigher = (id: string): boolean => id.startsWith(begins) && !isLower(id.slice(begins.length), version)
      if ([...schemas.keys()].some(isHigher)) return undefined
      const id = begins + version
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

function isLower(version: string, than: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [version, than].map((one) =>
    one.split('.').map(Number),
  ) as [number[], number[]]
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}

/** Resolves when the service does not hang; false when that took longer than `timeoutMs`. It goes on though nobody waits for it any more. */
async function answers(errorControl: ErrorControl, timeoutMs: number): Promise<boolean> {
  const began = Date.now()
  while (errorControl.waiting('hanger', 'support-management', undefined, 'json-schema')) {
    if (Date.now() - began > timeoutMs) return false
    await wait(10, undefined, { ref: false })
  }
  return true
}

/** How support-management asks the schema service, before it looks at the errand: undefined when all may be kept. */
export function createSchemaCheck(schemas: SchemaService, errorControl: ErrorControl, timeoutMs: number) {
  return async (parameters: readonly JsonParameter[]): Promise<Answer | undefined> => {
    if (parameters.length === 0) return undefined
    const isThere = await answers(errorControl, timeoutMs)
    const fault = errorControl.nextError('support-management', undefined, 'json-schema', (one) => one !== 'hanger')
    if (!isThere || fault !== undefined) return error(500, 'HV000028: Unexpected exception during isValid call.')
    const wrong = parameters.find(({ schemaId, value }) => !schemas.galler(schemaId, value))
    return wrong && error(400, `jsonParameters: Bad Gateway: json-schema-service error: '${wrong.schemaId}'`)
  }
}
export type SchemaCheck = ReturnType<typeof createSchemaCheck>

/** The JSON-schema service, as far as it is asked; to be mounted under `/json-schema`. */
export function jsonSchema(schemas: SchemaService, errorControl: ErrorControl, token: string): Router {
  const router = express.Router()
  router.use(express.json(), async (req, res, next) => {
    await answers(errorControl, Infinity)
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
    const schema = req.body as Parameters<SchemaService['register']>[1]
    if (!VERSION.test(schema.version) || !('$schema' in schema.value)) return void res.status(400).json({ status: 400 })
    const id = schemas.register(req.params.kommun, schema)
    if (id === undefined) res.status(409).json({ status: 409 })
    else res.status(201).location(`/${req.params.kommun}/schemas/${id}`).end()
  })
  return router
}
