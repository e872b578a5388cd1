import { type Calendar, daysBetween } from './calendar.ts'
import { avgiftHandlaggare } from './case-officers.ts'
import { STADSDELAR } from './districts.ts'
import { avgiftOf, type Finances, maxFeeOf } from './economy.ts'
import { firstName, lastName } from './names.ts'
import type { Avgift, Beslut, Care, Handlaggare, QueuePlace, Rakningsmottagare, Utforare } from './population.ts'
import type { Random } from './random.ts'
import { legalBasis, type Service, WEIGHTED_SERVICES } from './services.ts'

export interface CareBasis {
  readonly random: Random
  readonly calendar: Calendar
  readonly index: number
  /** Place in STADSDELAR. */
  readonly stadsdel: number
  /** False in the stadsdel that the person has left: only what has ended is there. */
  readonly lives: boolean
  readonly finances: Finances
  readonly handlaggare: readonly Handlaggare[]
  /** How many times the person has been given another handläggare. */
  readonly swaps: number
}

/** What Paraplyet of one stadsdel holds about one person. */
export function createCare(u: CareBasis): Care {
  const { random: s, lives } = u
  const { beslut, utforare } = decide(u)
  return {
    beslut,
    avgift: lives ? avgifter(u) : [],
    utforare,
    handlaggare: lives ? responsible(u) : [],
    kostatus: lives && s.chance(0.09) ? [queuePlace(u)] : [],
    rakningsmottagare: lives && s.chance(0.07) ? [rakningsmottagare(u)] : [],
  }
}

function decide(u: CareBasis): { beslut: Beslut[]; utforare: Utforare[] } {
  const { random: s, lives } = u
  const beslut: Beslut[] = []
  const utforare: Utforare[] = []
  const ended = lives ? s.options([0, 0, 0, 1, 1, 2]) : s.between(1, 3)
  const running = lives ? s.options([1, 1, 2, 2, 3, 4]) : 0
  for (let n = 1; n <= ended + running; n++) {
    let service = s.options(WEIGHTED_SERVICES)
    while (n > ended && beslut.some(({ insatsKod, status }) => insatsKod === service.kod && status !== 'avslutat'))
      service = s.options(WEIGHTED_SERVICES)
    const one = n <= ended ? endedBeslut(u, n, service) : runningBeslut(u, n, service)
    beslut.push(one)
    if (one.status !== 'avslag') utforare.push(job(u, n, service, one))
  }
  return { beslut, utforare }
}

const id = (u: CareBasis, kind: string, n: number): string =>
  `${(STADSDELAR[u.stadsdel] as { prefix: string }).prefix}-${kind}${String(u.index).padStart(7, '0')}-${n}`

function grounds(u: CareBasis, n: number, service: Service, fromDay: number) {
  const { random: s, calendar } = u
  const decidedOn = calendar.day(fromDay - s.between(0, 21))
  const o = service.omfattning
  return {
    beslutId: id(u, 'B', n),
    ...legalBasis(service.law, decidedOn),
    insatsKod: service.kod,
    insats: service.text,
    beslutsdatum: decidedOn,
    franOchMed: calendar.day(fromDay),
    ...(o !== undefined && {
      omfattning: o.minst + s.number((o.most - o.minst) / o.step + 1) * o.step,
      enhet: o.enhet,
    }),
  }
}

function endedBeslut(u: CareBasis, n: number, service: Service): Beslut {
  const { random: s, calendar } = u
  const toDay = -s.between(60, 900)
  const status = u.lives && s.chance(0.15) ? 'avslag' : 'avslutat'
  return {
    ...grounds(u, n, service, toDay - s.between(90, 1500)),
    ...(status === 'avslutat' && { tillOchMed: calendar.day(toDay) }),
    status,
  }
}

function runningBeslut(u: CareBasis, n: number, service: Service): Beslut {
  const { random: s, calendar } = u
  return {
    ...grounds(u, n, service, -s.between(3, 1400)),
    ...(s.chance(0.7) && { tillOchMed: calendar.day(s.between(10, 700)) }),
    status: s.chance(0.04) ? 'vilande' : 'pagaende',
  }
}

function job(u: CareBasis, n: number, service: Service, beslut: Beslut): Utforare {
  const { random: s, calendar } = u
  const { namn, regi } = s.options(service.utforare)
  const from = calendar.day(daysBetween(calendar.today, beslut.franOchMed) + s.between(0, 2))
  return {
    uppdragId: id(u, 'U', n),
    namn,
    regi,
    insats: beslut.insats,
    ...(s.chance(0.6) && { enhet: `Grupp ${s.between(1, 9)} ${(STADSDELAR[u.stadsdel] as { namn: string }).namn}` }),
    ...(s.chance(0.9) && { telefon: `08-465 004 ${String(s.number(100)).padStart(2, '0')}` }),
    franOchMed: from,
    ...(beslut.status === 'avslutat' && beslut.tillOchMed !== undefined && { tillOchMed: beslut.tillOchMed }),
  }
}

function avgifter(u: CareBasis): Avgift[] {
  const { random: s, calendar, finances: e } = u
  const withoutReserve = s.chance(0.1)
  return [-3, -2, -1].map((m) => {
    const period = calendar.month(m)
    return {
      period,
      avgift: avgiftOf(e, period),
      maxtaxa: maxFeeOf(period),
      ...(!withoutReserve && { forbehallsbelopp: e.reserve }),
      ...(!e.undisclosed && { avgiftsgrundandeInkomst: e.income }),
    }
  })
}

function responsible(u: CareBasis): Handlaggare[] {
  const { random: s, handlaggare } = u
  const regular = handlaggare[(s.number(handlaggare.length) + u.swaps) % handlaggare.length] as Handlaggare
  return s.chance(0.2) ? [regular, avgiftHandlaggare(handlaggare)] : [regular]
}

function queuePlace(u: CareBasis): QueuePlace {
  const { random: s, calendar } = u
  const status = s.options(['vantar', 'vantar', 'vantar', 'erbjuden', 'tackat-nej', 'placerad'] as const)
  const service = s.options(WEIGHTED_SERVICES)
  return {
    koId: id(u, 'K', 1),
    slag: s.options(['dagverksamhet', 'dagverksamhet', 'vard-och-omsorgsboende', 'servicehus'] as const),
    status,
    sedan: calendar.day(-s.between(1, 240)),
    ...(status === 'vantar' && { plats: s.between(1, 60) }),
    ...(s.chance(0.7) && { onskadEnhet: s.options(service.utforare).namn }),
  }
}

function rakningsmottagare(u: CareBasis): Rakningsmottagare {
  const { random: s, calendar } = u
  return {
    namn: `${firstName(s)} ${lastName(s)}`,
    slag: s.options(['anhorig', 'anhorig', 'god-man', 'forvaltare', 'fullmakt'] as const),
    franOchMed: calendar.day(-s.between(30, 1200)),
  }
}
