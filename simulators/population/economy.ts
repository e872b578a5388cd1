import { PURPOSE, random } from './random.ts'

export interface Finances {
  /** Integer öre a month, all of it. */
  readonly income: number
  readonly reserve: number
  readonly pension: number
  readonly capital: number
  readonly housingCost: number
  readonly housingAllowance: number
  /** The person has not told the income, and so pays by the ceiling alone. */
  readonly undisclosed: boolean
  /** What the services cost before ceiling and income are looked at. */
  readonly price: number
}

const MINIMUM_AMOUNT = 745_300

/** Finances by which a person who gets invoices can pay a fee, and any other person cannot. */
export function financesOf(seed: number, index: number, pays: boolean): Finances {
  const s = random(seed, index, PURPOSE.finances)
  const housingCost = s.between(380, 980) * 1000
  const room = pays ? s.between(2, 90) * 10_050 : -s.between(0, 40) * 5_000
  const capital = s.chance(0.3) ? s.between(1, 90) * 1_350 : 0
  const reserve = MINIMUM_AMOUNT + housingCost
  const income = reserve + room
  return {
    income,
    reserve,
    capital,
    pension: income - capital,
    housingCost,
    housingAllowance: s.chance(0.4) ? s.between(10, 60) * 10_000 : 0,
    undisclosed: pays && s.chance(0.08),
    price: s.between(3, 60) * 7_350,
  }
}

/** The highest fee a month by law follows the prisbasbelopp of the year (öre). */
export const maxFeeOf = (period: string): number => (period < '2025' ? 257_500 : period < '2026' ? 264_200 : 266_000)

export function avgiftOf(e: Finances, period: string): number {
  const cap = Math.min(maxFeeOf(period), e.price)
  return e.undisclosed ? cap : Math.max(0, Math.min(cap, e.income - e.reserve))
}
