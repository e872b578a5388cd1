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

export const itemTexts = (items: readonly Item[]): readonly string[] => items.map((item) => canonical(item))

/** As it is digested, in canonical form: the list of the items, which is all there is to say when all could be read. */
export function contentText({ items, unread }: Content, texts = itemTexts(items)): string {
  const list = `[${texts.join(',')}]`
  return unread === 0 ? list : `{"items":${list},"unread":${canonical(unread)}}`
}

/** Before sealed items that may stand in an answer as they are, a line each: the fields in them, and how many were unread. */
export const READY_HEAD = /^([0-9a-f]{8}\.[0-9a-f]+)\.([0-9]+)\n/

/** Reads what `sealedText` and `contentText` write. */
export function contentFrom(text: string): Content {
  const [head, , unread] = READY_HEAD.exec(text) ?? []
  if (head !== undefined)
    return {
      items: JSON.parse(`[${text.slice(head.length).replaceAll('\n', ',')}]`) as readonly Item[],
      unread: Number(unread),
    }
  const content = JSON.parse(text) as readonly Item[] | Content
  return 'items' in content ? content : { items: content, unread: 0 }
}
