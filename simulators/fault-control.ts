import type { Fel, Felbrytare } from './faults.ts'

export interface Felkontroll {
  satt(brytare: Felbrytare): void
  rensa(): void
  /** The fault this answer is to have, counted down; undefined when the peer is well. The newest switch wins. */
  nastaFel(peer: Felbrytare['peer'], stadsdel: string | undefined, operation: string): Fel | undefined
}

/** What a client calls around its reads. A switch that names no operation leaves these alone. */
const KRINGOPERATIONER: ReadonlySet<string> = new Set([
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

const traffar = (b: Felbrytare, operation: string): boolean => {
  if (b.operation !== undefined) return b.operation === operation
  // A refused login shows where the login is: in Paraplyet a call of its own, elsewhere in every call.
  if (b.fel === 'nekad') return b.peer !== 'paraplyet' || operation === 'LoggaIn'
  if (b.fel === 'nere') return true
  return !KRINGOPERATIONER.has(operation)
}

/** The switches of all simulators. */
export function skapaFelkontroll(): Felkontroll {
  let satta: { readonly brytare: Felbrytare; kvar: number }[] = []
  return {
    satt(brytare) {
      satta.unshift({ brytare, kvar: brytare.antal ?? Infinity })
    },
    rensa() {
      satta = []
    },
    nastaFel(peer, stadsdel, operation) {
      const traff = satta.find(
        ({ brytare: b }) =>
          b.peer === peer && (b.stadsdel === undefined || b.stadsdel === stadsdel) && traffar(b, operation),
      )
      if (traff === undefined) return undefined
      traff.kvar -= 1
      if (traff.kvar <= 0) satta = satta.filter((s) => s !== traff)
      return traff.brytare.fel
    },
  }
}
