import { type Informationsmangd, INFORMATIONSMANGDER, KINDS } from '../informationsmangd.ts'
import { overdue, type Betalstatus } from '../mapping/betalstatus.ts'
import type { Item } from '../mapping/person-items.ts'
import { list } from '../mirror/selection.ts'
import type { Selection, ShownUppgift } from '../access/selection.ts'
import type { Uppslagssvar } from './uppslag-schema.ts'

type Content = Omit<Uppslagssvar, 'uppslagId' | 'loggId' | 'personId' | 'tidpunkt' | 'kallor'>

/**
 * The items by the member of the answer that shows them, and the selection as it is really shown: with what was derived,
 * for the record.
 */
export function show({ shown, reason }: Selection, today: string): { content: Content; visat: Selection } {
  const shownItems = shown.map((one) =>
    one.mangd === 'faktura' ? { ...one, poster: one.poster.map((item) => withOverdue(item, today)) } : one,
  )
  return {
    visat: { shown: shownItems, reason },
    content: Object.fromEntries(INFORMATIONSMANGDER.flatMap((mangd) => member(shownItems, mangd))) as Content,
  }
}

function member(shown: readonly ShownUppgift[], mangd: Informationsmangd): [name: string, value: unknown][] {
  const { answer, one } = KINDS[mangd]
  if (one !== true) return [[answer, list(shown, mangd)]]
  const item = shown.find((uppgift) => uppgift.mangd === mangd)?.poster[0]
  return item === undefined ? [] : [[answer, item]]
}

/** An answer without any item. */
export const NO_CONTENT = show({ shown: [], reason: '' }, '').content

/** Derived from two permitted fields only: absent unless both are permitted, and where the ledger does not say. */
function withOverdue(item: Item, today: string): Item {
  const { forfallodatum, betalstatus } = item
  if (typeof forfallodatum !== 'string' || typeof betalstatus !== 'string') return item
  if (betalstatus === 'okand') return item
  return { ...item, forfallen: overdue({ forfallodatum, betalstatus: betalstatus as Betalstatus }, today) }
}
