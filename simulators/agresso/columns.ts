import type { AgressoKund, AgressoRad, Hemligt } from '../population/population.ts'
import { lokalTid } from './clock.ts'

/** What a column takes its value from. `hemligt` is made when first asked for. */
export interface Kundrad {
  readonly foretagskod: string
  readonly kund: AgressoKund
  readonly hemligt: () => Hemligt
}
export interface Fakturarad extends Kundrad {
  readonly rad: AgressoRad
}

export interface Kolumn<R> {
  readonly namn: string
  /** Listed in a manifest. All others carry a marker in canary mode. */
  readonly listad: boolean
  /** `dold`: only without RemoveHiddenColumns. `beskrivning`: only with ShowDescriptions. */
  readonly slag: 'vanlig' | 'dold' | 'beskrivning'
  /** Undefined: null in the database, and the element is absent. */
  readonly varde: (rad: R) => string | undefined
  /** Öre; set on the columns that the total row sums. */
  readonly summera?: (rad: R) => number
}

type Varde<R> = Kolumn<R>['varde']
const listad = <R>(namn: string, varde: Varde<R>): Kolumn<R> => ({ namn, listad: true, slag: 'vanlig', varde })
const olistad = <R>(namn: string, varde: Varde<R>, slag: Kolumn<R>['slag'] = 'vanlig'): Kolumn<R> => ({
  namn,
  listad: false,
  slag,
  varde,
})
const summerad = <R>(namn: string, summera: (rad: R) => number): Kolumn<R> => ({
  ...listad(namn, (rad) => belopp(summera(rad))),
  summera,
})

export function belopp(ore: number): string {
  const siffror = String(Math.abs(ore)).padStart(3, '0')
  return `${ore < 0 ? '-' : ''}${siffror.slice(0, -2)}.${siffror.slice(-2)}`
}

const datum = (dag: string): string => `${dag}T00:00:00`

/** Agresso says "no date" in three ways; which one is the same for the same row. */
const INGET_DATUM = [undefined, '1900-01-01T00:00:00', '2099-12-31T00:00:00']
const ingetDatum = (nyckel: string): string | undefined => INGET_DATUM[Number(nyckel.slice(-4)) % 3]

/** The number as somebody once typed it: every fourth person's with a separator. */
export const kundensPersonnummer = ({ index, personnummer }: AgressoKund): string =>
  index % 4 === 1 ? `${personnummer.slice(0, 8)}-${personnummer.slice(8)}` : personnummer

export const KUNDKOLUMNER: readonly Kolumn<Kundrad>[] = [
  olistad('client', ({ foretagskod }) => foretagskod),
  listad('apar_id', ({ kund }) => kund.kundnummer),
  olistad('apar_name', ({ kund }) => kund.namn),
  olistad('apar_gr_id', () => 'PRIV'),
  olistad('xapar_gr_id', () => 'Privatpersoner', 'beskrivning'),
  listad('comp_reg_no', ({ kund }) => kundensPersonnummer(kund)),
  listad('r0#skyddskod#36', ({ kund }) => kund.skyddskod),
  olistad('address', ({ hemligt }) => hemligt().gatuadress),
  olistad('zip_code', ({ hemligt }) => hemligt().postnummer),
  olistad('place', ({ hemligt }) => hemligt().postort),
  olistad('telephone_1', ({ hemligt }) => hemligt().telefon),
  olistad('telephone_2', ({ hemligt }) => hemligt().mobil),
  olistad('e_mail', ({ hemligt }) => hemligt().epost),
  olistad('bank_account', ({ hemligt }) => hemligt().kontonummer),
  olistad('pay_method', () => 'BG'),
  olistad('xpay_method', () => 'Bankgiro', 'beskrivning'),
  olistad('contact', ({ hemligt }) => hemligt().narstaende),
  olistad('r2#kontakttel#38', ({ hemligt }) => hemligt().narstaendeTelefon),
  olistad('r3#godman#39', ({ hemligt }) => hemligt().godMan),
  olistad('status', () => 'N'),
  olistad('last_update', ({ kund }) => lokalTid(kund.senastAndrad)),
  olistad('r4#portkod#40', ({ hemligt }) => hemligt().portkod, 'dold'),
]

const fritext = ({ rad, hemligt }: Fakturarad): string => `${rad.radtext}; ${hemligt().gatuadress}`

export const FAKTURAKOLUMNER: readonly Kolumn<Fakturarad>[] = [
  olistad('client', ({ foretagskod }) => foretagskod),
  listad('apar_id', ({ rad }) => rad.kundnummer),
  olistad('apar_name', ({ kund }) => kund.namn),
  olistad('account', () => '1510'),
  olistad('xaccount', () => 'Kundfordringar', 'beskrivning'),
  olistad('voucher_no', ({ rad }) => `9${rad.fakturanummer.slice(-8)}`),
  olistad('voucher_type', () => 'KF'),
  listad('ext_inv_ref', ({ rad }) => rad.fakturanummer),
  listad('kid', ({ rad }) => rad.ocrNummer),
  listad('trans_date', ({ rad }) => datum(rad.fakturadatum)),
  listad('due_date', ({ rad }) => datum(rad.forfallodatum)),
  summerad('amount', ({ rad }) => rad.belopp),
  listad('rest_amount', ({ rad }) => belopp(rad.kvarstaende)),
  olistad('currency', () => 'SEK'),
  listad('payment_date', ({ rad }) =>
    rad.betaldDatum === undefined ? ingetDatum(rad.fakturanummer) : datum(rad.betaldDatum),
  ),
  olistad('pay_method', () => 'BG'),
  olistad('bank_account', ({ hemligt }) => hemligt().kontonummer),
  listad('rem_level', ({ rad }) => rad.paminnelser?.toString()),
  listad('collect_status', ({ rad }) => rad.inkassostatus),
  olistad('description', fritext),
  olistad('dim_1', ({ rad }) => `7${rad.kundnummer.slice(-4)}`),
  olistad('xdim_1', () => 'Hemtjänst, egen regi', 'beskrivning'),
  olistad('order_id', ({ rad }) => rad.fakturanummer.slice(2)),
  listad('sequence_no', ({ rad }) => String(rad.radnummer)),
  listad('r1#radtext#41', ({ rad }) => rad.radtext),
  summerad('r1#radbelopp#41', ({ rad }) => rad.radbelopp),
  olistad('last_update', ({ rad }) => lokalTid(rad.senastAndrad)),
  olistad('user_id', ({ hemligt }) => hemligt().epost, 'dold'),
]
