import { tillampa } from './apply-change.ts'
import { sanningAvFakturor, sanningAvOmsorg } from './build-truth.ts'
import { skapaKalender } from './calendar.ts'
import { skapaOmsorg } from './care.ts'
import { skapaHandlaggare } from './case-officers.ts'
import { skapaAndringar } from './changes.ts'
import { STADSDELAR } from './districts.ts'
import { ekonomiAv } from './economy.ts'
import { betald, skapaFakturor, type Faktura } from './invoices.ts'
import { efternamn, fornamn } from './names.ts'
import { skapaNummerserie } from './number-series.ts'
import { skapaReskontra } from './ledger.ts'
import * as plats from './placement.ts'
import type { Kallsystem, Omsorg, Population } from './population.ts'
import { slump, SYFTE } from './random.ts'
import { skapaHemligt } from './secrets.ts'
import type { PopulationOptions, Sanning } from './truth.ts'

const KODER = STADSDELAR.map(({ kod }) => kod)
const MAX_SPAR = 11

/** Same options, same city, to the last letter. */
export function skapaPopulation({ antal, seed, idag }: PopulationOptions): Population {
  if (antal > plats.MAX_ANTAL) throw new RangeError(`antal is at most ${plats.MAX_ANTAL}`)
  const kalender = skapaKalender(idag)
  const nummer = skapaNummerserie(seed, antal)
  const handlaggare = skapaHandlaggare(seed)
  const andringar = skapaAndringar()

  const ordningAv = (stadsdel: string): number => {
    const ordning = KODER.indexOf(stadsdel)
    if (ordning === -1) throw new RangeError('no such stadsdel')
    return ordning
  }

  function stadsdelarAv(index: number, kalla?: Kallsystem): string[] {
    const p = plats.placeringAv(seed, index)
    if (kalla !== undefined && !p[kalla]) return []
    const koder = p.forra === -1 ? [KODER[p.hem] as string] : [KODER[p.hem] as string, KODER[p.forra] as string]
    return koder.filter((kod) => !andringar.borta(index, kod))
  }

  const harI = (index: number, stadsdel: string, ordning: number, kalla: Kallsystem): boolean =>
    plats.finnsI(plats.placeringAv(seed, index), ordning, kalla) && !andringar.borta(index, stadsdel)

  function person(index: number): Omit<Sanning, 'stadsdelar'> {
    const s = slump(seed, index, SYFTE.person)
    return {
      personnummer: nummer.av(index),
      fornamn: fornamn(s),
      efternamn: efternamn(s),
      skydd: andringar.skydd(index) ?? plats.skyddAv(seed, index),
    }
  }

  function omsorg(index: number, stadsdel: string): Omsorg {
    const ordning = ordningAv(stadsdel)
    const p = plats.placeringAv(seed, index)
    const grund = skapaOmsorg({
      slump: slump(seed, index, SYFTE.omsorg + ordning),
      kalender,
      index,
      stadsdel: ordning,
      bor: p.hem === ordning,
      ekonomi: ekonomiAv(seed, index, p.agresso),
      handlaggare: handlaggare[ordning] as (typeof handlaggare)[number],
      byten: andringar.byten(index, stadsdel),
    })
    const borttagna = andringar.borttagna(index, stadsdel)
    const varv = andringar.varv(index, stadsdel)
    return {
      ...grund,
      ...(borttagna.size > 0 && { beslut: grund.beslut.filter(({ beslutId }) => !borttagna.has(beslutId)) }),
      ...(varv !== undefined && {
        handlaggare: grund.handlaggare.map((h, n) =>
          n === 0 ? { ...h, telefontid: `Vardagar 9-10, varv ${varv}` } : h,
        ),
      }),
    }
  }

  function fakturor(index: number, stadsdel: string): Faktura[] {
    const ordning = ordningAv(stadsdel)
    if (!harI(index, stadsdel, ordning, 'agresso')) return []
    const p = plats.placeringAv(seed, index)
    const bor = p.hem === ordning
    const s = slump(seed, index, SYFTE.fakturor)
    const aldst = p.forra !== -1 || s.chans(0.75) ? MAX_SPAR : s.mellan(0, MAX_SPAR - 1)
    const flyttade = s.mellan(2, 9)
    const betalda = andringar.betalda(index, stadsdel)
    return skapaFakturor({
      slump: slump(seed, index, SYFTE.fakturor + 1 + ordning),
      kalender,
      index,
      stadsdel: ordning,
      ekonomi: ekonomiAv(seed, index, true),
      yngst: bor ? 0 : flyttade,
      aldst: bor && p.forra !== -1 ? flyttade - 1 : aldst,
    }).map((faktura) => (betalda.has(faktura.fakturanummer) ? betald(faktura, idag) : faktura))
  }

  function sanningAt(index: number): Sanning {
    const vem = person(index)
    const stadsdelar = stadsdelarAv(index).map((stadsdel) => {
      const paraplyet = harI(index, stadsdel, ordningAv(stadsdel), 'paraplyet')
      return [
        stadsdel,
        {
          ...(paraplyet && sanningAvOmsorg(vem, omsorg(index, stadsdel))),
          ...sanningAvFakturor(fakturor(index, stadsdel)),
        },
      ] as const
    })
    return { ...vem, stadsdelar: Object.fromEntries(stadsdelar) }
  }

  const reskontra = skapaReskontra({ antal, seed, ordningAv, harI, person, fakturor, andringar, kalender })

  const population: Population = {
    antal,
    seed,
    idag,
    stadsdelar: KODER,
    stadsdelarAv,
    personnummerAv: nummer.av,
    indexAv: nummer.index,
    person,
    omsorg,
    hemligt: (index) =>
      skapaHemligt(
        slump(seed, index, SYFTE.hemligt),
        STADSDELAR[plats.placeringAv(seed, index).hem] as (typeof STADSDELAR)[number],
        nummer.av(index + 7),
      ),
    ...reskontra,
    sanningAt,
    sanning(personnummer) {
      const index = nummer.index(personnummer)
      return index === undefined ? undefined : sanningAt(index)
    },
    andra: (andring, tid = new Date()) => tillampa(population, andringar, andring, tid),
    andradeSedan(tid, stadsdel, kalla) {
      const ordning = ordningAv(stadsdel)
      const { enskilda, under } = andringar.sedan(tid.getTime(), stadsdel, kalla)
      const alla = new Set(enskilda)
      for (let i = 0; i < under; i++) if (plats.placeringAv(seed, i).hem === ordning) alla.add(i)
      return [...alla].filter((i) => harI(i, stadsdel, ordning, kalla)).sort((a, b) => a - b)
    },
    version: (stadsdel, kalla) => andringar.version(stadsdel, kalla),
  }
  return population
}
