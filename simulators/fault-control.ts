import type { Fel, Felbrytare } from './faults.ts'

export interface Felkontroll {
  satt(brytare: Felbrytare): void
  rensa(): void
  /**
   * The fault this answer is to have, counted down; undefined when the peer is well. The newest switch wins. A fault
   * that cannot show in this answer (`kanSynas`) waits for one where it can.
   */
  nastaFel(
    peer: Felbrytare['peer'],
    stadsdel: string | undefined,
    operation: string,
    kanSynas?: (fel: Fel) => boolean,
  ): Fel | undefined
  /** Whether the operation would have this fault now; counts nothing. */
  vantar(fel: Fel, peer: Felbrytare['peer'], stadsdel: string | undefined, operation: string): boolean
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
  const sok = (
    peer: Felbrytare['peer'],
    stadsdel: string | undefined,
    operation: string,
    kanSynas: (fel: Fel) => boolean,
  ): (typeof satta)[number] | undefined =>
    satta.find(
      ({ brytare: b }) =>
        b.peer === peer &&
        (b.stadsdel === undefined || b.stadsdel === stadsdel) &&
        traffar(b, operation) &&
        kanSynas(b.fel),
    )
  return {
    satt(brytare) {
      satta.unshift({ brytare, kvar: brytare.antal ?? Infinity })
    },
    rensa() {
      satta = []
    },
    vantar: (fel, peer, stadsdel, operation) => sok(peer, stadsdel, operation, (f) => f === fel) !== undefined,
    nastaFel(peer, stadsdel, operation, kanSynas = () => true) {
      const traff = sok(peer, stadsdel, operation, kanSynas)
      if (traff === undefined) return undefined
      traff.kvar -= 1
      if (traff.kvar <= 0) satta = satta.filter((s) => s !== traff)
      return traff.brytare.fel
    },
  }
}
