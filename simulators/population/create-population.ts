import { apply } from './apply-change.ts'
import { truthOfCare, truthOfFakturor } from './build-truth.ts'
import { createCalendar } from './calendar.ts'
import { createCare } from './care.ts'
import { createHandlaggare } from './case-officers.ts'
import { createChanges } from './changes.ts'
import { STADSDELAR } from './districts.ts'
import { financesOf } from './economy.ts'
import { createFakturor, type Faktura, paid } from './invoices.ts'
import { createLedger } from './ledger.ts'
import { firstName, lastName } from './names.ts'
import { createNumberSeries } from './number-series.ts'
import * as place from './placement.ts'
import type { Care, Population, SourceSystem } from './population.ts'
import { PURPOSE, random } from './random.ts'
import { createSecret } from './secrets.ts'
import type { PopulationOptions, Truth } from './truth.ts'

const CODES = STADSDELAR.map(({ kod }) => kod)
const MAX_TRACEPARENT = 11

/** Same options, same city, to the last letter. */
export function createPopulation({ antal, seed, today, stadsdelar = CODES }: PopulationOptions): Population {
  if (antal > place.MAX_COUNT) throw new RangeError(`antal is at most ${place.MAX_COUNT}`)
  const calendar = createCalendar(today)
  const placementOf = place.createPlacement(seed, stadsdelar)
  const number = createNumberSeries(seed, antal)
  const handlaggare = createHandlaggare(seed)
  const changes = createChanges()

  const orderOf = (stadsdel: string): number => {
    const order = CODES.indexOf(stadsdel)
    if (order === -1) throw new RangeError('no such stadsdel')
    return order
  }

  function stadsdelarOf(index: number, source?: SourceSystem): string[] {
    const p = placementOf(index)
    if (source !== undefined && !p[source]) return []
    const codes = p.previous === -1 ? [CODES[p.home] as string] : [CODES[p.home] as string, CODES[p.previous] as string]
    return codes.filter((code) => !changes.gone(index, code))
  }

  const hasIn = (index: number, stadsdel: string, order: number, source: SourceSystem): boolean =>
    place.existsIn(placementOf(index), order, source) && !changes.gone(index, stadsdel)

  function person(index: number): Omit<Truth, 'stadsdelar'> {
    const s = random(seed, index, PURPOSE.person)
    return {
      personnummer: number.av(index),
      fornamn: firstName(s),
      efternamn: lastName(s),
      skydd: changes.skydd(index) ?? place.skyddOf(seed, index),
    }
  }

  function care(index: number, stadsdel: string): Care {
    const order = orderOf(stadsdel)
    const p = placementOf(index)
    const grounds = createCare({
      random: random(seed, index, PURPOSE.care + order),
      calendar,
      index,
      stadsdel: order,
      lives: p.home === order,
      finances: financesOf(seed, index, p.agresso),
      handlaggare: handlaggare[order] as (typeof handlaggare)[number],
      swaps: changes.swaps(index, stadsdel),
    })
    const removed = changes.removed(index, stadsdel)
    const round = changes.round(index, stadsdel)
    return {
      ...grounds,
      ...(removed.size > 0 && { beslut: grounds.beslut.filter(({ beslutId }) => !removed.has(beslutId)) }),
      ...(round !== undefined && {
        handlaggare: grounds.handlaggare.map((h, n) =>
          n === 0 ? { ...h, telefontid: `Vardagar 9-10, varv ${round}` } : h,
        ),
      }),
    }
  }

  function fakturor(index: number, stadsdel: string): Faktura[] {
    const order = orderOf(stadsdel)
    if (!hasIn(index, stadsdel, order, 'agresso')) return []
    const p = placementOf(index)
    const lives = p.home === order
    const s = random(seed, index, PURPOSE.fakturor)
    const oldest = p.previous !== -1 || s.chance(0.75) ? MAX_TRACEPARENT : s.between(0, MAX_TRACEPARENT - 1)
    const moved = s.between(2, 9)
    const paidOnes = changes.paid(index, stadsdel)
    return createFakturor({
      random: random(seed, index, PURPOSE.fakturor + 1 + order),
      calendar,
      index,
      stadsdel: order,
      finances: financesOf(seed, index, true),
      youngest: lives ? 0 : moved,
      oldest: lives && p.previous !== -1 ? moved - 1 : oldest,
    }).map((faktura) => (paidOnes.has(faktura.fakturanummer) ? paid(faktura, today) : faktura))
  }

  function truthAt(index: number): Truth {
    const who = person(index)
    const stadsdelar = stadsdelarOf(index).map((stadsdel) => {
      const paraplyet = hasIn(index, stadsdel, orderOf(stadsdel), 'paraplyet')
      return [
        stadsdel,
        {
          ...(paraplyet && truthOfCare(who, care(index, stadsdel))),
          ...truthOfFakturor(fakturor(index, stadsdel)),
        },
      ] as const
    })
    return { ...who, stadsdelar: Object.fromEntries(stadsdelar) }
  }

  const ledger = createLedger({ antal, seed, orderOf, hasIn, person, fakturor, changes, calendar })

  const population: Population = {
    antal,
    seed,
    today,
    stadsdelar,
    stadsdelarOf,
    homeOf: (index) => CODES[placementOf(index).home] as string,
    personnummerOf: number.av,
    indexOf: number.index,
    person,
    care,
    secret: (index) =>
      createSecret(
        random(seed, index, PURPOSE.secret),
        STADSDELAR[placementOf(index).home] as (typeof STADSDELAR)[number],
        number.av(index + 7),
      ),
    ...ledger,
    truthAt,
    truth(personnummer) {
      const index = number.index(personnummer)
      return index === undefined ? undefined : truthAt(index)
    },
    change: (change, time = new Date()) => apply(population, changes, change, time),
    changedSince(time, stadsdel, source) {
      const order = orderOf(stadsdel)
      const { individual, under } = changes.sedan(time.getTime(), stadsdel, source)
      const all = new Set(individual)
      for (let i = 0; i < under; i++) if (placementOf(i).home === order) all.add(i)
      return [...all].filter((i) => hasIn(i, stadsdel, order, source)).sort((a, b) => a - b)
    },
    version: (stadsdel, source) => changes.version(stadsdel, source),
  }
  return population
}
