import type { Request, RequestHandler, Response } from 'express'
import type { Static, TObject, TSchema } from 'typebox'
import type { Event } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { SharedRecords } from '../atkomstlogg/shared-records.ts'
import type { Caller } from '../access/caller.ts'
import {
  isRefused,
  type BodyError,
  type ByteRange,
  type FileAnswer,
  type Refusal,
  type Outcome,
} from '../access/outcome.ts'
import { answerProblem, answerWritten } from './answer.ts'
import { answerFile, askedRange } from './answer-file.ts'
import { createAnswerWriter } from './answer-writer.ts'
import type { Authenticate } from './auth.ts'
import type { createIdempotency, IdempotentOutcome } from './idempotency.ts'
import { createInputReader } from './input.ts'
import type { ClientCertificate } from './client-certificate.ts'
import type { AnyContract, Contract, FileContract } from './contracts/contract.ts'
import type { ApiMetrics } from './metrics.ts'
import type { CreateProblem } from './problem.ts'
import type { Report } from './report.ts'
import { allValues, END_USER, type Admit } from './admission.ts'
import { tick, waitForGrid } from './time-grid.ts'
import { requestId } from './trace.ts'
import type { Check } from './validation.ts'

export interface Input<B extends TSchema, F extends TObject, P extends TObject> {
  readonly body: Static<B>
  readonly query: Static<F>
  readonly parameters: Static<P>
  readonly caller: Caller
  /** Of a file, where its contract lets a part be asked for. */
  readonly range?: ByteRange | undefined
}

/** A contract with its handler. The handler returns a value and never sees the response. */
export interface Operation {
  readonly contract: AnyContract
  readonly handle: (input: Input<TSchema, TObject, TObject>) => Promise<Outcome<unknown>>
}

/**
 * Checks the handler against the contract at compile time, then erases the types: the input is validated against the
 * schemas before the handler is called.
 */
export const bindOperation = <B extends TSchema, S extends TObject, F extends TObject, P extends TObject>(
  contract: Contract<B, S, F, P>,
  handle: (input: Input<B, F, P>) => Promise<Outcome<Static<S>>>,
): Operation => ({ contract, handle })

/** The same for an operation that is answered with a file. */
export const bindFile = <B extends TSchema, F extends TObject, P extends TObject>(
  contract: FileContract<B, F, P>,
  handle: (input: Input<B, F, P>) => Promise<Outcome<FileAnswer>>,
): Operation => ({ contract, handle })

export interface OperationDeps {
  readonly authenticate: Authenticate
  readonly clientCertificate: ClientCertificate
  readonly admit: Admit
  readonly disclose: Disclose
  readonly sharedRecords: Pick<SharedRecords, 'disclose'>
  readonly validator: (schema: TSchema) => Check
  readonly reject: (event: Event, caller: Caller, error: readonly BodyError[]) => Refusal
  readonly idempotent: ReturnType<typeof createIdempotency>
  readonly metrics: ApiMetrics
  readonly problem: CreateProblem
  readonly report: Report
}

/**
 * Token, client, rate, body, handler, durable record, answer: always in that order, and a refusal of a known caller is
 * disclosed in the same way as an answer. Before the token is verified no caller is known to record: a 401 is only
 * counted. Answers that show nothing leave at set times after the whole request has come, whatever their cause.
 */
export function operationHandler(deps: OperationDeps, { contract, handle }: Operation): RequestHandler {
  const readInput = createInputReader(contract, deps.validator)
  const send = contract.file === undefined ? sendJson(contract, deps.validator) : sendFile(contract)
  const ranges = contract.file?.ranges === true
  const idempotent = deps.idempotent(contract, handle)

  async function perform(req: Request, res: Response, token: Caller): Promise<Performed> {
    const admitted = await deps.admit(contract.handelse, token, allValues(req, END_USER))
    if ('refused' in admitted) return { outcome: admitted, startedAt: tick() }
    const input = await readInput(req, res)
    // Only now has the whole request come, and been checked: the caller chooses when its last byte comes, and how long
    // the check takes, and must not choose by that on which side of a window's end the work ends.
    const startedAt = tick()
    if ('fel' in input)
      return { outcome: deps.reject(contract.handelse, admitted, input.fel), status: input.status, startedAt }
    return {
      ...(await idempotent(req.get('idempotency-key'), {
        ...input,
        caller: admitted,
        range: ranges ? askedRange(req) : undefined,
      })),
      startedAt,
    }
  }

  return async (req, res) => {
    const [authorization, ...several] = allValues(req, 'Authorization')
    const token = await deps.authenticate({
      authorization: several.length > 0 ? undefined : authorization,
      certifikat: () => deps.clientCertificate(req),
    })
    const { outcome, status, keep, startedAt } = await perform(req, res, token)

    const start = performance.now()
    // Not of answers that show nothing: a board that flagged the person has a record too, and writing both takes longer.
    const measureLog = () => {
      if (outcome.neutral === undefined) deps.metrics.logWrite((performance.now() - start) / 1000)
    }
    if (isRefused(outcome)) {
      const { kod, cause, waitSeconds: wait, status: own, ...beyond } = outcome.refused
      if (cause !== undefined) deps.report(kod, requestId(res), cause)
      const disclose = outcome.shared === undefined ? deps.disclose : deps.sharedRecords.disclose(outcome.shared)
      await disclose(
        { poster: outcome.poster, body: () => deps.problem(kod, requestId(res), { ...beyond, status: status ?? own }) },
        async (body) => {
          measureLog()
          if (outcome.neutral !== undefined) await waitForGrid(res, startedAt, outcome.neutral.earliestMs)
          answerProblem(res, body, wait)
        },
      )
    } else {
      await deps.disclose(outcome, async (body) => {
        measureLog()
        await send(res, await body, async (text) => {
          await keep?.(text)
          if (outcome.neutral !== undefined) await waitForGrid(res, startedAt, outcome.neutral.earliestMs)
        })
      })
    }
    if (contract.handelse === 'uppslag') deps.metrics.uppslag(outcomeLabel(outcome))
  }
}

/** Writes the body of an answer. */
type Send = (res: Response, body: unknown, beforeText: (text: string) => Promise<void>) => Promise<void>

function sendJson({ answer, path }: Contract, validator: OperationDeps['validator']): Send {
  const writeAnswer = createAnswerWriter(answer, validator)
  return async (res, body, beforeText) => {
    // An undeclared field would be a leak: nothing leaves then.
    const text = writeAnswer(body)
    if (text === undefined) throw new TypeError(`the answer of ${path} does not follow its schema`)
    await beforeText(text)
    answerWritten(res, 200, text)
  }
}

// `bindFile` has checked what the body is.
const sendFile =
  ({ file }: FileContract): Send =>
  (res, body) =>
    answerFile(res, file, body as FileAnswer)

interface Performed extends IdempotentOutcome {
  /** HTTP status of a body that could not be read. */
  readonly status?: number | undefined
  /** When the work began, by the clock of `tick`. */
  readonly startedAt: number
}

function outcomeLabel(outcome: Outcome<unknown>): Parameters<ApiMetrics['uppslag']>[0] {
  const [{ access }] = outcome.poster
  if (isRefused(outcome)) return access.utfall === 'fel' ? 'error' : 'refused'
  return access.utfall === 'visat' ? 'shown' : 'neutral'
}
