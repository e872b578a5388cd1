import { InsynError } from '../errors.ts'
import type { Problemkod } from './problem.ts'

/** What operations staff get to know of a failure. */
export interface Felrapport {
  readonly kod: Problemkod
  readonly begaranId: string
  readonly slag: string
  /** Stack frames only. */
  readonly stallen: readonly string[]
}

export type Rapportera = (kod: Problemkod, begaranId: string, error: unknown) => void

/** Reports where something broke, never what it said: a message from a library may quote what it was handed. */
export const rapporteraTill =
  (skriv: (rapport: Felrapport) => void): Rapportera =>
  (kod, begaranId, error) => {
    const slag = error instanceof InsynError ? error.code : error instanceof Error ? error.name : typeof error
    skriv({ kod, begaranId, slag, stallen: ramar(error) })
  }

function ramar(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  // The stack begins with the message, which may have lines of its own.
  const stack = error.stack ?? ''
  const efter = stack.indexOf(error.message) + error.message.length
  return stack
    .slice(efter)
    .split('\n')
    .map((rad) => rad.trim())
    .filter((rad) => rad.startsWith('at '))
    .slice(0, 12)
}
