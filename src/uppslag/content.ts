import { overdue, type Betalstatus } from '../mapping/betalstatus.ts'
import type { Item } from '../mapping/person-items.ts'
import { list } from '../mirror/selection.ts'
import type { Selection } from '../access/selection.ts'
import type { Uppslagssvar } from './uppslag-schema.ts'

type Content = Omit<Uppslagssvar, 'uppslagId' | 'loggId' | 'personId' | 'tidpunkt' | 'kallor'>

/** The answer's lists, and the selection as it is really shown: with what was derived, for the record. */
export function show({ shown, orsak }: Selection, today: string): { content: Content; visat: Selection } {
  const shownItems = shown.map((one) =>
    one.mangd === 'faktura' ? { ...one, poster: one.poster.map((item) => withOverdue(item, today)) } : one,
  )
  const person = shownItems.find(({ mangd }) => mangd === 'person')?.poster[0]
  return {
    visat: { shown: shownItems, orsak },
    content: {
      ...(person === undefined ? {} : { person }),
      beslut: list(shownItems, 'beslut'),
      avgift: list(shownItems, 'avgift'),
      utforare: list(shownItems, 'utforare'),
      handlaggare: list(shownItems, 'handlaggare'),
      kostatus: list(shownItems, 'kostatus'),
      rakningsmottagare: list(shownItems, 'rakningsmottagare'),
      fakturor: list(shownItems, 'faktura'),
    },
  }
}

/** Derived from two permitted fields and from nothing else: without both of them it is not told. */
function withOverdue(item: Item, today: string): Item {
  const { forfallodatum, betalstatus } = item
  if (typeof forfallodatum !== 'string' || typeof betalstatus !== 'string') return item
  return { ...item, forfallen: overdue({ forfallodatum, betalstatus: betalstatus as Betalstatus }, today) }
}
