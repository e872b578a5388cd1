const DAGAR = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days of a month (1–12) in the Gregorian calendar; 0 for no month. */
export function dagarIManad(ar: number, manad: number): number {
  const skottar = ar % 4 === 0 && (ar % 100 !== 0 || ar % 400 === 0)
  return manad === 2 && skottar ? 29 : (DAGAR[manad - 1] ?? 0)
}
