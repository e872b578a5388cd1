import type { Faktura } from './invoices.ts'
import type { Care } from './population.ts'
import type { TruthItem } from './truth.ts'

type Mangder = Record<string, readonly TruthItem[]>

/** Items in the order of their keys, as the hub sorts them. */
function sorted<P extends object>(items: readonly P[], itemKey: readonly string[]): P[] {
  const key = (item: P): string =>
    itemKey.map((field) => String((item as Readonly<Record<string, string | number>>)[field] ?? '')).join('\u001f')
  return items
    .map((item) => ({ item, nyckel: key(item) }))
    .sort((a, b) => (a.nyckel < b.nyckel ? -1 : a.nyckel > b.nyckel ? 1 : 0))
    .map(({ item }) => item)
}

const ITEM_KEYS: Readonly<Record<keyof Care, readonly string[]>> = {
  beslut: ['beslutId'],
  avgift: ['period'],
  utforare: ['uppdragId'],
  handlaggare: ['handlaggareId', 'ansvarsomrade'],
  kostatus: ['koId'],
  rakningsmottagare: ['namn', 'franOchMed'],
}

export function truthOfCare(name: { fornamn: string; efternamn: string }, care: Care): Mangder {
  const mangder: Mangder = { person: [{ fornamn: name.fornamn, efternamn: name.efternamn }] }
  for (const mangd of Object.keys(ITEM_KEYS) as (keyof Care)[])
    if (care[mangd].length > 0)
      mangder[mangd] = sorted(care[mangd] as readonly object[] as readonly TruthItem[], ITEM_KEYS[mangd])
  return mangder
}

export function truthOfFakturor(fakturor: readonly Faktura[]): Mangder {
  if (fakturor.length === 0) return {}
  return { faktura: sorted(fakturor.map(truthOfFaktura), ['fakturanummer', 'delbetalning']) }
}

/** The hub derives betalstatus; inkasso only tells that there is a status, never which. */
function truthOfFaktura({ template: _, voucherType, annulled, collectionStatus, rader, ...head }: Faktura): TruthItem {
  return {
    ...head,
    inkasso: collectionStatus !== undefined,
    betalstatus: annulled === true ? 'makulerad' : betalstatus(head.belopp, head.kvarstaende, voucherType),
    rader: rader.map(({ radnummer, rowText, rowAmount }) => ({ radnummer, text: rowText, belopp: rowAmount })),
  }
}

function betalstatus(amount: number, remaining: number, voucherType: Faktura['voucherType']): string {
  if (amount < 0) return 'kredit'
  if (remaining < 0) return 'overbetald'
  if (remaining === 0) return 'betald'
  if (voucherType === 'KD') return 'delbetalning'
  return remaining < amount ? 'delbetald' : 'obetald'
}
