import { type Calendar, daysBetween, monthEnd, monthName } from './calendar.ts'
import { ocrOf } from './check-digit.ts'
import { avgiftOf, type Finances } from './economy.ts'
import type { Random } from './random.ts'

/** One invoice with its lines; money in öre. */
export interface Faktura {
  readonly template: 'oppna' | 'historik'
  readonly fakturanummer: string
  /** Instalments share the number of their invoice. */
  readonly delbetalning?: number
  readonly ocrNummer?: string
  readonly fakturadatum: string
  readonly forfallodatum?: string
  readonly voucherType: 'KF' | 'KK' | 'KD'
  readonly annulled?: true
  readonly belopp: number
  readonly kvarstaende: number
  readonly betaldDatum?: string
  readonly paminnelser?: number
  readonly collectionStatus?: string
  readonly rader: readonly { readonly radnummer: number; readonly rowText: string; readonly rowAmount: number }[]
}

export interface FakturaBasis {
  readonly random: Random
  readonly calendar: Calendar
  readonly index: number
  /** Place in STADSDELAR. */
  readonly stadsdel: number
  readonly finances: Finances
  /** Age in months of the newest and the oldest invoice; the newest possible is 0. */
  readonly youngest: number
  readonly oldest: number
}

const FAKTURA_DAY = '05'
/** No year begins so: an invoice number is never mistaken for a personnummer. */
const SERIES_FROM = 30
/** Credits are numbered in a series of their own. */
const CREDIT_SERIES = 50
const PORTION = 6_250
const ALERT = 12_900

