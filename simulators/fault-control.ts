import type { Failure, FaultSwitch } from './faults.ts'

export interface ErrorControl {
  set(breaker: FaultSwitch): void
  purge(): void
  /**
   * The fault this answer is to have, counted down; undefined when the peer is well. The newest switch wins. A fault
   * that cannot show in this answer (`kanSynas`) waits for one where it can.
   */
  nextError(
    peer: FaultSwitch['peer'],
    stadsdel: string | undefined,
    operation: string,
    canBeSeen?: (error: Failure) => boolean,
  ): Failure | undefined
  /** Whether the operation would have this fault now; counts nothing. */
  waiting(error: Failure, peer: FaultSwitch['peer'], stadsdel: string | undefined, operation: string): boolean
}

/** What a client calls around its reads. A switch that names no operation leaves these alone. */
const AUXILIARY_OPERATIONS: ReadonlySet<string> = new Set([
  'LoggaIn',
  'LoggaUt',
  'About',
  'GetTemplateList',
  'GetTemplateProperties',
  'GetTemplateResultOptions',
  'GetSearchCriteria',
  'GetTemplateMetaData',
  'GetExpression',
  'GetStatisticalFormula',
  'GetFormatInfo',
])

const hits = (b: FaultSwitch, operation: string): boolean => {
  if (b.operation !== undefined) return b.operation === operation
  // A refused login shows where the login is: in Paraplyet a call of its own, elsewhere in every call.
  if (b.fel === 'nekad') return b.peer !== 'paraplyet' || operation === 'LoggaIn'
  if (b.fel === 'nere') return true
  return !AUXILIARY_OPERATIONS.has(operation)
}

/** The switches of all simulators. */
export function createErrorControl(): ErrorControl {
  let set: { readonly brytare: FaultSwitch; readonly until: number; left: number }[] = []
  const search = (
    peer: FaultSwitch['peer'],
    stadsdel: string | undefined,
    operation: string,
    canBeSeen: (error: Failure) => boolean,
  ): (typeof set)[number] | undefined =>
    set.find(
      ({ brytare: b, until }) =>
        Date.now() < until &&
        b.peer === peer &&
        (b.stadsdel === undefined || b.stadsdel === stadsdel) &&
        hits(b, operation) &&
        canBeSeen(b.fel),
    )
  return {
    set(breaker) {
      const until = breaker.ms === undefined ? Infinity : Date.now() + breaker.ms
      set.unshift({ brytare: breaker, until, left: breaker.antal ?? Infinity })
    },
    purge() {
      set = []
    },
    waiting: (error, peer, stadsdel, operation) => search(peer, stadsdel, operation, (f) => f === error) !== undefined,
    nextError(peer, stadsdel, operation, canBeSeen = () => true) {
      const hit = search(peer, stadsdel, operation, canBeSeen)
      if (hit === undefined) return undefined
      hit.left -= 1
      if (hit.left <= 0) set = set.filter((s) => s !== hit)
      return hit.brytare.fel
    },
  }
}
