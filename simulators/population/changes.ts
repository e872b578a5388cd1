import type { Kallsystem } from './population.ts'
import type { Sanning } from './truth.ts'

interface Storm {
  readonly stadsdel: string
  /** Persons below this index are struck. */
  readonly under: number
  readonly varv: number
  readonly tid: number
}

/** What has been changed since the city was made. */
export interface Andringar {
  byten(index: number, stadsdel: string): number
  borttagna(index: number, stadsdel: string): ReadonlySet<string>
  betalda(index: number, stadsdel: string): ReadonlySet<string>
  skydd(index: number): Sanning['skydd'] | undefined
  borta(index: number, stadsdel: string): boolean
  /** The round of the newest storm that struck the person. */
  varv(index: number, stadsdel: string): number | undefined
  /** When anything of the person last changed in the source, in ms. */
  senast(index: number, stadsdel: string, kalla: Kallsystem): number | undefined
  sedan(tid: number, stadsdel: string, kalla: Kallsystem): { enskilda: number[]; under: number }
  version(stadsdel: string, kalla: Kallsystem): number

  bytHandlaggare(index: number, stadsdel: string): void
  taBortBeslut(index: number, stadsdel: string, beslutId: string): void
  betala(index: number, stadsdel: string, fakturanummer: string): void
  sattSkydd(index: number, skydd: Sanning['skydd']): void
  taBort(index: number, stadsdel: string): void
  storm(storm: Storm): void
  /** Notes that a change has been made of this person here. */
  notera(index: number, stadsdel: string, kalla: Kallsystem, tid: number): void
}

const INGA: ReadonlySet<string> = new Set()

export function skapaAndringar(): Andringar {
  const byten = new Map<string, number>()
  const borttagna = new Map<string, Set<string>>()
  const betalda = new Map<string, Set<string>>()
  const skydd = new Map<number, Sanning['skydd']>()
  const borta = new Set<string>()
  const stormar: Storm[] = []
  const tider = new Map<string, Map<number, number>>()
  const versioner = new Map<string, number>()

  const nyckel = (index: number, stadsdel: string): string => `${stadsdel}/${index}`
  const lagg = (karta: Map<string, Set<string>>, n: string, varde: string): void => {
    const mangd = karta.get(n) ?? new Set()
    karta.set(n, mangd.add(varde))
  }
  const nyVersion = (stadsdel: string, kalla: Kallsystem): void => {
    const n = `${kalla}/${stadsdel}`
    versioner.set(n, (versioner.get(n) ?? 0) + 1)
  }
  const traffadAv = (index: number, stadsdel: string): Storm | undefined =>
    stormar.findLast((storm) => storm.stadsdel === stadsdel && index < storm.under)

  return {
    byten: (index, stadsdel) => byten.get(nyckel(index, stadsdel)) ?? 0,
    borttagna: (index, stadsdel) => borttagna.get(nyckel(index, stadsdel)) ?? INGA,
    betalda: (index, stadsdel) => betalda.get(nyckel(index, stadsdel)) ?? INGA,
    skydd: (index) => skydd.get(index),
    borta: (index, stadsdel) => borta.size > 0 && borta.has(nyckel(index, stadsdel)),
    varv: (index, stadsdel) => traffadAv(index, stadsdel)?.varv,
    senast(index, stadsdel, kalla) {
      const egen = tider.get(`${kalla}/${stadsdel}`)?.get(index)
      const stormens = kalla === 'paraplyet' ? traffadAv(index, stadsdel)?.tid : undefined
      return egen === undefined || stormens === undefined ? (egen ?? stormens) : Math.max(egen, stormens)
    },
    sedan(tid, stadsdel, kalla) {
      const enskilda = [...(tider.get(`${kalla}/${stadsdel}`) ?? [])].filter(([, t]) => t >= tid).map(([i]) => i)
      const under = stormar
        .filter((storm) => kalla === 'paraplyet' && storm.stadsdel === stadsdel && storm.tid >= tid)
        .reduce((mest, storm) => Math.max(mest, storm.under), 0)
      return { enskilda, under }
    },
    version: (stadsdel, kalla) => versioner.get(`${kalla}/${stadsdel}`) ?? 0,

    bytHandlaggare: (index, stadsdel) =>
      void byten.set(nyckel(index, stadsdel), (byten.get(nyckel(index, stadsdel)) ?? 0) + 1),
    taBortBeslut: (index, stadsdel, beslutId) => lagg(borttagna, nyckel(index, stadsdel), beslutId),
    betala: (index, stadsdel, fakturanummer) => lagg(betalda, nyckel(index, stadsdel), fakturanummer),
    sattSkydd: (index, varde) => void skydd.set(index, varde),
    taBort: (index, stadsdel) => void borta.add(nyckel(index, stadsdel)),
    storm(storm) {
      // An older storm that struck no more than this one has nothing left to show.
      const kvar = stormar.filter((s) => s.stadsdel !== storm.stadsdel || s.under > storm.under)
      stormar.splice(0, stormar.length, ...kvar, storm)
      nyVersion(storm.stadsdel, 'paraplyet')
    },
    notera(index, stadsdel, kalla, tid) {
      const n = `${kalla}/${stadsdel}`
      const karta = tider.get(n) ?? new Map<number, number>()
      tider.set(n, karta.set(index, tid))
      nyVersion(stadsdel, kalla)
    },
  }
}
