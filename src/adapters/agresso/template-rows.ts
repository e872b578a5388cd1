import { InsynError } from '../../errors.ts'
import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { CenturyRule } from '../../mapping/personnummer.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { ReadCounts } from '../../sync/source.ts'
import type { StreamLimits } from '../soap/binding.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { type Completeness, completeness, type CompletenessMode, type Evidence, technicalOf } from './completeness.ts'
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
  readonly watch?: ReadWatch
}

/** Hears of the templates while they are read. */
export interface ReadWatch {
  rows(sourceRow: string, rows: readonly Row[]): void
  /** What showed that all rows had come. */
  ended(sourceRow: string, evidence: Evidence): void
}

/** The detail rows of a template, in the order of the source, in batches as they come. Ends only when complete. */
export async function* templateRows(query: RowQuery, limits: ReadLimits): AsyncGenerator<Row[], void> {
  const { sourceRow, template } = query
  const { unknownFields, rowsPerPart } = limits.counts
  const whole = checked(query, limits, template.completeness)
  const unseen = unseenColumn(query)
  for await (const rows of rowsOf(query, limits, whole, unknownFields)) {
    limits.counts.rows += rows.length
    rowsPerPart.set(sourceRow, (rowsPerPart.get(sourceRow) ?? 0) + rows.length)
    unseen.look(rows)
    limits.watch?.rows(sourceRow, rows)
    yield rows
  }
  const evidence = whole.done()
  unseen.done()
  if (evidence === 'antal') await countAgain(query, limits, whole)
  limits.watch?.ended(sourceRow, evidence)
}

/** Of fewer rows each may lack it by chance: they are refused one by one. */
const ENOUGH = 10

/**
 * A column that the template says it has, and no row of a whole read has a value of, goes by another name in the rows: it
 * would be nothing for everybody. Those are looked at without which no row is of use.
 */
function unseenColumn({ what, manifest, filters }: RowQuery) {
  const { personnyckel, skydd, falt, rader, informationsmangd } = manifest
  let count = 0
  let [hasKey, hasFlag] = [false, false]
  let missing: string | undefined
  return {
    look(rows: readonly Row[]): void {
      for (const row of rows) {
        hasKey ||= row.personnyckel !== ''
        hasFlag ||= row.skydd !== 'okand'
        const lacks = row.rejected?.reason === 'saknas' ? row.rejected.falt : undefined
        missing = count++ === 0 || missing === lacks ? lacks : undefined
      }
    },
    done(): void {
      if (count < ENOUGH || filters.length > 0) return
      const field = [...falt, ...(rader?.falten ?? [])].find((one) => one.falt === missing)
      const column = skydd !== undefined && !hasFlag ? skydd.kalla : hasKey ? field?.kalla : personnyckel
      if (column === undefined) return
      throw new InsynError(
        'KONFIG_OGILTIG',
        `${what}: no row has a value of ${column}: correct the template in Agresso, or the manifest of ${informationsmangd}`,
      )
    },
  }
}

/** Reads the same once more, for its count alone: what changed or was cut meanwhile is not the same. */
async function countAgain(query: RowQuery, limits: ReadLimits, first: Completeness): Promise<void> {
  const second = checked(query, limits, 'ingen')
  for await (const rows of rowsOf(query, limits, second, new Map())) void rows
  second.done()
  const [a, b] = [first.tally(), second.tally()]
  if (a.count === b.count && a.keys === b.keys) return
  const difference = a.count === b.count ? 'other rows' : `${b.count} rows`
  throw new InsynError(
    'KALLA_TRUNKERAD',
    `${query.what}: ${a.count} rows, and ${difference} when read again: it changed meanwhile or was cut; read again later`,
    { retryable: true },
  )
}

const checked = (
  { what, manifest, template: { maxRows }, filters }: RowQuery,
  { today }: ReadLimits,
  mode: CompletenessMode,
): Completeness => completeness({ what, manifest, mode, maxRows, narrowed: filters.length > 0, today })

async function* rowsOf(
  { client, what, template, manifest, sourceRow, filters }: RowQuery,
  limits: ReadLimits,
  whole: Completeness,
  unknownFields: Map<string, number>,
): AsyncGenerator<Row[], void> {
  const rows = compileRowReader([{ element: 'AgressoQE', sourceRow, manifest }], {
    ...limits.century,
    technical: technicalOf(manifest),
    today: limits.today,
    unknownFields,
  })
  const answer = templateAnswer(what, rows)
  const recipient = {
    answer,
    take(): Row[] | undefined {
      const details = whole.details(rows.take())
      return details.length === 0 ? undefined : details
    },
    done: () => answer.done(),
  }
  yield* client.read(template, filters, recipient, limits)
}
