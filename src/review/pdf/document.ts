import { setImmediate } from 'node:timers/promises'
import { bulkhead } from 'cockatiel'
import { createSheet, type Sheet } from './sheet.ts'
import { drawTable, type Table } from './table.ts'

/** What a document consists of, in the order of reading. A text may have line breaks. */
export type Part =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | Table
  /** A line for each label, to be filled in by hand. */
  | { readonly kind: 'signature'; readonly labels: readonly string[] }

export interface Document {
  readonly title: string
  readonly author: string
  /** The moment that the document states. The same document and moment give the same bytes. */
  readonly at: Date
  /** Stands at the foot of each page, before the page number. */
  readonly foot?: string
  readonly landscape?: boolean
  readonly parts: Iterable<Part> | AsyncIterable<Part>
}

/** The library holds a whole document with its structure in memory: several large ones at a time would take a hub's all. */
const oneAtATime = bulkhead(1, Infinity)

/**
 * A tagged PDF in Swedish with its fonts embedded (PDF/UA, ISO 14289-1): a reader that speaks the text, and a program that extracts
 * it, meet headings, lists and tables in their order, and no page numbers or repeated table heads among them.
 */
export const writePdf = (document: Document): Promise<Buffer> => oneAtATime.execute(() => draw(document))

async function draw(document: Document): Promise<Buffer> {
  const sheet = await createSheet(document)
  for await (const part of document.parts) {
    await drawPart(sheet, part)
    // Layout is work of the processor alone: other requests get their turn between the parts.
    await setImmediate()
  }
  return sheet.end()
}

async function drawPart(sheet: Sheet, part: Part): Promise<void> {
  switch (part.kind) {
    case 'heading':
      return sheet.heading(part.level, part.text)
    case 'paragraph':
      return sheet.paragraph(part.text)
    case 'list':
      return sheet.list(part.items)
    case 'table':
      return drawTable(sheet, part)
    case 'signature':
      for (const label of part.labels) sheet.signatureLine(label)
  }
}