/** Oldest first, which is also the order of their numbers. */
export function createFakturor(u: FakturaBasis): Faktura[] {
  const fakturor: Faktura[] = []
  for (let age = u.oldest; age >= u.youngest; age--) fakturor.push(...monthFakturor(u, age))
  return fakturor.flatMap((faktura) => withOddity(u, faktura)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

const keyOf = ({ fakturanummer, delbetalning }: Faktura): string => `${fakturanummer} ${delbetalning ?? ''}`

const DUNNING = ['paminnelser', 'collectionStatus'] as const

const without = <F extends keyof Faktura>(faktura: Faktura, ...fields: readonly F[]): Omit<Faktura, F> =>
  Object.fromEntries(Object.entries(faktura).filter(([name]) => !(fields as readonly string[]).includes(name))) as Omit<
    Faktura,
    F
  >

/** What is odd in a ledger comes at even distance, apart from the random numbers, so that a small city has each kind. */
const ODDITY_EVERY = 41

function withOddity(u: FakturaBasis, faktura: Faktura): Faktura[] {
  const { fakturanummer, belopp, kvarstaende, betaldDatum, voucherType } = faktura
  if (voucherType !== 'KF' || belopp < 10_000) return [faktura]
  switch ((u.index * 13 + Number(fakturanummer.slice(-2)) * 5) % ODDITY_EVERY) {
    case 0:
      return betaldDatum === undefined ? [faktura] : [{ ...faktura, template: 'oppna', kvarstaende: -belopp }]
    case 1:
      return [{ ...without(faktura, 'betaldDatum', ...DUNNING), template: 'historik', kvarstaende: 0, annulled: true }]
    case 2:
      return [without(faktura, 'forfallodatum')]
    case 3:
      return kvarstaende === belopp ? instalments(u, faktura) : [faktura]
    default:
      return [faktura]
  }
}

/** The first is paid and closed, the second is open. */
function instalments({ calendar }: FakturaBasis, faktura: Faktura): Faktura[] {
  const { fakturanummer, fakturadatum, belopp } = faktura
  const first = Math.floor(belopp / 2)
  const due = daysBetween(calendar.today, fakturadatum) + 25
  return [first, belopp - first].map((part, i) => ({
    fakturanummer,
    delbetalning: i + 1,
    ocrNummer: ocrOf(`${fakturanummer}${i + 1}`),
    fakturadatum,
    forfallodatum: calendar.day(due + 30 * i),
    voucherType: 'KD',
    belopp: part,
    ...(i === 0
      ? { template: 'historik', kvarstaende: 0, betaldDatum: fakturadatum }
      : { template: 'oppna', kvarstaende: part }),
    rader: [{ radnummer: 1, rowText: `Delbetalning ${i + 1} av 2`, rowAmount: part }],
  }))
}

/** What the company bills somebody who is no person. */
export const rentOf = (index: number, stadsdel: number, calendar: Calendar): Faktura => {
  const fakturanummer = `${SERIES_FROM + stadsdel}${String(index).padStart(8, '0')}01`
  return {
    template: 'oppna',
    fakturanummer,
    ocrNummer: ocrOf(fakturanummer),
    fakturadatum: calendar.day(-20),
    forfallodatum: calendar.day(10),
    voucherType: 'KF',
    belopp: 125_000,
    kvarstaende: 125_000,
    rader: [{ radnummer: 1, rowText: 'Lokalhyra', rowAmount: 125_000 }],
  }
}

function monthFakturor(u: FakturaBasis, age: number): Faktura[] {
  const { calendar, random: s } = u
  // Before this month's day of invoicing, the newest invoice is last month's.
  const newest = calendar.today.slice(8) < FAKTURA_DAY ? -1 : 0
  const month = calendar.month(newest - age)
  const rows = fakturaRows(u, calendar.month(newest - age - 1))
  const amount = rows.reduce((sum, { rowAmount }) => sum + rowAmount, 0)
  const serialNumber = 12 - age
  const number = (n: number): string =>
    String(SERIES_FROM + u.stadsdel) + String(u.index).padStart(8, '0') + String(n).padStart(2, '0')
  const head = {
    fakturanummer: number(serialNumber),
    ocrNummer: ocrOf(number(serialNumber)),
    fakturadatum: `${month}-${FAKTURA_DAY}`,
    forfallodatum: monthEnd(month),
    voucherType: 'KF' as const,
    belopp: amount,
    rader: rows,
  }
  const verdict = s.number(1000)
  if (age >= 1 && verdict < 12) {
    const creditDate = calendar.day(Math.min(0, daysBetween(calendar.today, head.fakturadatum) + 20))
    const settled = s.chance(0.7)
    return [
      { ...head, template: 'historik', kvarstaende: 0, betaldDatum: creditDate },
      {
        template: settled ? 'historik' : 'oppna',
        fakturanummer: number(serialNumber + CREDIT_SERIES),
        fakturadatum: creditDate,
        forfallodatum: creditDate,
        voucherType: 'KK',
        belopp: -amount,
        kvarstaende: settled ? 0 : -amount,
        ...(settled && { betaldDatum: creditDate }),
        rader: rows.map((row) => ({ ...row, rowText: `Kreditering: ${row.rowText}`, rowAmount: -row.rowAmount })),
      },
    ]
  }
  return [{ ...head, ...payment(u, head, age, verdict) }]
}

type Payment = Pick<Faktura, 'template' | 'kvarstaende' | 'betaldDatum' | 'paminnelser' | 'collectionStatus'>

function payment(
  { random: s, calendar }: FakturaBasis,
  { belopp, forfallodatum }: { readonly belopp: number; readonly forfallodatum: string },
  age: number,
  verdict: number,
): Payment {
  const paidDate = calendar.day(Math.min(0, daysBetween(calendar.today, forfallodatum) - s.between(-5, 12)))
  const unpaidShare = age === 0 ? 800 : age === 1 ? 150 : 45
  if (verdict >= 12 + unpaidShare)
    // Some payments are booked before the item is moved to the history.
    return s.chance(0.06)
      ? { template: 'oppna', kvarstaende: 0, betaldDatum: paidDate, paminnelser: 0 }
      : { template: 'historik', kvarstaende: 0, betaldDatum: paidDate }
  const remaining = s.chance(0.15) && belopp > 200 ? belopp - s.between(1, Math.floor(belopp / 100) - 1) * 100 : belopp
  if (age === 0) return { template: 'oppna', kvarstaende: remaining, ...(s.chance(0.5) && { paminnelser: 0 }) }
  const reminders = age === 1 ? s.number(2) : s.between(1, 3)
  return {
    template: 'oppna',
    kvarstaende: remaining,
    paminnelser: reminders,
    ...(reminders === 3 && s.chance(0.7) && { collectionStatus: s.options(['INK', 'KFM'] as const) }),
  }
}

function fakturaRows({ random: s, finances }: FakturaBasis, period: string): Faktura['rader'] {
  const time = monthName(period)
  const rows = [{ rowText: `Avgift för omsorg ${time}`, rowAmount: avgiftOf(finances, period) }]
  if (s.chance(0.45)) {
    const count = s.between(4, 30)
    rows.push({ rowText: `Matdistribution ${time}, ${count} portioner à 62,50`, rowAmount: count * PORTION })
  }
  if (s.chance(0.3)) rows.push({ rowText: `Trygghetslarm ${time} <hyra & service>`, rowAmount: ALERT })
  return rows.map((row, i) => ({ radnummer: i + 1, ...row }))
}

/** The same invoice, paid in full and moved to the history. */
export function paid(faktura: Faktura, date: string): Faktura {
  return { ...without(faktura, 'annulled', ...DUNNING), template: 'historik', kvarstaende: 0, betaldDatum: date }
}
