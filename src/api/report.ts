import { InsynError } from '../errors.ts'
import type { ProblemCode } from './problem.ts'

/** What operations staff get to know of a failure. */
export interface ErrorReport {
  readonly code: ProblemCode
  readonly requestId: string
  readonly kind: string
  /** Stack frames only. */
  readonly frames: readonly string[]
}

export type Report = (code: ProblemCode, requestId: string, error: unknown) => void

/** Reports where something broke, never what it said: a message from a library may quote what it was handed. */
export const reportTo =
  (write: (report: ErrorReport) => void): Report =>
  (code, requestId, error) => {
    const kind = error instanceof InsynError ? error.code : error instanceof Error ? error.name : typeof error
    write({ code, requestId, kind, frames: framesOf(error) })
  }

function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  // The stack begins with the message, which may have lines of its own.
  const stack = error.stack ?? ''
  const after = stack.indexOf(error.message) + error.message.length
  return stack
    .slice(after)
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row.startsWith('at '))
    .slice(0, 12)
}
