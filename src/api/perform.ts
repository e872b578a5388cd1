import type { ServerResponse } from 'node:http'
import type { Response } from 'express'
import type { Static, TObject, TSchema } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { type ByteRange, type FileAnswer, isRefused, type Outcome } from '../access/outcome.ts'
import { type ByteText, decoded } from '../mapping/byte-text.ts'
import { tracing } from '../platform/tracing/spans.ts'
import { createAnswerWriter } from './answer-writer.ts'
import type { AnyContract, Contract, FileContract } from './contracts/contract.ts'
import type { IdempotentOutcome } from './idempotency.ts'
import { createInputCheck, type ReadInput } from './input.ts'
import type { ApiMetrics } from './metrics.ts'
import type { Operation, OperationDeps } from './operation.ts'
import type { Problem } from './problem.ts'
import { tick, waitForGrid } from './time-grid.ts'
import { requestId } from './trace.ts'

/** What a page asks an operation for, in the name of a person who has signed in. */
export interface PageCall<B extends TSchema, F extends TObject, P extends TObject> {
  readonly caller: Caller
  readonly res: Response
  readonly body?: Static<B>
  readonly query?: Partial<Static<F>>
  readonly parameters?: Static<P>
  readonly idempotencyKey?: string | undefined
  /** Of a file. */
  readonly range?: ByteRange | undefined
}

export type Performance<B> =
  { readonly body: B; readonly problem?: undefined } | { readonly body?: undefined; readonly problem: Problem }

/** Performs operations in this process, through everything that a call over HTTP goes through. */
export interface Perform {
  <B extends TSchema, S extends TObject, F extends TObject, P extends TObject>(
    contract: Contract<B, S, F, P>,
    call: PageCall<B, F, P>,
  ): Promise<Performance<Static<S>>>
  <B extends TSchema, F extends TObject, P extends TObject>(
    contract: FileContract<B, F, P>,
    call: PageCall<B, F, P>,
  ): Promise<Performance<FileAnswer>>
}

/** The caller of a page has signed in to the console: there is no token of theirs, and no end user beside them. */
export function createPerform(deps: OperationDeps, offered: readonly Operation[]): Perform {
  const performances = new Map<
    AnyContract,
    (call: PageCall<TSchema, TObject, TObject>) => Promise<Performance<unknown>>
  >(
    offered.map((operation) => {
      const { contract } = operation
      const check = createInputCheck(contract, deps.validator)
      const write = contract.file === undefined ? createAnswerWriter(contract.answer, deps.validator) : undefined
      const perform = createPerformance(deps, operation)
      return [
        contract,
        async ({ caller: token, res, idempotencyKey, range, ...asked }) => {
          let given: Performance<unknown> | undefined
          const call = { token, stated: [], read: () => check(asked), idempotencyKey, range, res }
          await perform(call, {
            problem: (problem) => (given = { problem }),
            answer: async (body, beforeText) => {
              const text = write?.(body)
              if (write !== undefined && text === undefined) throw new TypeError(undeclared(contract))
              if (text !== undefined) await beforeText(text)
              given = { body: text === undefined ? body : JSON.parse(decoded(text)) }
            },
          })
          if (given === undefined) throw new TypeError(`${contract.path} gave no answer`)
          return given
        },
      ]
    }),
  )
  return ((contract: AnyContract, call: PageCall<TSchema, TObject, TObject>) => {
    const perform = performances.get(contract)
    if (perform === undefined) throw new TypeError(`no operation is offered at ${contract.path}`)
    return perform(call)
  }) as Perform
}

/** A call of an operation, wherever it comes from. */
export interface Call {
  readonly token: Caller
  /** Every name of an end user that the client states. */
  readonly stated: readonly string[]
  readonly read: () => ReadInput | Promise<ReadInput>
  readonly idempotencyKey: string | undefined
  readonly range: ByteRange | undefined
  readonly minimal?: boolean
  /** What the answer is for: nothing more is waited for when it has closed. */
  readonly res: ServerResponse
}

/** Who gets the answer of a call, when its records are durable. */
export interface Give {
  readonly problem: (problem: Problem, waitSeconds: number | undefined) => void
  /** `beforeText` is called with the text of a JSON answer before it leaves. */
  readonly answer: (body: unknown, beforeText: (text: ByteText) => Promise<void>) => Promise<void>
}

/**
 * Client, rate, body, handler, durable record, answer: always in that order, and a refusal of a known caller is
 * disclosed in the same way as an answer. Answers that show nothing leave at set times after the whole request has come,
 * whatever their cause.
 */
export function createPerformance(deps: OperationDeps, { contract, handle }: Operation) {
  const idempotent = deps.idempotent(contract, handle)

  async function perform({ token, stated, read, idempotencyKey, range, minimal = false }: Call): Promise<Performed> {
    const admitted = await deps.admit(contract.handelse, token, stated)
    if ('refused' in admitted) return { outcome: admitted, startedAt: tick() }
    const input = await read()
    // Only now has the whole request come, and been checked: the caller chooses when its last byte comes, and how long
    // the check takes, and must not choose by that on which side of a window's end the work ends.
    const startedAt = tick()
    if ('fel' in input)
      return { outcome: deps.reject(contract.handelse, admitted, input.fel), status: input.status, startedAt }
    return { ...(await idempotent(idempotencyKey, { ...input, caller: admitted, range, minimal })), startedAt }
  }

  return async (call: Call, give: Give): Promise<void> => {
    const { res } = call
    const { outcome, status, keep, startedAt } = await perform(call)

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
          give.problem(body, wait)
        },
      )
    } else {
      await deps.disclose(outcome, async (body) => {
        measureLog()
        // What is done for an answer that shows nothing tells why it does not.
        if (outcome.poster[0].access.utfall === 'visat') tracing()?.showBelow()
        await give.answer(await body, async (text) => {
          await keep?.(decoded(text))
          if (outcome.neutral !== undefined) await waitForGrid(res, startedAt, outcome.neutral.earliestMs)
        })
      })
    }
    if (contract.handelse === 'uppslag') deps.metrics.uppslag(outcomeLabel(outcome))
  }
}

export const undeclared = ({ path }: AnyContract) => `the answer of ${path} does not follow its schema`

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
