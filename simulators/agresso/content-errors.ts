import type { Fel } from '../faults.ts'
import type { Mallslag } from './templates.ts'

/** The faults that are in what is said: the answer is well-formed. */
const INNEHALLSFEL = ['oordning', 'dubblett', 'utan-flagga', 'halv-sida', 'maxrader'] as const satisfies readonly Fel[]
export type Innehallsfel = (typeof INNEHALLSFEL)[number]

export const arInnehallsfel = (fel: Fel | undefined): fel is Innehallsfel =>
  (INNEHALLSFEL as readonly (Fel | undefined)[]).includes(fel)

/** The customer master has one row a customer and the flag; the invoices have neither. */
export function kanSynas(fel: Fel, slag: Mallslag | undefined): boolean {
  if (fel === 'oordning') return slag !== undefined && slag !== 'kunder'
  if (fel === 'utan-flagga') return slag === 'kunder'
  return !arInnehallsfel(fel) || slag !== undefined
}

export function* dubblerade<R>(rader: Iterable<R>): Generator<R> {
  for (const rad of rader) {
    yield rad
    yield rad
  }
}

/** The second row of every third customer that has two comes last of all. */
export function* oordnade<R>(rader: Iterable<R>, kundAv: (rad: R) => string): Generator<R> {
  const sist: R[] = []
  let [kund, plats, kunder] = ['', 0, 0]
  for (const rad of rader) {
    plats = kundAv(rad) === kund ? plats + 1 : 0
    kund = kundAv(rad)
    if (plats === 1 && kunder++ % 3 === 0) sist.push(rad)
    else yield rad
  }
  yield* sist
}
