import type { AgressoCustomer, AgressoRow, Secret } from '../population/population.ts'
import { localTime } from './clock.ts'

/** What a column takes its value from. `hemligt` is made when first asked for. */
export interface CustomerRow {
  readonly companyCode: string
  readonly customer: AgressoCustomer
  readonly secret: () => Secret
}
export interface FakturaRow extends CustomerRow {
  readonly row: AgressoRow
}

export interface Column<R> {
  readonly namn: string
  /** Listed in a manifest. All others carry a marker in canary mode. */
  readonly listed: boolean
  /** `dold`: only without RemoveHiddenColumns. `beskrivning`: only with ShowDescriptions. */
  readonly slag: 'vanlig' | 'dold' | 'beskrivning'
  /** Undefined: null in the database, and the element is absent. */
  readonly value: (row: R) => string | undefined
  /** Öre; set on the columns that the total row sums. */
  readonly sum?: (row: R) => number
}

type Value<R> = Column<R>['value']
const listed = <R>(name: string, value: Value<R>): Column<R> => ({ namn: name, listed: true, slag: 'vanlig', value })
const unlisted = <R>(name: string, value: Value<R>, kind: Column<R>['slag'] = 'vanlig'): Column<R> => ({
  namn: name,
  listed: false,
  slag: kind,
  value,
})
const summed = <R>(name: string, sum: (row: R) => number): Column<R> => ({
  ...listed(name, (row) => amount(sum(row))),
  sum,
})

export function amount(ore: number): string {
  const digits = String(Math.abs(ore)).padStart(3, '0')
  return `${ore < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const date = (day: string): string => `${day}T00:00:00`

/** Agresso says "no date" in three ways; which one is the same for the same row. */
const NO_DATE = [undefined, '1900-01-01T00:00:00', '2099-12-31T00:00:00']
const noDate = (key: string): string | undefined => NO_DATE[Number(key.slice(-4)) % 3]

/** The number as somebody once typed it: every fourth person's with a separator. */
export const customerPersonnummer = ({ index, personnummer }: AgressoCustomer): string =>
  index % 4 === 1 && /^\d{12}$/.test(personnummer)
    ? `${personnummer.slice(0, 8)}-${personnummer.slice(8)}`
    : personnummer

export const CUSTOMER_COLUMNS: readonly Column<CustomerRow>[] = [
  unlisted('client', ({ companyCode }) => companyCode),
  listed('apar_id', ({ customer }) => customer.customerNumber),
  unlisted('apar_name', ({ customer }) => customer.namn),
  unlisted('apar_gr_id', () => 'PRIV'),
  unlisted('xapar_gr_id', () => 'Privatpersoner', 'beskrivning'),
  listed('comp_reg_no', ({ customer }) => customerPersonnummer(customer)),
  listed('r0#skyddskod#36', ({ customer }) => customer.protectionCode),
  unlisted('address', ({ secret }) => secret().street),
  unlisted('zip_code', ({ secret }) => secret().postalCode),
  unlisted('place', ({ secret }) => secret().postalTown),
  unlisted('telephone_1', ({ secret }) => secret().telefon),
  unlisted('telephone_2', ({ secret }) => secret().mobile),
  unlisted('e_mail', ({ secret }) => secret().email),
  unlisted('bank_account', ({ secret }) => secret().accountNumber),
  unlisted('pay_method', () => 'BG'),
  unlisted('xpay_method', () => 'Bankgiro', 'beskrivning'),
  unlisted('contact', ({ secret }) => secret().relative),
  unlisted('r2#kontakttel#38', ({ secret }) => secret().relativePhone),
  unlisted('r3#godman#39', ({ secret }) => secret().trustee),
  unlisted('status', () => 'N'),
  unlisted('last_update', ({ customer }) => localTime(customer.lastChanged)),
  unlisted('r4#portkod#40', ({ secret }) => secret().doorCode, 'dold'),
]

const freeText = ({ row, secret }: FakturaRow): string => `${row.rowText}; ${secret().street}`

export const FAKTURA_COLUMNS: readonly Column<FakturaRow>[] = [
  unlisted('client', ({ companyCode }) => companyCode),
  listed('apar_id', ({ row }) => row.customerNumber),
  unlisted('apar_name', ({ customer }) => customer.namn),
  unlisted('account', () => '1510'),
  unlisted('xaccount', () => 'Kundfordringar', 'beskrivning'),
  unlisted('voucher_no', ({ row }) => `9${row.fakturanummer.slice(-8)}`),
  listed('voucher_type', ({ row }) => row.voucherType),
  listed('status', ({ row }) => (row.annulled === true ? 'M' : row.template === 'historik' ? 'C' : 'N')),
  listed('ext_inv_ref', ({ row }) => row.fakturanummer),
  listed('r2#delnr#42', ({ row }) => row.delbetalning?.toString()),
  listed('kid', ({ row }) => row.ocrNummer),
  listed('trans_date', ({ row }) => date(row.fakturadatum)),
  listed('due_date', ({ row }) =>
    row.forfallodatum === undefined ? noDate(row.fakturanummer) : date(row.forfallodatum),
  ),
  summed('amount', ({ row }) => row.belopp),
  listed('rest_amount', ({ row }) => amount(row.kvarstaende)),
  unlisted('currency', () => 'SEK'),
  listed('payment_date', ({ row }) =>
    row.betaldDatum === undefined ? noDate(row.fakturanummer) : date(row.betaldDatum),
  ),
  unlisted('pay_method', () => 'BG'),
  unlisted('bank_account', ({ secret }) => secret().accountNumber),
  listed('rem_level', ({ row }) => row.paminnelser?.toString()),
  listed('collect_status', ({ row }) => row.collectionStatus),
  unlisted('description', freeText),
  unlisted('dim_1', ({ row }) => `7${row.customerNumber.slice(-4)}`),
  unlisted('xdim_1', () => 'Hemtjänst, egen regi', 'beskrivning'),
  unlisted('order_id', ({ row }) => row.fakturanummer.slice(2)),
  listed('sequence_no', ({ row }) => String(row.radnummer)),
  listed('r1#radtext#41', ({ row }) => row.rowText),
  summed('r1#radbelopp#41', ({ row }) => row.rowAmount),
  unlisted('last_update', ({ row }) => localTime(row.lastChanged)),
  unlisted('user_id', ({ secret }) => secret().email, 'dold'),
]
