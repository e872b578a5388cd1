const DYGN = 86_400_000
const dagnummer = (datum: string): number => Date.parse(datum) / DYGN

export interface Kalender {
  readonly idag: string
  /** `YYYY-MM-DD`, so many days from today. */
  dag(avstand: number): string
  /** `YYYY-MM`, so many months from this one. */
  manad(avstand: number): string
}

/** Dates around "today"; texts are made once, since a large city asks for the same ones millions of times. */
export function skapaKalender(idag: string): Kalender {
  const noll = dagnummer(idag)
  if (Number.isNaN(noll)) throw new RangeError('idag is not a date')
  const dagar = new Map<number, string>()
  const [ar = 0, manad = 1] = idag.split('-').map(Number)
  return {
    idag,
    dag(avstand) {
      let text = dagar.get(avstand)
      if (text === undefined) {
        text = new Date((noll + avstand) * DYGN).toISOString().slice(0, 10)
        dagar.set(avstand, text)
      }
      return text
    },
    manad(avstand) {
      const n = ar * 12 + manad - 1 + avstand
      return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
    },
  }
}

/** The last day of a `YYYY-MM`. */
export function manadsslut(period: string): string {
  const [ar = 0, manad = 1] = period.split('-').map(Number)
  return `${period}-${String(new Date(Date.UTC(ar, manad, 0)).getUTCDate()).padStart(2, '0')}`
}

const MANADER = 'januari februari mars april maj juni juli augusti september oktober november december'.split(' ')

/** `september 2026` of `2026-09`. */
export const manadsnamn = (period: string): string =>
  `${MANADER[Number(period.slice(5)) - 1] ?? period} ${period.slice(0, 4)}`

/** Whole days from one date to another. */
export const dagarMellan = (fran: string, till: string): number => dagnummer(till) - dagnummer(fran)
