import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import { kanonisk } from '../mapping/canonical.ts'
import type { PersonPost, Post } from '../mapping/person-items.ts'
import type { RefTable } from './ref-table.ts'

/** An uppgift whose state is to be written, sealed. */
export interface Skrivning {
  readonly uppgiftRef: string
  readonly personRef: string
  readonly mangd: Informationsmangd
  readonly digest: Buffer
  readonly forseglad: Buffer
  readonly sokrefs: readonly bigint[]
  readonly ny: boolean
}

export interface Scope {
  readonly kalla: KallaNamn
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/**
 * What one person's read changes. Compares keyed digests of the *mapped* items, so that a change outside the
 * allow-list is no change; marks in `known` what was seen. A kind with a rejected row keeps its former state.
 */
export function delta(
  scope: Scope,
  nycklar: Nycklar,
  known: RefTable,
  personRef: string,
  person: PersonPost,
): { skrivningar: Skrivning[]; oforandrade: number } {
  const { kalla, stadsdel } = scope
  const skrivningar: Skrivning[] = []
  let oforandrade = 0
  for (const mangd of scope.mangder) {
    const poster = person.uppgifter[mangd]
    if (poster === undefined || poster.length === 0) continue
    const uppgiftRef = nycklar.uppgiftRef(personRef, stadsdel, kalla, mangd)
    const state = kanonisk(poster)
    const digest = nycklar.digest(stadsdel, mangd, state)
    const verdict = known.compare(uppgiftRef, digest)
    if (verdict === 'samma') {
      oforandrade++
      continue
    }
    const forseglad = nycklar.forsegla(stadsdel, mangd, uppgiftRef, state)
    skrivningar.push({
      uppgiftRef,
      personRef,
      mangd,
      digest,
      forseglad,
      sokrefs: sokrefs(nycklar, mangd, poster),
      ny: verdict === 'ny',
    })
  }
  for (const { mangd } of person.avvisade) known.see(nycklar.uppgiftRef(personRef, stadsdel, kalla, mangd))
  return { skrivningar, oforandrade }
}

/** The references by which an invoice is found; nothing else is searchable. */
function sokrefs(nycklar: Nycklar, mangd: Informationsmangd, poster: readonly Post[]): bigint[] {
  if (mangd !== 'faktura') return []
  const refs = new Set<bigint>()
  for (const { fakturanummer, ocrNummer } of poster) {
    if (typeof fakturanummer === 'string') refs.add(nycklar.sokRef('fakturanummer', fakturanummer))
    if (typeof ocrNummer === 'string') refs.add(nycklar.sokRef('ocr', ocrNummer))
  }
  return [...refs]
}
