import type { ElementReader } from '../platform/xml/element-reader.ts'
import { type CompiledRow, compileRow } from './compile-row.ts'
import { createFieldDrift } from './field-drift.ts'
import type { CenturyRule } from './personnummer.ts'
import type { Row, RowElement, RowReader } from './row-reader.ts'

export interface RowReaderOptions extends CenturyRule {
  /** Source names of technical columns to hand over as text. */
  readonly technical?: readonly string[]
  /** What ten-digit personnummer are read against. */
  readonly today: Date
  /** Gets, at each `take()`, how often an unlisted `<kallrad>.<field>` or row element was met; names only. */
  readonly unknownFields: Map<string, number>
}

/**
 * The row reader of the given manifests. A listed field is asked for as text, everything else is skipped, so that the
 * manifest is the only way in.
 */
export function compileRowReader(rows: readonly RowElement[], options: RowReaderOptions): RowReader {
  const drift = createFieldDrift(options.unknownFields)
  let finished: Row[] = []

  const rowReaders = new Map<string, { readonly row: CompiledRow; readonly reader: ElementReader }>()
  for (const element of rows) {
    const row = compileRow(element, options.technical ?? [], options.today, drift, options)
    const field: ElementReader = {
      want: 'text',
      child: () => void row.childInField(),
      end: (text) => row.endField(text),
    }
    const reader: ElementReader = {
      want: 'children',
      child: (name, _namespace, nil) => (row.beginField(name, nil) ? field : undefined),
      end: () => void finished.push(row.end()),
    }
    rowReaders.set(element.element, { row, reader })
  }

  return {
    want: 'children',
    child(name) {
      const found = rowReaders.get(name)
      if (found === undefined) {
        drift.counter('', name).counter.count++
        return undefined
      }
      found.row.begin()
      return found.reader
    },
    take() {
      drift.publish()
      const taken = finished
      finished = []
      return taken
    },
  }
}
