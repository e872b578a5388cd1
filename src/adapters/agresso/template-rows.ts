import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { CenturyRule } from '../../mapping/personnummer.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { ReadCounts } from '../../sync/source.ts'
import type { StreamLimits } from '../soap/binding.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { completeness, TECHNICAL } from './completeness.ts'
import { templateAnswer } from './template-answer.ts'

export interface RowQuery {
  readonly client: AgressoClient
  /** What is asked of whom, for error messages. */
  readonly what: string
  readonly template: Template
  readonly manifest: Manifest
  readonly sourceRow: string
  readonly filters: readonly Filter[]
}

export interface ReadLimits extends StreamLimits {
  readonly counts: ReadCounts
  readonly today: Date
  readonly century?: CenturyRule
}

/** The detail rows of a template, in the order of the source, in batches as they come. Ends only when complete. */
export async function* templateRows(query: RowQuery, limits: ReadLimits): AsyncGenerator<Row[], void> {
  const { client, what, template, manifest, sourceRow, filters } = query
  const { counts, today, century } = limits
  const rows = compileRowReader([{ element: 'AgressoQE', sourceRow, manifest }], {
    ...century,
    technical: TECHNICAL,
    today,
    unknownFields: counts.unknownFields,
  })
  const whole = completeness(what, manifest, template.maxRows, today)
  const answer = templateAnswer(what, rows)
  let details: Row[] = []
  const gather = (): void => {
    const fresh = whole.details(rows.take())
    counts.rows += fresh.length
    details = details.length === 0 ? fresh : [...details, ...fresh]
  }
  const recipient = {
    answer,
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
  yield* client.read(template, filters, recipient, limits)
}
