import type { Request, Response } from 'express'
import { Type, type TSchema } from 'typebox'
import type { BodyError } from '../access/outcome.ts'
import { readBody } from './body.ts'
import type { Contract } from './contracts/contract.ts'
import { createTextValidator, type Check } from './validation.ts'

type Texts = Record<string, unknown>
type Last =
  | { readonly body: unknown; readonly query: Texts; readonly parameters: Texts }
  | { readonly fel: readonly BodyError[]; readonly status?: number }

const NONE = Type.Object({}, { additionalProperties: false })

/** Reads and checks what a request carries: path, query and body, each against the contract. */
export function createInputReader(
  { request, query, parameters }: Contract,
  validator: (schema: TSchema) => Check,
): (req: Request, res: Response) => Promise<Last> {
  const checkBody = request === undefined ? undefined : validator(request)
  const checkQuery = createTextValidator(query ?? NONE)
  const checkParameters = createTextValidator(parameters ?? NONE)

  return async (req, res) => {
    const inPath: Texts = { ...req.params }
    const inQuery: Texts = { ...req.query }
    const fel = [...checkParameters(inPath), ...checkQuery(inQuery)]
    if (checkBody === undefined)
      return fel.length > 0 ? { fel } : { body: undefined, query: inQuery, parameters: inPath }
    const last = await readBody(req, res)
    if ('fel' in last) return last
    fel.push(...checkBody(last.body))
    return fel.length > 0 ? { fel } : { body: last.body, query: inQuery, parameters: inPath }
  }
}
