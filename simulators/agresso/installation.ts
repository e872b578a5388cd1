import { type Column, CUSTOMER_COLUMNS, type CustomerRow, FAKTURA_COLUMNS, type FakturaRow } from './columns.ts'

export type TemplateKind = 'kunder' | 'oppna' | 'historik' | 'rader'

/** How one installation of Agresso differs from another. */
export interface Installation {
  /** `zero`: every row has `_recno` 0, the total row too. */
  readonly numbering: 'running' | 'zero'
  /** `override`: there is a total row only with OverrideAggregation. */
  readonly total: 'always' | 'never' | 'override'
  /** Of the templates; 0: none. */
  readonly maxRows: number
  /** `mixed`: of unequal length. `signs`: customer and invoice numbers with signs that XML escapes. */
  readonly numbers: 'plain' | 'mixed' | 'signs'
  /** In which the rows of customers come. */
  readonly order: 'number' | 'text'
  /** Invoice lines in a template of their own; the others then hold heads. */
  readonly ownLines: boolean
  /** Raised: every template has another id, and an old one may be another template's. */
  readonly generation: number
  /** Other names of templates. */
  readonly names: Readonly<Partial<Record<TemplateKind, string>>>
  /** Other names of columns; null: the templates lack it. */
  readonly columns: Readonly<Record<string, string | null>>
  /** Columns that are in the templates and hidden. */
  readonly hidden: readonly string[]
}

const ORDINARY: Installation = {
  numbering: 'running',
  total: 'always',
  maxRows: 0,
  numbers: 'plain',
  order: 'number',
  ownLines: false,
  generation: 0,
  names: {},
  columns: {},
  hidden: [],
}

/** The installation of this moment; it may be changed while it runs. */
export interface InstallationControl {
  readonly now: Installation
  /** What is not named is as it was. */
  change(part: Partial<Installation>): void
  reset(): void
}

export function createInstallation(): InstallationControl {
  let now = ORDINARY
  return {
    get now() {
      return now
    },
    change(part) {
      now = { ...now, ...part }
    },
    reset() {
      now = ORDINARY
    },
  }
}

const LINE_COLUMNS: ReadonlySet<string> = new Set(['sequence_no', 'r1#radtext#41', 'r1#radbelopp#41'])
const COLUMNS_OF_LINES: ReadonlySet<string> = new Set([
  ...LINE_COLUMNS,
  'client',
  'apar_id',
  'ext_inv_ref',
  'r2#delnr#42',
  'last_update',
])

export const customerColumns = (installation: Installation): readonly Column<CustomerRow>[] =>
  renamed(CUSTOMER_COLUMNS, installation)

export function fakturaColumns(
  kind: Exclude<TemplateKind, 'kunder'>,
  installation: Installation,
): readonly Column<FakturaRow>[] {
  const all = renamed(FAKTURA_COLUMNS, installation)
  if (!installation.ownLines) return all
  const own = FAKTURA_COLUMNS.filter(({ namn }) =>
    kind === 'rader' ? COLUMNS_OF_LINES.has(namn) : !LINE_COLUMNS.has(namn),
  )
  return renamed(own, installation)
}

const renamed = <R>(columns: readonly Column<R>[], { columns: other, hidden }: Installation): readonly Column<R>[] =>
  Object.keys(other).length + hidden.length === 0
    ? columns
    : columns.flatMap((column) => {
        const name = other[column.namn]
        if (name === null) return []
        return { ...column, namn: name ?? column.namn, slag: hidden.includes(column.namn) ? 'dold' : column.slag }
      })

/** A customer number as this installation writes it: no two become the same. */
export function customerNumberIn({ numbers }: Installation, plain: string): string {
  if (numbers === 'mixed') return Number(plain) % 3 === 0 ? plain : `${plain}0`
  return numbers === 'signs' ? `K&/<>"'${plain}` : plain
}

export const fakturanummerIn = ({ numbers }: Installation, plain: string): string =>
  numbers === 'signs' ? `F&/<>"'${plain}` : plain

/** By which rows of customers are sorted. */
export const orderIn =
  ({ order }: Installation) =>
  (a: string, b: string): number =>
    (order === 'number' ? a.length - b.length : 0) || (a < b ? -1 : 1)
