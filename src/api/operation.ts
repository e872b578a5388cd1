import type { Static, TObject, TSchema } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { BodyError, ByteRange, FileAnswer, Outcome, Refusal } from '../access/outcome.ts'
import type { Event } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { SharedRecords } from '../atkomstlogg/shared-records.ts'
import type { Admit } from './admission.ts'
import type { Authenticate } from './auth.ts'
import type { ClientCertificate } from './client-certificate.ts'
import type { AnyContract, Contract, FileContract } from './contracts/contract.ts'
import type { createIdempotency } from './idempotency.ts'
import type { ApiMetrics } from './metrics.ts'
import type { CreateProblem } from './problem.ts'
import type { Report } from './report.ts'
import type { Check } from './validation.ts'

export interface Input<B extends TSchema, F extends TObject, P extends TObject> {
  readonly body: Static<B>
  readonly query: Static<F>
  readonly parameters: Static<P>
  readonly caller: Caller
  /** Of a file, where its contract lets a part be asked for. */
  readonly range?: ByteRange | undefined
  /** Where its contract lets a shorter answer be asked for. */
  readonly minimal?: boolean
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
