import { dagarMellan, manadsnamn, manadsslut, type Kalender } from './calendar.ts'
import { ocrAv } from './check-digit.ts'
import { avgiftAv, type Ekonomi } from './economy.ts'
import type { Slump } from './random.ts'

/** One invoice with its lines; money in öre. */
export interface Faktura {
  readonly mall: 'oppna' | 'historik'
  readonly fakturanummer: string
  readonly ocrNummer?: string
  readonly fakturadatum: string
  readonly forfallodatum: string
  readonly belopp: number
  readonly kvarstaende: number
  readonly betaldDatum?: string
  readonly paminnelser?: number
  readonly inkassostatus?: string
  readonly rader: readonly { readonly radnummer: number; readonly radtext: string; readonly radbelopp: number }[]
}

export interface Fakturaunderlag {
  readonly slump: Slump
  readonly kalender: Kalender
  readonly index: number
  /** Place in STADSDELAR. */
  readonly stadsdel: number
  readonly ekonomi: Ekonomi
  /** Age in months of the newest and the oldest invoice; the newest possible is 0. */
  readonly yngst: number
  readonly aldst: number
}

const FAKTURADAG = '05'
/** No year begins so: an invoice number is never mistaken for a personnummer. */
const SERIER_FRAN = 30
/** Credits are numbered in a series of their own. */
const KREDITSERIE = 50
const PORTION = 6_250
const LARM = 12_900

/** Oldest first, which is also the order of their numbers. */
export function skapaFakturor(u: Fakturaunderlag): Faktura[] {
  const fakturor: Faktura[] = []
  for (let alder = u.aldst; alder >= u.yngst; alder--) fakturor.push(...manadensFakturor(u, alder))
  return fakturor.sort((a, b) => (a.fakturanummer < b.fakturanummer ? -1 : 1))
}

function manadensFakturor(u: Fakturaunderlag, alder: number): Faktura[] {
  const { kalender, slump: s } = u
  // Before this month's day of invoicing, the newest invoice is last month's.
  const senaste = kalender.idag.slice(8) < FAKTURADAG ? -1 : 0
  const manad = kalender.manad(senaste - alder)
  const rader = fakturarader(u, kalender.manad(senaste - alder - 1))
  const belopp = rader.reduce((summa, { radbelopp }) => summa + radbelopp, 0)
  const lopnummer = 12 - alder
  const nummer = (n: number): string =>
    String(SERIER_FRAN + u.stadsdel) + String(u.index).padStart(8, '0') + String(n).padStart(2, '0')
  const huvud = {
    fakturanummer: nummer(lopnummer),
    ocrNummer: ocrAv(nummer(lopnummer)),
    fakturadatum: `${manad}-${FAKTURADAG}`,
    forfallodatum: manadsslut(manad),
    belopp,
    rader,
  }
  const utfall = s.tal(1000)
  if (alder >= 1 && utfall < 12) {
    const kreditdatum = kalender.dag(Math.min(0, dagarMellan(kalender.idag, huvud.fakturadatum) + 20))
    const reglerad = s.chans(0.7)
    return [
      { ...huvud, mall: 'historik', kvarstaende: 0, betaldDatum: kreditdatum },
      {
        mall: reglerad ? 'historik' : 'oppna',
        fakturanummer: nummer(lopnummer + KREDITSERIE),
        fakturadatum: kreditdatum,
        forfallodatum: kreditdatum,
        belopp: -belopp,
        kvarstaende: reglerad ? 0 : -belopp,
        ...(reglerad && { betaldDatum: kreditdatum }),
        rader: rader.map((rad) => ({ ...rad, radtext: `Kreditering: ${rad.radtext}`, radbelopp: -rad.radbelopp })),
      },
    ]
  }
  return [{ ...huvud, ...betalning(u, huvud, alder, utfall) }]
}

type Betalning = Pick<Faktura, 'mall' | 'kvarstaende' | 'betaldDatum' | 'paminnelser' | 'inkassostatus'>

function betalning(
  { slump: s, kalender }: Fakturaunderlag,
  { belopp, forfallodatum }: Pick<Faktura, 'belopp' | 'forfallodatum'>,
  alder: number,
  utfall: number,
): Betalning {
  const betaldDatum = kalender.dag(Math.min(0, dagarMellan(kalender.idag, forfallodatum) - s.mellan(-5, 12)))
  const andelObetald = alder === 0 ? 800 : alder === 1 ? 150 : 45
  if (utfall >= 12 + andelObetald)
    // Some payments are booked before the item is moved to the history.
    return s.chans(0.06)
      ? { mall: 'oppna', kvarstaende: 0, betaldDatum, paminnelser: 0 }
      : { mall: 'historik', kvarstaende: 0, betaldDatum }
  const kvarstaende = s.chans(0.15) && belopp > 200 ? belopp - s.mellan(1, Math.floor(belopp / 100) - 1) * 100 : belopp
  if (alder === 0) return { mall: 'oppna', kvarstaende, ...(s.chans(0.5) && { paminnelser: 0 }) }
  const paminnelser = alder === 1 ? s.tal(2) : s.mellan(1, 3)
  return {
    mall: 'oppna',
    kvarstaende,
    paminnelser,
    ...(paminnelser === 3 && s.chans(0.7) && { inkassostatus: s.val(['INK', 'KFM'] as const) }),
  }
}

function fakturarader({ slump: s, ekonomi }: Fakturaunderlag, period: string): Faktura['rader'] {
  const tid = manadsnamn(period)
  const rader = [{ radtext: `Avgift för omsorg ${tid}`, radbelopp: avgiftAv(ekonomi, period) }]
  if (s.chans(0.45)) {
    const antal = s.mellan(4, 30)
    rader.push({ radtext: `Matdistribution ${tid}, ${antal} portioner à 62,50`, radbelopp: antal * PORTION })
  }
  if (s.chans(0.3)) rader.push({ radtext: `Trygghetslarm ${tid} <hyra & service>`, radbelopp: LARM })
  return rader.map((rad, i) => ({ radnummer: i + 1, ...rad }))
}

/** The same invoice, paid in full and moved to the history. */
export function betald(faktura: Faktura, datum: string): Faktura {
  const { fakturanummer, ocrNummer, fakturadatum, forfallodatum, belopp, rader } = faktura
  return {
    mall: 'historik',
    fakturanummer,
    ...(ocrNummer !== undefined && { ocrNummer }),
    fakturadatum,
    forfallodatum,
    belopp,
    kvarstaende: 0,
    betaldDatum: datum,
    rader,
  }
}
