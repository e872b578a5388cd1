import type { Failure } from '../faults.ts'
import type { TemplateKind } from './installation.ts'

/** The faults that are in what is said: the answer is well-formed. */
const CONTENT_ERROR = [
  'oordning',
  'dubblett',
  'utan-flagga',
  'halv-sida',
  'maxrader',
] as const satisfies readonly Failure[]
export type ContentError = (typeof CONTENT_ERROR)[number]

export const isContentError = (error: Failure | undefined): error is ContentError =>
  (CONTENT_ERROR as readonly (Failure | undefined)[]).includes(error)

/** The customer master has one row a customer and the flag; the invoices have neither. */
export function canBeSeen(error: Failure, kind: TemplateKind | undefined): boolean {
  if (error === 'oordning') return kind !== undefined && kind !== 'kunder'
  if (error === 'utan-flagga') return kind === 'kunder'
  return !isContentError(error) || kind !== undefined
}

export function* doubled<R>(rows: Iterable<R>): Generator<R> {
  for (const row of rows) {
    yield row
    yield row
  }
}

/** The second row of every third customer that has two comes last of all. */
export function* disordered<R>(rows: Iterable<R>, customerOf: (row: R) => string): Generator<R> {
  const last: R[] = []
  let [customer, place, customers] = ['', 0, 0]
  for (const row of rows) {
    place = customerOf(row) === customer ? place + 1 : 0
    customer = customerOf(row)
    if (place === 1 && customers++ % 3 === 0) last.push(row)
    else yield row
  }
  yield* last
}
