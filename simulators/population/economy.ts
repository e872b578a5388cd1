import { slump, SYFTE } from './random.ts'

export interface Ekonomi {
  /** Integer öre a month, all of it. */
  readonly inkomst: number
  readonly forbehall: number
  readonly pension: number
  readonly kapital: number
  readonly bostadskostnad: number
  readonly bostadstillagg: number
  /** The person has not told the income, and so pays by the ceiling alone. */
  readonly oredovisad: boolean
  /** What the services cost before ceiling and income are looked at. */
  readonly pris: number
}

const MINIMIBELOPP = 745_300

/** Who gets invoices has room for a fee; who does not has none. */
export function ekonomiAv(seed: number, index: number, betalar: boolean): Ekonomi {
  const s = slump(seed, index, SYFTE.ekonomi)
  const bostadskostnad = s.mellan(380, 980) * 1000
  const utrymme = betalar ? s.mellan(2, 90) * 10_050 : -s.mellan(0, 40) * 5_000
  const kapital = s.chans(0.3) ? s.mellan(1, 90) * 1_350 : 0
  const forbehall = MINIMIBELOPP + bostadskostnad
  const inkomst = forbehall + utrymme
  return {
    inkomst,
    forbehall,
    kapital,
    pension: inkomst - kapital,
    bostadskostnad,
    bostadstillagg: s.chans(0.4) ? s.mellan(10, 60) * 10_000 : 0,
    oredovisad: betalar && s.chans(0.08),
    pris: s.mellan(3, 60) * 7_350,
  }
}

/** The highest fee a month by law follows the prisbasbelopp of the year (öre). */
export const maxtaxaAv = (period: string): number => (period < '2025' ? 257_500 : period < '2026' ? 264_200 : 266_000)

export function avgiftAv(e: Ekonomi, period: string): number {
  const tak = Math.min(maxtaxaAv(period), e.pris)
  return e.oredovisad ? tak : Math.max(0, Math.min(tak, e.inkomst - e.forbehall))
}
