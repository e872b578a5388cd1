import type { Request, Response } from 'express'
import { Type, type TSchema } from 'typebox'
import type { BodyError } from '../access/outcome.ts'
import type { AnyContract } from './contracts/contract.ts'
import { readJsonBody } from './json-body.ts'
import { createTextValidator, type Check } from './validation.ts'

type Texts = Record<string, unknown>
type ReadInput =
  | { readonly body: unknown; readonly query: Texts; readonly parameters: Texts }
  | { readonly fel: readonly BodyError[]; readonly status?: number }

const NONE = Type.Object({}, { additionalProperties: false })

/** Reads and checks what a request carries: path, query and body, each against the contract. */
export function createInputReader(
  { request, query, parameters }: AnyContract,
  validator: (schema: TSchema) => Check,
): (req: Request, res: Response) => Promise<ReadInput> {
  const checkBody = request === undefined ? undefined : validator(request)
  const checkQuery = createTextValidator(query ?? NONE)
  const checkParameters = createTextValidator(parameters ?? NONE)

  return async (req, res) => {
    const inPath = composed({ ...req.params }) as Texts
    const inQuery = composed({ ...req.query }) as Texts
    const errors = [...checkParameters(inPath), ...checkQuery(inQuery)]
    if (checkBody === undefined)
      return errors.length > 0 ? { fel: errors } : { body: undefined, query: inQuery, parameters: inPath }
    const parsed = await readJsonBody(req, res)
    if ('fel' in parsed) return parsed
    const body = composed(parsed.body)
    errors.push(...checkBody(body))
    return errors.length > 0 ? { fel: errors } : { body, query: inQuery, parameters: inPath }
  }
}

/**
 * Every text in NFC, as rows of sources are read: whoever types or copies a word composed in another way searches for the
 * same word.
 */
function composed(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(composed)
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, composed(part)]))
}
