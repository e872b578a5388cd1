import { type CompiledRow, compileRow } from './compile-row.ts'
import { createFieldDrift } from './field-drift.ts'
import type { Row, RowElement, RowReader } from './row-reader.ts'

export interface RowReaderOptions {
  /** Source names of technical columns to hand over as text. */
  readonly technical?: readonly string[]
  /** What ten-digit personnummer are read against. */
  readonly today: Date
  /** Gets, at each `take()`, how often an unlisted `<kallrad>.<field>` or row element was met; names only. */
  readonly unknownFields: Map<string, number>
}

/**
 * The row reader of the given manifests. Its first level of elements are rows, the second their fields: a listed field
 * is asked for as text, everything else is skipped, so that the manifest is the only way in.
 */
export function compileRowReader(rows: readonly RowElement[], options: RowReaderOptions): RowReader {
  const drift = createFieldDrift(options.unknownFields)
  const allRows = new Map<string, CompiledRow>()
  for (const row of rows) allRows.set(row.element, compileRow(row, options.technical ?? [], options.today, drift))

  let finished: Row[] = []
  let count = 0
  let depth = 0
  let row: CompiledRow | undefined

  return {
    open(name) {
      if (depth === 0) {
        count++
        row = allRows.get(name)
        if (row === undefined) {
          drift.counter('', name).counter.antal++
          return 'skip'
        }
        row.begin()
        depth = 1
        return 'children'
      }
      if (depth === 2) {
        row?.childInField()
        return 'skip'
      }
      const listed = row?.beginField(name) === true
      if (listed) depth = 2
      return listed ? 'text' : 'skip'
    },
    piece() {
      // No field is asked for as a stream.
    },
    close(_, text) {
      depth--
      if (depth === 1) row?.endField(text)
      else if (row !== undefined) finished.push(row.end())
    },
    take() {
      drift.publish()
      const taken = finished
      finished = []
      return taken
    },
    get antal() {
      return count
    },
  }
}
