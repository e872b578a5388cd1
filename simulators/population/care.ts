import { dagarMellan, type Kalender } from './calendar.ts'
import { avgiftshandlaggare } from './case-officers.ts'
import { STADSDELAR } from './districts.ts'
import { avgiftAv, maxtaxaAv, type Ekonomi } from './economy.ts'
import { efternamn, fornamn } from './names.ts'
import type { Avgift, Beslut, Handlaggare, Koplats, Omsorg, Rakningsmottagare, Utforare } from './population.ts'
import type { Slump } from './random.ts'
import { lagrum, VIKTADE_INSATSER, type Insats } from './services.ts'

export interface Omsorgsunderlag {
  readonly slump: Slump
  readonly kalender: Kalender
  readonly index: number
  /** Place in STADSDELAR. */
  readonly stadsdel: number
  /** False in the stadsdel that the person has left: only what has ended is there. */
  readonly bor: boolean
  readonly ekonomi: Ekonomi
  readonly handlaggare: readonly Handlaggare[]
  /** How many times the person has been given another handläggare. */
  readonly byten: number
}

/** What Paraplyet of one stadsdel holds about one person. */
export function skapaOmsorg(u: Omsorgsunderlag): Omsorg {
  const { slump: s, bor } = u
  const { beslut, utforare } = besluta(u)
  return {
    beslut,
    avgift: bor ? avgifter(u) : [],
    utforare,
    handlaggare: bor ? ansvariga(u) : [],
    kostatus: bor && s.chans(0.09) ? [koplats(u)] : [],
    rakningsmottagare: bor && s.chans(0.07) ? [rakningsmottagare(u)] : [],
  }
}

function besluta(u: Omsorgsunderlag): { beslut: Beslut[]; utforare: Utforare[] } {
  const { slump: s, bor } = u
  const beslut: Beslut[] = []
  const utforare: Utforare[] = []
  const avslutade = bor ? s.val([0, 0, 0, 1, 1, 2]) : s.mellan(1, 3)
  const pagaende = bor ? s.val([1, 1, 2, 2, 3, 4]) : 0
  for (let n = 1; n <= avslutade + pagaende; n++) {
    let insats = s.val(VIKTADE_INSATSER)
    while (n > avslutade && beslut.some(({ insatsKod, status }) => insatsKod === insats.kod && status !== 'avslutat'))
      insats = s.val(VIKTADE_INSATSER)
    const ett = n <= avslutade ? avslutatBeslut(u, n, insats) : pagaendeBeslut(u, n, insats)
    beslut.push(ett)
    if (ett.status !== 'avslag') utforare.push(uppdrag(u, n, insats, ett))
  }
  return { beslut, utforare }
}

const id = (u: Omsorgsunderlag, slag: string, n: number): string =>
  `${(STADSDELAR[u.stadsdel] as { prefix: string }).prefix}-${slag}${String(u.index).padStart(7, '0')}-${n}`

function grund(u: Omsorgsunderlag, n: number, insats: Insats, franDag: number) {
  const { slump: s, kalender } = u
  const beslutsdatum = kalender.dag(franDag - s.mellan(0, 21))
  const o = insats.omfattning
  return {
    beslutId: id(u, 'B', n),
    ...lagrum(insats.lag, beslutsdatum),
    insatsKod: insats.kod,
    insats: insats.text,
    beslutsdatum,
    franOchMed: kalender.dag(franDag),
    ...(o !== undefined && { omfattning: o.minst + s.tal((o.mest - o.minst) / o.steg + 1) * o.steg, enhet: o.enhet }),
  }
}

function avslutatBeslut(u: Omsorgsunderlag, n: number, insats: Insats): Beslut {
  const { slump: s, kalender } = u
  const tillDag = -s.mellan(60, 900)
  const status = u.bor && s.chans(0.15) ? 'avslag' : 'avslutat'
  return {
    ...grund(u, n, insats, tillDag - s.mellan(90, 1500)),
    ...(status === 'avslutat' && { tillOchMed: kalender.dag(tillDag) }),
    status,
  }
}

function pagaendeBeslut(u: Omsorgsunderlag, n: number, insats: Insats): Beslut {
  const { slump: s, kalender } = u
  return {
    ...grund(u, n, insats, -s.mellan(3, 1400)),
    ...(s.chans(0.7) && { tillOchMed: kalender.dag(s.mellan(10, 700)) }),
    status: s.chans(0.04) ? 'vilande' : 'pagaende',
  }
}

function uppdrag(u: Omsorgsunderlag, n: number, insats: Insats, beslut: Beslut): Utforare {
  const { slump: s, kalender } = u
  const { namn, regi } = s.val(insats.utforare)
  const fran = kalender.dag(dagarMellan(kalender.idag, beslut.franOchMed) + s.mellan(0, 2))
  return {
    uppdragId: id(u, 'U', n),
    namn,
    regi,
    insats: beslut.insats,
    ...(s.chans(0.6) && { enhet: `Grupp ${s.mellan(1, 9)} ${(STADSDELAR[u.stadsdel] as { namn: string }).namn}` }),
    ...(s.chans(0.9) && { telefon: `08-465 004 ${String(s.tal(100)).padStart(2, '0')}` }),
    franOchMed: fran,
    ...(beslut.status === 'avslutat' && beslut.tillOchMed !== undefined && { tillOchMed: beslut.tillOchMed }),
  }
}

function avgifter(u: Omsorgsunderlag): Avgift[] {
  const { slump: s, kalender, ekonomi: e } = u
  const utanForbehall = s.chans(0.1)
  return [-3, -2, -1].map((m) => {
    const period = kalender.manad(m)
    return {
      period,
      avgift: avgiftAv(e, period),
      maxtaxa: maxtaxaAv(period),
      ...(!utanForbehall && { forbehallsbelopp: e.forbehall }),
      ...(!e.oredovisad && { avgiftsgrundandeInkomst: e.inkomst }),
    }
  })
}

function ansvariga(u: Omsorgsunderlag): Handlaggare[] {
  const { slump: s, handlaggare } = u
  const ordinarie = handlaggare[(s.tal(handlaggare.length) + u.byten) % handlaggare.length] as Handlaggare
  return s.chans(0.2) ? [ordinarie, avgiftshandlaggare(handlaggare)] : [ordinarie]
}

function koplats(u: Omsorgsunderlag): Koplats {
  const { slump: s, kalender } = u
  const status = s.val(['vantar', 'vantar', 'vantar', 'erbjuden', 'tackat-nej', 'placerad'] as const)
  const insats = s.val(VIKTADE_INSATSER)
  return {
    koId: id(u, 'K', 1),
    slag: s.val(['dagverksamhet', 'dagverksamhet', 'vard-och-omsorgsboende', 'servicehus'] as const),
    status,
    sedan: kalender.dag(-s.mellan(1, 240)),
    ...(status === 'vantar' && { plats: s.mellan(1, 60) }),
    ...(s.chans(0.7) && { onskadEnhet: s.val(insats.utforare).namn }),
  }
}

function rakningsmottagare(u: Omsorgsunderlag): Rakningsmottagare {
  const { slump: s, kalender } = u
  return {
    namn: `${fornamn(s)} ${efternamn(s)}`,
    slag: s.val(['anhorig', 'anhorig', 'god-man', 'forvaltare', 'fullmakt'] as const),
    franOchMed: kalender.dag(-s.mellan(30, 1200)),
  }
}
