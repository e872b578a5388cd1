import { WrittenJson } from '../access/outcome.ts'
import type { GivenReferences } from '../access/person-reference.ts'
import type { Selection, ShownUppgift } from '../access/selection.ts'
import { type Informationsmangd, INFORMATIONSMANGDER, KINDS } from '../informationsmangd.ts'
import { type Betalstatus, overdue } from '../mapping/betalstatus.ts'
import { type ByteText, decoded, encoded } from '../mapping/byte-text.ts'
import type { Item } from '../mapping/person-items.ts'
import type { ReadyItems } from '../mapping/ready-items.ts'
import { list } from '../mirror/selection.ts'
import type { Uppslagssvar } from './uppslag-schema.ts'

type Content = Omit<Uppslagssvar, 'uppslagId' | 'loggId' | 'personId' | 'tidpunkt' | 'kallor'>

/** What is told of an invoice beside its fields. */
interface Derived {
  /** The day in Stockholm. */
  readonly today: string
  readonly fakturaRef: GivenReferences['fakturaRef']
}

/** The items of one uppgift as the answer has them, and as the record names them. */
interface Shown {
  readonly selected: ShownUppgift
  /** Of those that need not be parsed: as JSON. */
  readonly texts?: readonly ByteText[]
}

/**
 * The items by the member of the answer that shows them, and the selection as it is really shown: with what was derived,
 * for the record. A member of which everything is ready is text already (`WrittenJson`), the same text as its items give.
 */
export function show(
  { shown, reason }: Selection,
  today: string,
  fakturaRef: Derived['fakturaRef'] = () => undefined,
): { content: Content; visat: Selection } {
  const derived = { today, fakturaRef }
  const all = shown.map((one) => (one.ready === undefined ? derive(one, today) : written(one, one.ready, derived)))
  const content: Record<string, unknown> = {}
  for (const mangd of INFORMATIONSMANGDER) {
    const value = member(all, mangd, derived)
    if (value !== undefined) content[KINDS[mangd].answer] = value
  }
  return { visat: { shown: all.map(({ selected }) => selected), reason }, content: content as Content }
}

function member(all: readonly Shown[], mangd: Informationsmangd, derived: Derived): unknown {
  const ofKind = all.filter(({ selected }) => selected.mangd === mangd)
  if (KINDS[mangd].one === true) {
    const [first] = ofKind
    const text = first?.texts?.[0]
    return text === undefined ? first?.selected.poster[0] : new WrittenJson(text)
  }
  const texts = ofKind.flatMap((one) => one.texts ?? [])
  if (texts.length > 0 && ofKind.every((one) => one.texts !== undefined))
    return new WrittenJson(`[${texts.join(',')}]` as ByteText)
  return ofKind.flatMap(
    (one) => one.texts?.map((text) => JSON.parse(decoded(text)) as Item) ?? parsed(one.selected, derived),
  )
}

const parsed = (selected: ShownUppgift, { fakturaRef }: Derived): readonly Item[] =>
  list([selected], selected.mangd).map((item) => {
    const ref = selected.mangd === 'faktura' ? fakturaRef(item) : undefined
    return ref === undefined ? item : { ...item, fakturaRef: ref }
  })

/** An answer without any item. */
export const NO_CONTENT = show({ shown: [], reason: '' }, '').content

const derive = (one: ShownUppgift, today: string): Shown => ({
  selected: one.mangd === 'faktura' ? { ...one, poster: one.poster.map((item) => withOverdue(item, today)) } : one,
})

function withOverdue(item: Item, today: string): Item {
  const isOverdue = overdueOf(item, today)
  return isOverdue === undefined ? item : { ...item, forfallen: isOverdue }
}

/** Derived from two permitted fields only: absent unless both are permitted, and where the ledger does not say. */
function overdueOf({ forfallodatum, betalstatus }: Item, today: string): boolean | undefined {
  if (typeof forfallodatum !== 'string' || typeof betalstatus !== 'string') return undefined
  if (betalstatus === 'okand') return undefined
  return overdue({ forfallodatum, betalstatus: betalstatus as Betalstatus }, today)
}

function written(selected: ShownUppgift, ready: ReadyItems, { today, fakturaRef }: Derived): Shown {
  const { mangd, stadsdel, source } = selected
  if (KINDS[mangd].one === true) return { selected, texts: ready.texts }
  const origin = encoded(`,"stadsdel":${JSON.stringify(stadsdel)},"kalla":${JSON.stringify(source)}`)
  if (mangd !== 'faktura')
    return { selected, texts: ready.texts.map((text) => `${text.slice(0, -1)}${origin}}` as ByteText) }
  let isDerived = false
  const texts = ready.texts.map((text) => {
    const head = headOf(text)
    const isOverdue = overdueOf(head, today)
    isDerived ||= isOverdue !== undefined
    const ref = fakturaRef({ ...head, stadsdel })
    return (text.slice(0, -1) +
      (isOverdue === undefined ? '' : `,"forfallen":${String(isOverdue)}`) +
      `${origin}${ref === undefined ? '' : `,"fakturaRef":"${ref}"`}}`) as ByteText
  })
  const fields = isDerived ? [...ready.fields, 'forfallen'].sort() : ready.fields
  return { selected: { ...selected, ready: { ...ready, fields } }, texts }
}

const ROWS = ',"rader":['

/** An invoice without its rows, which are most of it and come last: nothing is derived from them. */
function headOf(text: ByteText): Item {
  const rows = text.indexOf(ROWS)
  return JSON.parse(decoded((rows === -1 ? text : `${text.slice(0, rows)}}`) as ByteText)) as Item
}
