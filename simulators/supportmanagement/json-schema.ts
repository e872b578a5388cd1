import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import express, { type Router } from 'express'
import type { Felkontroll } from '../fault-control.ts'

interface Schema {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly value: object
}

/** The JSON-schema service beside support-management: what it has registered, and whether a value follows it. */
export function skapaSchematjanst() {
  const scheman = new Map<string, { readonly schema: Schema; readonly galler: ValidateFunction }>()
  return {
    hamta: (id: string): Schema | undefined => scheman.get(id)?.schema,
    /** Undefined when there is one with that id already. */
    registrera(kommun: string, { name, version, description, value }: Omit<Schema, 'id'>): string | undefined {
      const id = `${kommun}_${name.toLowerCase()}_${version}`
      if (scheman.has(id)) return undefined
      const galler = new Ajv2020({ strict: false, validateFormats: false }).compile(value)
      scheman.set(id, {
        schema: { id, name, version, ...(description !== undefined && { description }), value },
        galler,
      })
      return id
    },
    galler: (id: string, varde: unknown): boolean => scheman.get(id)?.galler(varde) ?? false,
    glom: (id: string): boolean => scheman.delete(id),
  }
}
export type Schematjanst = ReturnType<typeof skapaSchematjanst>

/** The JSON-schema service, as far as it is asked; to be mounted under `/json-schema`. */
export function jsonSchema(scheman: Schematjanst, felkontroll: Felkontroll, token: string): Router {
  const router = express.Router()
  router.use(express.json(), (req, res, next) => {
    if (felkontroll.vantar('nere', 'support-management', undefined, 'json-schema')) res.socket?.resetAndDestroy()
    else if (req.get('authorization') !== `Bearer ${token}`) res.status(401).json({ status: 401 })
    else next()
  })
  router.get('/:kommun/schemas/:id', (req, res) => {
    const schema = scheman.hamta(req.params.id)
    if (schema === undefined) res.status(404).json({ status: 404 })
    else res.json(schema)
  })
  router.post('/:kommun/schemas', (req, res) => {
    const id = scheman.registrera(req.params.kommun, req.body as Parameters<Schematjanst['registrera']>[1])
    if (id === undefined) res.status(409).json({ status: 409 })
    else res.status(201).location(`/${req.params.kommun}/schemas/${id}`).end()
  })
  return router
}
