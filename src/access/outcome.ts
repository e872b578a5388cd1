import type { LogRecord } from '../atkomstlogg/access.ts'
import type { Disclosure } from '../atkomstlogg/disclose.ts'
import type { ErrorCode } from '../errors.ts'
import { type ByteText, decoded } from '../mapping/byte-text.ts'

/** One error in a request: a JSON pointer and the rule, never the value. */
export interface BodyError {
  readonly pekare: string
  readonly regel: string
}

/** A refused or failed request; refusals and failures are accesses too and are recorded before they are answered. */
export interface Refusal {
  readonly refused: {
    readonly kod: ErrorCode | 'OVANTAT'
    /** Swedish; independent of any person. */
    readonly forklaring?: string
    readonly fel?: readonly BodyError[]
    /** Whole seconds before a retry. */
    readonly waitSeconds?: number
    /** HTTP status, where it is another than that of the code. */
    readonly status?: number
    /** The error that was thrown; it never leaves the process. */
    readonly cause?: unknown
  }
  readonly poster: readonly [LogRecord, ...LogRecord[]]
  /** Refusals of this kind share records: those of a caller who is turned away at the door, however often they call. */
  readonly shared?: string
  /** Refused for a cause that may be about a person: leaves at the set times of neutral answers. */
  readonly neutral?: { readonly earliestMs: number }
}

/** `body` runs when the records are durable: what the request changes is changed there, never before. */
export interface Answer<B> extends Disclosure<B | Promise<B>> {
  /**
   * Nothing is shown, for a cause that may be about the person: the answer leaves at the set times of neutral answers,
   * and at the earliest `earliestMs` after the whole request has come.
   */
  readonly neutral?: { readonly earliestMs: number }
}

/**
 * A member of an answer as JSON text. Whoever makes one answers for its fields being declared: it is written as it is.
 */
export class WrittenJson {
  readonly text: ByteText

  constructor(text: ByteText) {
    this.text = text
  }

  toJSON(): unknown {
    return JSON.parse(decoded(this.text))
  }
}

/** A file as an answer. */
export interface FileAnswer {
  /** Letters, digits, dots and dashes; nothing of a person. */
  readonly name: string
  /** One of its contract's. */
  readonly mediaType: string
  /** The record of the answer, as in every answer (`logIds`). */
  readonly loggId: readonly string[]
  /** Read only as fast as the caller takes it, and not to its end if the caller goes. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>
  /** Bytes of `content`, where that is known before it is read. */
  readonly length?: number
  /** `content` is the part of the file that begins at this byte. */
  readonly part?: { readonly from: number; readonly whole: number }
}

/** The bytes of a file that a caller asked for: from the first, counted from 0, to the last or the end. */
export interface ByteRange {
  readonly first: number
  readonly last?: number
}

export type Outcome<B> = Answer<B> | Refusal

export const isRefused = (outcome: object): outcome is Refusal => 'refused' in outcome
