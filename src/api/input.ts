import type { ServerResponse } from 'node:http'
import { type TSchema, Type } from 'typebox'
import type { BodyError } from '../access/outcome.ts'
import type { AnyContract } from './contracts/contract.ts'
import { readJsonBody } from './json-body.ts'
import type { Asking } from './step.ts'
import { type Check, createTextValidator } from './validation.ts'

type Texts = Record<string, unknown>

/** What an operation is asked with, not yet checked. */
export interface Asked {
  readonly body?: unknown
  readonly query?: Readonly<Texts> | undefined
  readonly parameters?: Readonly<Texts> | undefined
}

export type ReadInput =
  | { readonly body: unknown; readonly query: Texts; readonly parameters: Texts }
  | { readonly fel: readonly BodyError[]; readonly status?: number }

const NONE = Type.Object({}, { additionalProperties: false })

/** Checks path, query and body, each against the contract. */
export function createInputCheck(
  { request, query, parameters }: AnyContract,
  validator: (schema: TSchema) => Check,
): (asked: Asked) => ReadInput {
  const checkBody = request === undefined ? undefined : validator(request)
  const checkQuery = createTextValidator(query ?? NONE)
  const checkParameters = createTextValidator(parameters ?? NONE)

  return (asked) => {
    const inPath = asked.parameters === undefined ? {} : (composed(asked.parameters) as Texts)
    const inQuery = asked.query === undefined ? {} : (composed(asked.query) as Texts)
    const body = checkBody === undefined ? undefined : composed(asked.body)
    const errors = [...checkParameters(inPath), ...checkQuery(inQuery), ...(checkBody?.(body) ?? [])]
    return errors.length > 0 ? { fel: errors } : { body, query: inQuery, parameters: inPath }
  }
}

/** Reads what a request carries, and checks it. */
export function createInputReader(
  contract: AnyContract,
  validator: (schema: TSchema) => Check,
): (req: Asking, res: ServerResponse) => Promise<ReadInput> {
  const check = createInputCheck(contract, validator)
  return async (req, res) => {
    const { params: parameters, query } = req
    if (contract.request === undefined) return check({ parameters, query })
    const parsed = await readJsonBody(req, res)
    return 'fel' in parsed ? parsed : check({ parameters, query, body: parsed.body })
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
