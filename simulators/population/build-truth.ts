import type { Faktura } from './invoices.ts'
import type { Omsorg } from './population.ts'
import type { Sanningspost } from './truth.ts'

type Mangder = Record<string, readonly Sanningspost[]>

/** Items in the order of their keys, as the hub sorts them. */
function sorterade<P extends object>(poster: readonly P[], postnyckel: readonly string[]): P[] {
  const nyckel = (post: P): string =>
    postnyckel.map((falt) => String((post as Readonly<Record<string, string | number>>)[falt])).join('\u001f')
  return poster
    .map((post) => ({ post, nyckel: nyckel(post) }))
    .sort((a, b) => (a.nyckel < b.nyckel ? -1 : a.nyckel > b.nyckel ? 1 : 0))
    .map(({ post }) => post)
}

const POSTNYCKLAR: Readonly<Record<keyof Omsorg, readonly string[]>> = {
  beslut: ['beslutId'],
  avgift: ['period'],
  utforare: ['uppdragId'],
  handlaggare: ['handlaggareId', 'ansvarsomrade'],
  kostatus: ['koId'],
  rakningsmottagare: ['namn', 'franOchMed'],
}

export function sanningAvOmsorg(namn: { fornamn: string; efternamn: string }, omsorg: Omsorg): Mangder {
  const mangder: Mangder = { person: [{ fornamn: namn.fornamn, efternamn: namn.efternamn }] }
  for (const mangd of Object.keys(POSTNYCKLAR) as (keyof Omsorg)[])
    if (omsorg[mangd].length > 0)
      mangder[mangd] = sorterade(omsorg[mangd] as readonly object[] as readonly Sanningspost[], POSTNYCKLAR[mangd])
  return mangder
}

export function sanningAvFakturor(fakturor: readonly Faktura[]): Mangder {
  if (fakturor.length === 0) return {}
  return { faktura: sorterade(fakturor.map(sanningAvFaktura), ['fakturanummer']) }
}

/** The hub derives betalstatus; inkasso only tells that there is a status, never which. */
function sanningAvFaktura({ mall, inkassostatus, rader, ...huvud }: Faktura): Sanningspost {
  return {
    ...huvud,
    inkasso: inkassostatus !== undefined,
    betalstatus: betalstatus(huvud.belopp, huvud.kvarstaende, mall === 'historik'),
    rader: rader.map(({ radnummer, radtext, radbelopp }) => ({ radnummer, text: radtext, belopp: radbelopp })),
  }
}

function betalstatus(belopp: number, kvarstaende: number, historik: boolean): string {
  if (belopp < 0) return 'kredit'
  if (historik || kvarstaende === 0) return 'betald'
  return kvarstaende > 0 && kvarstaende < belopp ? 'delbetald' : 'obetald'
}
