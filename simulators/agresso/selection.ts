import { asLocalTime, earliest, localTime } from './clock.ts'
import type { CustomerRow, FakturaRow } from './columns.ts'
import { customerPersonnummer } from './columns.ts'
import type { TemplateKind } from './installation.ts'
import { type SearchCriteria, searchCriteriaOf } from './templates.ts'

/** What a row must be like. `kundnummer`, `personnummer`, `andradSedan`: the criteria that an index can answer. */
export interface Selection {
  readonly customerNumber?: readonly string[]
  readonly personnummer?: readonly string[]
  /** Nothing that changed earlier fulfils the criteria. */
  readonly changedSince?: Date
  readonly customer: (row: CustomerRow) => boolean
  readonly faktura: (row: FakturaRow) => boolean
  /** No criterion but those that the template itself sets. */
  readonly all: boolean
}

/** ReturnCode and Status of a call that was understood and not carried out. */
export interface Rejection {
  readonly kod: number
  readonly status: string
}
const NOT_ECHOED: Rejection = { kod: 2, status: 'Sökvillkoren stämmer inte med mallens: skicka tillbaka hela listan' }
const UNKNOWN_CONDITION: Rejection = { kod: 3, status: 'Villkorstypen stöds inte för kolumnen' }

const ECHOED = [
  'ColumnName',
  'Description',
  'DataType',
  'DataLength',
  'DataCase',
  'IsParameter',
  'IsVisible',
  'IsPrompt',
  'IsMandatory',
  'CanBeOverridden',
  'RelDateCrit',
] as const satisfies readonly (keyof SearchCriteria)[]
const VALUES = ['RestrictionType', 'FromValue', 'ToValue'] as const satisfies readonly (keyof SearchCriteria)[]

/** Empty text and an absent element are the same to the service. */
const equal = (a: SearchCriteria, b: SearchCriteria, members: readonly (keyof SearchCriteria)[]): boolean =>
  members.every((member) => (a[member] ?? '') === (b[member] ?? ''))

export function parseSelection(
  kind: TemplateKind,
  companyCode: string,
  list: readonly (SearchCriteria | null)[] | undefined,
): Selection | Rejection {
  const sentOnes = list?.filter((condition) => condition !== null) ?? []
  const ours = [true, false]
    .map((hideUnused) => searchCriteriaOf(kind, companyCode, hideUnused))
    .find(({ length }) => length === sentOnes.length)
  if (ours === undefined) return NOT_ECHOED
  for (const [i, own] of ours.entries()) {
    const sent = sentOnes[i]!
    if (!equal(own, sent, ECHOED) || (!own.CanBeOverridden && !equal(own, sent, VALUES))) return NOT_ECHOED
  }

  const set = sentOnes.filter(({ FromValue, CanBeOverridden }) => CanBeOverridden && (FromValue ?? '') !== '')
  const proof = set.map((condition) => parseCondition(condition))
  if (proof.includes(undefined)) return UNKNOWN_CONDITION
  const valuesOf = (column: string): readonly string[] | undefined => {
    const condition = set.find(({ ColumnName }) => ColumnName === column)
    return condition === undefined
      ? undefined
      : ENUMERATION[condition.RestrictionType ?? '']?.(condition.FromValue ?? '')
  }
  const [customerNumber, personnummer, time] = [valuesOf('apar_id'), valuesOf('comp_reg_no'), set.find(isTime)]
  const fulfils = (value: (column: string) => string | undefined): boolean =>
    set.every(({ ColumnName }, i) => proof[i]!(value(ColumnName ?? '') ?? ''))
  return {
    ...(customerNumber && { customerNumber }),
    ...(personnummer && { personnummer }),
    ...(time !== undefined && { changedSince: earliest(asLocalTime(time.FromValue ?? '') ?? '') }),
    all: set.length === 0,
    customer: (row) => fulfils((column) => CUSTOMER_VALUES[column]?.(row)),
    faktura: (row) => fulfils((column) => FAKTURA_VALUES[column]?.(row)),
  }
}

const CUSTOMER_VALUES: Readonly<Record<string, (row: CustomerRow) => string | undefined>> = {
  apar_id: ({ customer }) => customer.customerNumber,
  comp_reg_no: ({ customer }) => customerPersonnummer(customer),
  last_update: ({ customer }) => customer.lastChanged,
}
const FAKTURA_VALUES: Readonly<Record<string, (row: FakturaRow) => string | undefined>> = {
  apar_id: ({ row }) => row.customerNumber,
  ext_inv_ref: ({ row }) => row.fakturanummer,
  kid: ({ row }) => row.ocrNummer,
  last_update: ({ row }) => row.lastChanged,
  voucher_type: ({ row }) => row.voucherType,
}

/** A list is written as 'a','b'. */
const enumerated = (text: string): string[] => Array.from(text.matchAll(/'([^']*)'/g), ([, value]) => value ?? '')

/** Restrictions that name the values wanted. */
const ENUMERATION: Readonly<Record<string, (text: string) => readonly string[]>> = {
  '=': (text) => [text],
  '()': enumerated,
}

const isTime = ({ ColumnName }: SearchCriteria): boolean => ColumnName === 'last_update'

function parseCondition(condition: SearchCriteria): ((value: string) => boolean) | undefined {
  const { RestrictionType: type = '', FromValue: from = '' } = condition
  if (isTime(condition)) {
    const time = asLocalTime(from)
    return type === '>=' && time !== undefined ? (value) => localTime(value) >= time : undefined
  }
  if (type === '!()') {
    const values = enumerated(from)
    return (value) => !values.includes(value)
  }
  const values = ENUMERATION[type]?.(from)
  return values === undefined ? undefined : (value) => values.includes(value)
}
