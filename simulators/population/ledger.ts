import type { Kalender } from './calendar.ts'
import type { Andringar } from './changes.ts'
import type { Faktura } from './invoices.ts'
import { andraKundnummerAv, harTvaKundnummer, kundnummerAv } from './placement.ts'
import type { AgressoKund, AgressoRad, Kallsystem, Population } from './population.ts'
import type { Sanning } from './truth.ts'

const SKYDDSKODER: Readonly<Record<Sanning['skydd'], string>> = {
  ingen: '0',
  sekretessmarkering: '1',
  'skyddad-folkbokforing': '2',
  fingerade: '3',
}
/** Days since a customer that nobody has touched was last changed. */
const ORORD = 400

export interface Reskontraunderlag {
  readonly antal: number
  readonly seed: number
  readonly kalender: Kalender
  readonly andringar: Andringar
  /** The place of a stadsdel in STADSDELAR. */
  readonly ordningAv: (stadsdel: string) => number
  readonly harI: (index: number, stadsdel: string, ordning: number, kalla: Kallsystem) => boolean
  readonly person: Population['person']
  readonly fakturor: (index: number, stadsdel: string) => readonly Faktura[]
}

/** The customer ledger of each company: the same invoices as in the truth, as rows under customer numbers. */
export function skapaReskontra(
  u: Reskontraunderlag,
): Pick<Population, 'kundnummer' | 'agressoKunder' | 'agressoRader'> {
  const { antal, seed, ordningAv, harI, andringar } = u

  function kundnummer(index: number, stadsdel: string): string[] {
    const ordning = ordningAv(stadsdel)
    if (!harI(index, stadsdel, ordning, 'agresso')) return []
    const forsta = kundnummerAv(index, ordning)
    return harTvaKundnummer(seed, index) ? [forsta, andraKundnummerAv(index, ordning)] : [forsta]
  }

  const andrad = (index: number, stadsdel: string, annars: string): string => {
    const senast = andringar.senast(index, stadsdel, 'agresso')
    return senast === undefined ? `${annars}T00:00:00.000Z` : new Date(senast).toISOString()
  }

  function kund(index: number, stadsdel: string, nummer: string): AgressoKund {
    const { personnummer, fornamn, efternamn, skydd } = u.person(index)
    return {
      index,
      kundnummer: nummer,
      personnummer,
      namn: `${efternamn}, ${fornamn}`,
      skyddskod: SKYDDSKODER[skydd],
      senastAndrad: andrad(index, stadsdel, u.kalender.dag(-ORORD)),
    }
  }

  function* agressoKunder(stadsdel: string, index?: number): Generator<AgressoKund> {
    if (index !== undefined) {
      for (const nummer of kundnummer(index, stadsdel)) yield kund(index, stadsdel, nummer)
      return
    }
    const ordning = ordningAv(stadsdel)
    for (let i = 0; i < antal; i++)
      if (harI(i, stadsdel, ordning, 'agresso')) yield kund(i, stadsdel, kundnummerAv(i, ordning))
    for (let i = 0; i < antal; i++)
      if (harTvaKundnummer(seed, i) && harI(i, stadsdel, ordning, 'agresso'))
        yield kund(i, stadsdel, andraKundnummerAv(i, ordning))
  }

  function agressoRader(index: number, stadsdel: string, bara?: string): AgressoRad[] {
    const alla = u.fakturor(index, stadsdel)
    const nummer = kundnummer(index, stadsdel)
    return nummer.flatMap((nr, n) => {
      if (bara !== undefined && nr !== bara) return []
      // Two numbers share the invoices month by month.
      const egna = alla.filter(({ fakturanummer }) => nummer.length === 1 || Number(fakturanummer.at(-1)) % 2 === n)
      return egna.flatMap(({ rader, ...huvud }) => {
        const senastAndrad = andrad(index, stadsdel, huvud.betaldDatum ?? huvud.fakturadatum)
        return rader.map((rad) => ({ ...huvud, ...rad, kundnummer: nr, senastAndrad }))
      })
    })
  }

  return { kundnummer, agressoKunder, agressoRader }
}
