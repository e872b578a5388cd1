import { veckodagFor } from '../platform/stockholm-time.ts'
import { arHelgdag } from './holidays.ts'
import type { EgnaTider, Policy } from './policy.ts'

/** From and until, in minutes since midnight; open at the first and no longer at the second. */
export type Tidrymd = readonly [fran: number, till: number]

const DYGNET = 24 * 60
const HELA_DYGNET: readonly Tidrymd[] = [[0, DYGNET]]

type Register = Policy['oppettider']
/** Hours of a day never change, and lookups ask for today's. */
const kanda = new WeakMap<Register, Map<string, { datum: string; tider: readonly Tidrymd[] }>>()

/** When a role may look anything up on a day in Stockholm; one without opening hours always may. */
export function rollensTider(
  { roller, oppettider }: Pick<Policy, 'roller' | 'oppettider'>,
  roll: string,
  datum: string,
): readonly Tidrymd[] {
  const namn = Object.hasOwn(roller, roll) ? roller[roll]?.oppettid : undefined
  return namn === undefined ? HELA_DYGNET : dagensTider(oppettider, namn, datum)
}

export const oppenVid = (tider: readonly Tidrymd[], minut: number): boolean =>
  tider.some(([fran, till]) => fran <= minut && minut < till)

function dagensTider(register: Register, namn: string, datum: string): readonly Tidrymd[] {
  const avRegistret = kanda.get(register) ?? new Map<string, { datum: string; tider: readonly Tidrymd[] }>()
  kanda.set(register, avRegistret)
  const kand = avRegistret.get(namn)
  if (kand?.datum === datum) return kand.tider
  const tider = raknaUt(register, namn, datum)
  avRegistret.set(namn, { datum, tider })
  return tider
}

function raknaUt(register: Register, namn: string, datum: string): readonly Tidrymd[] {
  const en = register[namn]
  // What cannot be read is closed; the loader sees to it that it can.
  if (en === undefined) return []
  return 'utanfor' in en ? resten(dagensTider(register, en.utanfor, datum)) : egnaTider(en, datum)
}

function egnaTider({ veckan, perioder = [], helgdagar, stangdaDagar = [] }: EgnaTider, datum: string): Tidrymd[] {
  if (stangdaDagar.includes(datum) || arHelgdag(datum, helgdagar)) return []
  const dag = datum.slice(5)
  const gallande = perioder.find(({ fran, till }) => fran <= dag && dag <= till)?.veckan ?? veckan
  const tider = gallande[veckodagFor(datum)]
  return tider === undefined ? [] : [tolkaTider(tider)]
}

const resten = (tider: readonly Tidrymd[]): Tidrymd[] => {
  const granser = [0, ...tider.flat(), DYGNET]
  return granser.flatMap((fran, i): Tidrymd[] => {
    const till = granser[i + 1]
    return i % 2 === 0 && till !== undefined && fran < till ? [[fran, till]] : []
  })
}

/** `08:00-16:30`. */
export function tolkaTider(text: string): Tidrymd {
  const [fran = 0, till = 0] = text.split('-').map((klockslag) => {
    const [timmar = 0, minuter = 0] = klockslag.split(':').map(Number)
    return timmar * 60 + minuter
  })
  return [fran, till]
}

/** `8.00–16.30`, as staff write it; `stängt` when there are none. */
export const skrivTider = (tider: readonly Tidrymd[]): string =>
  tider.length === 0 ? 'stängt' : tider.map((tid) => tid.map(skrivKlockslag).join('–')).join(' och ')

export const skrivKlockslag = (minut: number): string =>
  `${String(Math.floor(minut / 60))}.${String(minut % 60).padStart(2, '0')}`
