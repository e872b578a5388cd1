import type { SourceSystem } from './population.ts'
import type { Truth } from './truth.ts'

interface Storm {
  readonly stadsdel: string
  /** Persons below this index are struck. */
  readonly under: number
  readonly round: number
  readonly tid: number
}

/** What has been changed since the city was made. */
export interface Changes {
  swaps(index: number, stadsdel: string): number
  removed(index: number, stadsdel: string): ReadonlySet<string>
  paid(index: number, stadsdel: string): ReadonlySet<string>
  skydd(index: number): Truth['skydd'] | undefined
  gone(index: number, stadsdel: string): boolean
  /** The round of the newest storm that struck the person. */
  round(index: number, stadsdel: string): number | undefined
  /** When anything of the person last changed in the source, in ms. */
  latest(index: number, stadsdel: string, source: SourceSystem): number | undefined
  sedan(time: number, stadsdel: string, source: SourceSystem): { individual: number[]; under: number }
  version(stadsdel: string, source: SourceSystem): number

  replaceHandlaggare(index: number, stadsdel: string): void
  removeBeslut(index: number, stadsdel: string, beslutId: string): void
  pay(index: number, stadsdel: string, fakturanummer: string): void
  setSkydd(index: number, skydd: Truth['skydd']): void
  remove(index: number, stadsdel: string): void
  storm(storm: Storm): void
  /** Notes that a change has been made of this person here. */
  note(index: number, stadsdel: string, source: SourceSystem, time: number): void
}

const NONE: ReadonlySet<string> = new Set()

export function createChanges(): Changes {
  const swaps = new Map<string, number>()
  const removed = new Map<string, Set<string>>()
  const paid = new Map<string, Set<string>>()
  const skydd = new Map<number, Truth['skydd']>()
  const gone = new Set<string>()
  const storms: Storm[] = []
  const times = new Map<string, Map<number, number>>()
  const versions = new Map<string, number>()

  const key = (index: number, stadsdel: string): string => `${stadsdel}/${index}`
  const put = (map: Map<string, Set<string>>, n: string, value: string): void => {
    const mangd = map.get(n) ?? new Set()
    map.set(n, mangd.add(value))
  }
  const newVersion = (stadsdel: string, source: SourceSystem): void => {
    const n = `${source}/${stadsdel}`
    versions.set(n, (versions.get(n) ?? 0) + 1)
  }
  const hitBy = (index: number, stadsdel: string): Storm | undefined =>
    storms.findLast((storm) => storm.stadsdel === stadsdel && index < storm.under)

  return {
    swaps: (index, stadsdel) => swaps.get(key(index, stadsdel)) ?? 0,
    removed: (index, stadsdel) => removed.get(key(index, stadsdel)) ?? NONE,
    paid: (index, stadsdel) => paid.get(key(index, stadsdel)) ?? NONE,
    skydd: (index) => skydd.get(index),
    gone: (index, stadsdel) => gone.size > 0 && gone.has(key(index, stadsdel)),
    round: (index, stadsdel) => hitBy(index, stadsdel)?.round,
    latest(index, stadsdel, source) {
      const own = times.get(`${source}/${stadsdel}`)?.get(index)
      const storm = source === 'paraplyet' ? hitBy(index, stadsdel)?.tid : undefined
      return own === undefined || storm === undefined ? (own ?? storm) : Math.max(own, storm)
    },
    sedan(time, stadsdel, source) {
      const individual = [...(times.get(`${source}/${stadsdel}`) ?? [])].filter(([, t]) => t >= time).map(([i]) => i)
      const under = storms
        .filter((storm) => source === 'paraplyet' && storm.stadsdel === stadsdel && storm.tid >= time)
        .reduce((most, storm) => Math.max(most, storm.under), 0)
      return { individual, under }
    },
    version: (stadsdel, source) => versions.get(`${source}/${stadsdel}`) ?? 0,

    replaceHandlaggare: (index, stadsdel) =>
      void swaps.set(key(index, stadsdel), (swaps.get(key(index, stadsdel)) ?? 0) + 1),
    removeBeslut: (index, stadsdel, beslutId) => put(removed, key(index, stadsdel), beslutId),
    pay: (index, stadsdel, fakturanummer) => put(paid, key(index, stadsdel), fakturanummer),
    setSkydd: (index, value) => void skydd.set(index, value),
    remove: (index, stadsdel) => void gone.add(key(index, stadsdel)),
    storm(storm) {
      // An older storm that struck no more than this one has nothing left to show.
      const left = storms.filter((s) => s.stadsdel !== storm.stadsdel || s.under > storm.under)
      storms.splice(0, storms.length, ...left, storm)
      newVersion(storm.stadsdel, 'paraplyet')
    },
    note(index, stadsdel, source, time) {
      const n = `${source}/${stadsdel}`
      const map = times.get(n) ?? new Map<number, number>()
      times.set(n, map.set(index, time))
      newVersion(stadsdel, source)
    },
  }
}
