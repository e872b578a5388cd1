const DYGN_MS = 24 * 60 * 60 * 1000
const VECKA_MS = 7 * DYGN_MS

/** The ISO 8601 week of a day (`YYYY-MM-DD`): `2026-W40`. Weeks sort as they read. */
export function isoVecka(datum: string): string {
  const dag = Date.parse(datum)
  // The week belongs to the year that its Thursday is in.
  const torsdag = new Date(mandag(dag) + 3 * DYGN_MS)
  const ar = torsdag.getUTCFullYear()
  const nummer = 1 + Math.floor((torsdag.getTime() - Date.UTC(ar, 0, 1)) / VECKA_MS)
  return `${String(ar)}-W${String(nummer).padStart(2, '0')}`
}

/** The day, at midnight UTC, on which a week begins; undefined for a week that its year does not have. */
export function veckansMandag(vecka: string): Date | undefined {
  const [, ar, nummer] = /^(\d{4})-W(\d{2})$/.exec(vecka) ?? []
  const forsta = mandag(Date.parse(`${ar ?? ''}-01-04`))
  const start = new Date(forsta + (Number(nummer) - 1) * VECKA_MS)
  return !Number.isNaN(start.getTime()) && isoVecka(start.toISOString().slice(0, 10)) === vecka ? start : undefined
}

/** The week so many weeks earlier. */
export function veckanFore(vecka: string, antal: number): string {
  const start = veckansMandag(vecka)
  if (start === undefined) throw new RangeError('there is no such week')
  return isoVecka(new Date(start.getTime() - antal * VECKA_MS).toISOString().slice(0, 10))
}

/** Weeks from the first to the last, both counted; undefined when either does not exist or they are the wrong way round. */
export function antalVeckor(fran: string, till: string): number | undefined {
  const [forsta, sista] = [veckansMandag(fran), veckansMandag(till)]
  if (forsta === undefined || sista === undefined || sista < forsta) return undefined
  return 1 + Math.round((sista.getTime() - forsta.getTime()) / VECKA_MS)
}

/** Of the week that the day, at midnight UTC, is in. */
const mandag = (dag: number): number => dag - ((new Date(dag).getUTCDay() + 6) % 7) * DYGN_MS
