import type { Population } from '../population/population.ts'
import { type Random, random } from '../population/random.ts'
import type { TruthItem } from '../population/truth.ts'

/** Of random numbers; the population's own streams have lower numbers. */
const STREAM = 20_000
/** A child leaves the preschool in the year of its sixth birthday. */
const OLDEST = 6

const PRESCHOOLS: readonly { readonly forskola: string; readonly units: readonly string[] }[] = [
  { forskola: 'Förskolan Ängsblomman', units: ['Blåklockan', 'Prästkragen'] },
  { forskola: 'Förskolan Åsnan & Örnen', units: ['Småfåglarna', 'Storfåglarna', 'Kläckeriet'] },
  { forskola: 'Förskolan Myrstacken', units: ['Tallen', 'Granen'] },
  { forskola: 'Förskolan "Lilla My"', units: ['Mumindalen', 'Ensliga öarna'] },
]

export interface Child {
  /** Items as the hub should hold them, in the order of their keys. */
  readonly forskoleplacering: readonly TruthItem[]
  readonly forskoleko: readonly TruthItem[]
}

/** The children of the simulated city whom the registers know. */
export interface Children {
  /** Indices of a stadsdel's children, in order. */
  in(stadsdel: string): readonly number[]
  has(index: number, stadsdel: string): boolean
  child(index: number): Child
  /** The first place in the child's queue is offered, or withdrawn. */
  change(index: number): void
}

export function createChildren(population: Population): Children {
  const thisYear = Number(population.today.slice(0, 4))
  const changed = new Map<number, number>()
  let all: readonly number[] | undefined

  const isChild = (index: number): boolean => {
    const year = Number(population.personnummerOf(index).slice(0, 4))
    return year >= thisYear - OLDEST && year <= thisYear
  }
  const lives = (index: number, stadsdel: string): boolean =>
    population.homeOf(index) === stadsdel && population.stadsdelarOf(index).includes(stadsdel)

  return {
    in(stadsdel) {
      all ??= Array.from({ length: population.antal }, (_, index) => index).filter(isChild)
      return all.filter((index) => lives(index, stadsdel))
    },
    has: (index, stadsdel) => isChild(index) && lives(index, stadsdel),
    child(index) {
      const child = childOf(random(population.seed, index, STREAM), thisYear)
      const turns = changed.get(index) ?? 0
      const [first, ...others] = child.forskoleko
      if (turns === 0 || first === undefined) return child
      return { ...child, forskoleko: [{ ...first, status: turns % 2 === 1 ? 'erbjuden' : 'vantar' }, ...others] }
    },
    change: (index) => void changed.set(index, (changed.get(index) ?? 0) + 1),
  }
}

function childOf(s: Random, thisYear: number): Child {
  const day = (year: number): string =>
    `${year}-${String(s.between(1, 12)).padStart(2, '0')}-${String(s.between(1, 28)).padStart(2, '0')}`
  const placed = s.chance(0.8)
  const { forskola, units } = s.options(PRESCHOOLS)
  const placements: TruthItem[] = placed
    ? [{ forskola, enhet: s.options(units), franOchMed: day(thisYear - 1), status: 'pagaende' }]
    : []
  if (placed && s.chance(0.3))
    placements.push({
      forskola,
      enhet: s.options(units),
      franOchMed: day(thisYear - 3),
      tillOchMed: day(thisYear - 2),
      status: 'avslutad',
    })
  const queue: TruthItem[] = []
  // A child without a place waits for one, and some with a place wait for another.
  if (!placed || s.chance(0.3))
    for (const wanted of new Set([s.options(PRESCHOOLS).forskola, s.options(PRESCHOOLS).forskola]))
      queue.push({ onskadEnhet: wanted, sedan: day(thisYear - 1), status: 'vantar' })
  return {
    forskoleplacering: sorted(placements, ['forskola', 'enhet', 'franOchMed']),
    forskoleko: sorted(queue, ['onskadEnhet', 'sedan']),
  }
}

function sorted(items: readonly TruthItem[], keys: readonly string[]): TruthItem[] {
  const keyOf = (item: TruthItem): string => keys.map((key) => item[key] as string).join('\u001f')
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}
