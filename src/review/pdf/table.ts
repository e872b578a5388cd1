import { setImmediate } from 'node:timers/promises'
import { lineHeight, type Style } from './measure.ts'
import type { Sheet } from './sheet.ts'

export interface Table {
  readonly kind: 'table'
  /** `share`: of the width, in relation to the other columns. */
  readonly columns: readonly { readonly title: string; readonly share: number }[]
  /** A row's first cell is its heading when `rowHeadings` is set. */
  readonly rowHeadings?: boolean
  readonly rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>
}

const CELL: Style = { font: 'regular', size: 10 }
const HEAD: Style = { font: 'bold', size: 10 }
const PADDING = 3
const GAP = 8
/** Rows between which other work of the process gets its turn. */
const TURN = 50

/** A row that does not fit goes to the next page whole, and over several pages only when it is higher than one. */
export async function drawTable(sheet: Sheet, { columns, rows, rowHeadings = false }: Table): Promise<void> {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const places: { x: number; width: number }[] = []
  for (const { share } of columns) {
    const before = places.at(-1)
    const x = before === undefined ? 0 : before.x + before.width + GAP
    places.push({ x, width: (share / shares) * (sheet.width - GAP * (columns.length - 1)) })
  }
  const linesOf = (cells: readonly string[], styleOf: (column: number) => Style) =>
    places.map(({ width }, column) => sheet.linesOf(cells[column] ?? '', styleOf(column), width))
  const heightOf = (lines: readonly string[][]) =>
    Math.max(...lines.map(({ length }) => length)) * lineHeight(CELL) + 2 * PADDING

  const head = linesOf(
    columns.map(({ title }) => title),
    () => HEAD,
  )
  const table = sheet.element('Table')
  const drawHead = (element?: ReturnType<Sheet['element']>) => {
    sheet.moveDown(PADDING)
    head.forEach((lines, column) => {
      const cell = element === undefined ? undefined : sheet.element('TH', element, 'Column')
      sheet.drawLines(lines, HEAD, places[column]!.x, cell, 'TH')
      cell?.end()
    })
    element?.end()
    sheet.moveDown(heightOf(head) - PADDING)
    sheet.rule(1)
  }
  /** What is repeated on each page is no part of the table. */
  const nextPage = () => {
    sheet.nextPage()
    drawHead()
  }
  if (sheet.left() < heightOf(head) + 2 * lineHeight(CELL)) sheet.nextPage()
  drawHead(sheet.element('TR', table))

  const page = sheet.height - heightOf(head)
  const styleOf = (column: number) => (rowHeadings && column === 0 ? HEAD : CELL)
  let drawn = 0
  for await (const row of rows) {
    const lines = linesOf(row, styleOf)
    if (sheet.left() < Math.min(heightOf(lines), page)) nextPage()
    const element = sheet.element('TR', table)
    const cells = places.map((_, column) =>
      rowHeadings && column === 0 ? sheet.element('TH', element, 'Row') : sheet.element('TD', element),
    )
    const count = Math.max(...lines.map(({ length }) => length))
    for (let from = 0; from < count;) {
      if (from > 0) nextPage()
      const fit = Math.max(1, Math.floor((sheet.left() - 2 * PADDING) / lineHeight(CELL)))
      const until = Math.min(count, from + fit)
      sheet.moveDown(PADDING)
      lines.forEach((all, column) => {
        const some = all.slice(from, until)
        const type = rowHeadings && column === 0 ? 'TH' : 'TD'
        if (some.length > 0) sheet.drawLines(some, styleOf(column), places[column]!.x, cells[column], type)
      })
      sheet.moveDown((until - from) * lineHeight(CELL) + PADDING)
      sheet.rule()
      from = until
    }
    element.end()
    if (++drawn % TURN === 0) await setImmediate()
  }
  table.end()
  sheet.moveDown(lineHeight(CELL))
}
