import { hash } from 'node:crypto'
import { InsynError } from '../../errors.ts'
import { converter } from '../../mapping/convert.ts'
import type { Field, Manifest } from '../../mapping/manifest.ts'
import type { Row } from '../../mapping/row-reader.ts'

/**
 * What must show that every row of a template came: its total row, a second read, or nothing. `auto`: the total row
 * where there is one that can tell, else a second read.
 */
export const COMPLETENESS = ['auto', 'total-rad', 'antal', 'ingen'] as const
export type CompletenessMode = (typeof COMPLETENESS)[number]

/** What did show it; `tomt`: nothing came, which has no total row either. */
export type Evidence = 'total-rad' | 'antal' | 'ingen' | 'tomt'

const DETAIL = 'D'

/** Columns that are needed as they stand, for the check and for the codes of the ledger, by their source names. */
export const technicalOf = ({ summa = [], statuskoder = {} }: Pick<Manifest, 'summa' | 'statuskoder'>): string[] => [
  ...new Set(['_section', '_recno', ...summa, ...Object.keys(statuskoder)]),
]

/** How many rows came, and which: the same of two reads when they gave the same rows, in whatever order. */
export interface Tally {
  readonly count: number
  readonly keys: bigint
}

export interface Completeness {
  /** Sorts out what is not a detail row, and counts. */
  details(rows: readonly Row[]): Row[]
  /** After the end: throws KALLA_TRUNKERAD when rows are missing. `antal`: only a second read can tell. */
  done(): Evidence
  tally(): Tally
}

export interface CompletenessQuery {
  readonly what: string
  readonly manifest: Manifest
  readonly mode: CompletenessMode
  /** 0: no limit. */
  readonly maxRows: number
  /** Whether nothing was to be expected: the read was narrowed by criteria. */
  readonly narrowed: boolean
  readonly today: Date
}

/**
 * The service cuts an answer without a word. Where the template sums, a total row after the details goes on with their
 * numbering, and sums what they hold. Other installations number every row 0 and give no total row.
 */
export function completeness({ what, manifest, mode, maxRows, narrowed, today }: CompletenessQuery): Completeness {
  const sums = sumsOf(manifest, today)
  const keyOf = rowKey(manifest)
  let count = 0
  let keys = 0n
  let [first, last]: (number | undefined)[] = []
  let total: Row | undefined

  const truncated = (why: string): InsynError => new InsynError('KALLA_TRUNKERAD', `${what}: ${why}`)
  /** Whether the rows are numbered at all. */
  const numbered = (): boolean => (last ?? 0) > 0

  /** Whether the total row proves that all rows came; false: it cannot tell. */
  function provesAll(row: Row): boolean {
    const given = number(row)
    const follows = count === 0 ? given === 0 || given === 1 : given === (first ?? NaN) + count
    const silent = !follows && !numbered() && (given ?? 0) === 0
    if (!follows && !silent) throw truncated(`${count} rows came, and not as many are numbered`)
    const held = sums.filter(({ column }) => (row.technical[column] ?? '') !== '')
    for (const sum of held)
      if (!sum.isTotal(row.technical[sum.column] ?? '')) throw truncated('the total differs from the sum of the rows')
    return follows && (sums.length === 0 || held.length > 0)
  }

  return {
    details(rows) {
      const details = rows.filter((row) => {
        const part = row.technical['_section']
        if (part === undefined || part === '') {
          throw new InsynError('KALLA_INTE_SVAR', `${what}: a row that does not say of which section it is`)
        }
        // Only a total that nothing follows is the total of everything.
        total = part === DETAIL ? undefined : row
        return part === DETAIL
      })
      count += details.length
      first ??= number(details[0])
      last = number(details.at(-1)) ?? last
      // What numbers its rows is told by them; only of other rows must it be remembered which they were.
      if (!numbered()) for (const row of details) keys += digest(keyOf(row))
      for (const sum of sums) sum.add(details)
      return details
    },
    done() {
      if (maxRows > 0 && count >= maxRows)
        throw truncated(`as many rows as the template's limit, ${maxRows}: raise it in Agresso, or set it to 0`)
      if (mode === 'ingen' || mode === 'antal') return mode
      if (total !== undefined && provesAll(total)) return 'total-rad'
      if (count === 0 && total === undefined && (narrowed || mode === 'total-rad')) return 'tomt'
      if (total === undefined && numbered() && last !== (first ?? NaN) + count - 1)
        throw truncated(`${count} rows came, and not as many are numbered`)
      if (mode === 'auto') return 'antal'
      throw truncated(
        total === undefined
          ? `${count} rows and no total row after them: let the template sum a column, or set fullstandighet: antal`
          : 'the total row is not numbered after the rows, or sums no column of summa: set fullstandighet: antal',
      )
    },
    tally: () => ({ count, keys }),
  }
}

interface Sum {
  readonly column: string
  add(rows: readonly Row[]): void
  /** Also when a row had an amount that cannot be read: it is refused as such, and the numbering then has to do. */
  isTotal(total: string): boolean
}

/** Of the columns that the manifest sums, those which it also lists: one for heads alone has none of the lines. */
const sumsOf = ({ summa = [], falt, rader }: Manifest, today: Date): Sum[] =>
  [...falt, ...(rader?.falten ?? [])].filter(({ kalla }) => summa.includes(kalla)).map((field) => sumOf(field, today))

function sumOf(field: Field, today: Date): Sum {
  const ore = converter(field, today)
  let sum: bigint | undefined = 0n
  return {
    column: field.kalla,
    add(rows) {
      for (const { technical } of rows) {
        const text = technical[field.kalla] ?? ''
        const amount = text === '' ? 0 : ore(text)
        if (typeof amount !== 'number') sum = undefined
        else if (sum !== undefined) sum += BigInt(amount)
      }
    },
    isTotal(total) {
      const given = ore(total)
      return sum === undefined || (typeof given === 'number' && BigInt(given) === sum)
    },
  }
}

/** What tells rows apart: of a row that could not be read too. */
function rowKey({ postnyckel, rader }: Manifest): (row: Row) => string {
  const under = rader?.postnyckel ?? []
  return ({ personnyckel, falt, subItem, rejected }) =>
    [
      personnyckel,
      ...postnyckel.map((name) => falt[name] ?? rejected?.rawValues[name]),
      ...under.map((name) => subItem?.[name] ?? rejected?.rawValues[`${rader?.falt ?? ''}.${name}`]),
    ].join('\u001f')
}

/** Sums of these are the same whatever the order, and differ when a row came once in one read and twice in the other. */
const digest = (key: string): bigint => BigInt(`0x${hash('sha1', key).slice(0, 16)}`)

function number(row: Row | undefined): number | undefined {
  const text = row?.technical['_recno'] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
