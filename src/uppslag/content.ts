import type { Informationsmangd } from '../informationsmangd.ts'
import { forfallen, type Betalstatus } from '../mapping/betalstatus.ts'
import type { Post } from '../mapping/person-items.ts'
import type { Urval, Visning } from '../mirror/selection.ts'
import type { Uppslagssvar } from './uppslag-schema.ts'

type Innehall = Omit<Uppslagssvar, 'uppslagId' | 'loggId' | 'personId' | 'tidpunkt' | 'kallor'>

/** The answer's lists, and the selection as it is really shown: with what was derived, for the record. */
export function visa({ visningar, orsak }: Urval, idag: string): { innehall: Innehall; visat: Urval } {
  const visade = visningar.map((en) =>
    en.mangd === 'faktura' ? { ...en, poster: en.poster.map((post) => medForfallen(post, idag)) } : en,
  )
  const person = visade.find(({ mangd }) => mangd === 'person')?.poster[0]
  return {
    visat: { visningar: visade, orsak },
    innehall: {
      ...(person === undefined ? {} : { person }),
      beslut: lista(visade, 'beslut'),
      avgift: lista(visade, 'avgift'),
      utforare: lista(visade, 'utforare'),
      handlaggare: lista(visade, 'handlaggare'),
      kostatus: lista(visade, 'kostatus'),
      rakningsmottagare: lista(visade, 'rakningsmottagare'),
      fakturor: lista(visade, 'faktura'),
    },
  }
}

/** The items of one kind with their origin, in the order of the districts. */
export const lista = (visningar: readonly Visning[], mangd: Informationsmangd) =>
  visningar
    .filter((en) => en.mangd === mangd)
    .flatMap(({ poster, stadsdel, kalla }) => poster.map((post) => ({ ...post, stadsdel, kalla })))

/** Derived from two permitted fields and from nothing else: without both of them it is not told. */
function medForfallen(post: Post, idag: string): Post {
  const { forfallodatum, betalstatus } = post
  if (typeof forfallodatum !== 'string' || typeof betalstatus !== 'string') return post
  return { ...post, forfallen: forfallen({ forfallodatum, betalstatus: betalstatus as Betalstatus }, idag) }
}
