import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { ReadCounts } from '../../sync/source.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { completeness, TECHNICAL } from './completeness.ts'
import { templateAnswer } from './template-answer.ts'

export interface RowQuery {
  readonly klient: AgressoClient
  /** Who is asked, for messages. */
  readonly what: string
  readonly template: Template
  readonly manifest: Manifest
  readonly sourceRow: string
  readonly filter: readonly Filter[]
}

export interface ReadConditions {
  readonly readCounts: ReadCounts
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly capBytes: number
  readonly today: Date
}

/** The detail rows of a template, in the order of the source, in batches as they come. Ends only when complete. */
export async function* templateRows(query: RowQuery, condition: ReadConditions): AsyncGenerator<Row[], void> {
  const { klient, what, template, manifest, sourceRow, filter } = query
  const { readCounts, today } = condition
  const rows = compileRowReader([{ element: 'AgressoQE', sourceRow, manifest }], {
    technical: TECHNICAL,
    today,
    unknownFields: readCounts.unknownFields,
  })
  const whole = completeness(what, manifest, template.maxRows, today)
  const answer = templateAnswer(what, rows)
  let details: Row[] = []
  const gather = (): void => {
    const added = whole.details(rows.take())
    readCounts.rader += added.length
    details = details.length === 0 ? added : [...details, ...added]
  }
  const recipient = {
    inner: answer,
    take(): Row[] | undefined {
      gather()
      if (details.length === 0) return undefined
      const taken = details
      details = []
      return taken
    },
    done() {
      answer.done()
      gather()
      whole.done()
    },
  }
  yield* klient.read(template, filter, recipient, condition)
}
