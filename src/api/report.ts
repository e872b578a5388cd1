import { InsynError } from '../errors.ts'
import type { ProblemCode } from './problem.ts'

/** A failure as it is reported to operations staff. */
export interface ErrorReport {
  readonly code: ProblemCode
  readonly requestId: string
  readonly kind: string
  /** Stack frames only. */
  readonly frames: readonly string[]
}

export type Report = (code: ProblemCode, requestId: string, error: unknown) => void

/** Reports where a failure occurred, never its message: a library's message may quote its input. */
export const reportTo =
  (write: (report: ErrorReport) => void): Report =>
  (code, requestId, error) => {
    const kind = error instanceof InsynError ? error.code : error instanceof Error ? error.name : typeof error
    write({ code, requestId, kind, frames: framesOf(error) })
  }

function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  // The stack begins with the message, which may have several lines.
  const stack = error.stack ?? ''
  const after = stack.indexOf(error.message) + error.message.length
  return stack
    .slice(after)
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row.startsWith('at '))
    .slice(0, 12)
}
