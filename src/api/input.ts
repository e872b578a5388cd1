import express, { type Request, type Response } from 'express'
import { Type, type TSchema } from 'typebox'
import type { BodyError } from '../access/outcome.ts'
import type { Contract } from './contracts/contract.ts'
import { createTextValidator, type Check } from './validation.ts'

type Texts = Record<string, unknown>
type ReadInput =
  | { readonly body: unknown; readonly query: Texts; readonly parameters: Texts }
  | { readonly fel: readonly BodyError[]; readonly status?: number }

const NONE = Type.Object({}, { additionalProperties: false })

/** Reads and checks what a request carries: path, query and body, each against the contract. */
export function createInputReader(
  { request, query, parameters }: Contract,
  validator: (schema: TSchema) => Check,
): (req: Request, res: Response) => Promise<ReadInput> {
  const checkBody = request === undefined ? undefined : validator(request)
  const checkQuery = createTextValidator(query ?? NONE)
  const checkParameters = createTextValidator(parameters ?? NONE)

  return async (req, res) => {
    const inPath: Texts = { ...req.params }
    const inQuery: Texts = { ...req.query }
    const errors = [...checkParameters(inPath), ...checkQuery(inQuery)]
    if (checkBody === undefined)
      return errors.length > 0 ? { fel: errors } : { body: undefined, query: inQuery, parameters: inPath }
    const parsed = await readBody(req, res)
    if ('fel' in parsed) return parsed
    errors.push(...checkBody(parsed.body))
    return errors.length > 0 ? { fel: errors } : { body: parsed.body, query: inQuery, parameters: inPath }
  }
}

const readJson = express.json({ limit: '64kb', strict: true, inflate: false })

/** A parsed JSON body, or the error; the parser's own message quotes the body and is not passed on. */
export async function readBody(
  req: Request,
  res: Response,
): Promise<{ readonly body: unknown } | { readonly status: 400 | 413 | 415; readonly fel: readonly BodyError[] }> {
  if (!req.is('application/json')) return rejectBody(415, 'ska vara application/json')
  const status = await new Promise<number | undefined>((done) => {
    readJson(req, res, (error?: unknown) => {
      done(error === undefined ? undefined : ((error as { status?: number }).status ?? 400))
    })
  })
  if (status === undefined) return { body: req.body as unknown }
  if (status === 413) return rejectBody(413, 'är för stor')
  return status === 415 ? rejectBody(415, 'har en kodning som inte tas emot') : rejectBody(400, 'är inte giltig JSON')
}

const rejectBody = (status: 400 | 413 | 415, rule: string) => ({ status, fel: [{ pekare: '', regel: rule }] })
