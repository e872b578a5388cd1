import { canonical } from './canonical.ts'
import type { Item } from './person-items.ts'

/** What one source knows of one person within one kind of information. */
export interface Content {
  readonly items: readonly Item[]
  /** Items that the source has beside these, of which something could not be read. */
  readonly unread: number
}

export const NO_CONTENT: Content = { items: [], unread: 0 }

export const isEmpty = ({ items, unread }: Content): boolean => items.length === 0 && unread === 0

/** As it is digested and sealed: the list of the items, which is all there is to say when all could be read. */
export const contentText = ({ items, unread }: Content): string => canonical(unread === 0 ? items : { items, unread })

export function contentFrom(text: string): Content {
  const content = JSON.parse(text) as readonly Item[] | Content
  return 'items' in content ? content : { items: content, unread: 0 }
}
