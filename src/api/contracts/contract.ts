import type { Static, TObject, TSchema } from 'typebox'
import type { Event } from '../../atkomstlogg/access.ts'
import type { Requirement } from '../../policy/requirements.ts'
import type { ProblemCode } from '../problem.ts'

/**
 * The contract of one operation: published as OpenAPI and enforced at run time, from the same schemas. Independent of
 * the implementation.
 */
export interface Contract<
  B extends TSchema = TSchema,
  S extends TObject = TObject,
  F extends TObject = TObject,
  P extends TObject = TObject,
> extends Asked<B, F, P> {
  readonly answer: S
  readonly file?: undefined
  /**
   * The operation has effects and takes an Idempotency-Key. Its answer is kept, sealed, for a day and repeated to the
   * same request, whatever the policy is then: it must hold no data of a person that an avtal covers.
   */
  readonly starting?: true | undefined
  /** `Prefer: return=minimal` (RFC 7240) gives a shorter answer of the same schema. */
  readonly minimal?: true | undefined
  readonly example: Example<NoInfer<B>, NoInfer<S>>
}

/** The contract of an operation that is answered with a file. */
export interface FileContract<
  B extends TSchema = TSchema,
  F extends TObject = TObject,
  P extends TObject = TObject,
> extends Asked<B, F, P> {
  readonly file: {
    /** The media types that a file may have, without parameters. */
    readonly mediaTypes: readonly [string, ...string[]]
    /** Swedish: what the file is. */
    readonly description: string
    /** A part of the file can be asked for (RFC 9110, `Range: bytes=`). */
    readonly ranges?: true
  }
  readonly answer?: undefined
  readonly starting?: undefined
  readonly minimal?: undefined
  readonly example: Pick<Example<NoInfer<B>, TObject>, 'request'> & { readonly answer?: undefined }
}

export type AnyContract = Contract | FileContract

/** What is the same whatever an operation is answered with. */
interface Asked<B extends TSchema, F extends TObject, P extends TObject> {
  /** operationId, camelCase. */
  readonly id: string
  readonly method: 'get' | 'post' | 'put'
  /** Express route template under /api/v1. */
  readonly path: string
  readonly tag: string
  /** One line, Swedish. */
  readonly summary: string
  /** Swedish and English: the national profile asks for both. */
  readonly descriptionSv: string
  readonly description: string
  readonly handelse: Event
  /** What the handler requires of the caller's roles: published with the roles that have it. */
  readonly requires: Requirement
  /** Parameters of the path, each with an example: `examples`, a default or an enum. */
  readonly parameters?: P
  /** Of the query; every one optional, all named in camelCase, each with an example. Never anything of a person. */
  readonly query?: F
  /** The JSON body; none for GET. */
  readonly request?: B
  /**
   * Problem types beside those that every operation can have: TOKEN_OGILTIG, ATKOMST_NEKAD, BEGARAN_OGILTIG,
   * FOR_MANGA_ANROP and 5xx, and, with `starting`, KONFLIKT and NYCKEL_ATERANVAND.
   */
  readonly problem: readonly ProblemCode[]
}

/** By name; each is validated against its schema in a test. Persons are Skatteverket's published test numbers. */
export interface Example<B extends TSchema, S extends TObject> {
  readonly request?: Readonly<Record<string, Static<B>>>
  readonly answer: Readonly<Record<string, Static<S>>>
}

/** Checks the examples against the schemas at compile time, and keeps the types for the handler. */
export const contract = <B extends TSchema, S extends TObject, F extends TObject, P extends TObject>(
  one: Contract<B, S, F, P>,
): Contract<B, S, F, P> => one

export const fileContract = <B extends TSchema, F extends TObject, P extends TObject>(
  one: FileContract<B, F, P>,
): FileContract<B, F, P> => one
