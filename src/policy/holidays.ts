import { dagarEfter, veckodagFor, type Veckodag } from '../platform/stockholm-time.ts'

/**
 * Public holidays that can fall on a weekday or Saturday (lag 1989:253 om allmänna helgdagar), and the three eves on
 * which offices are closed by custom. Computed, so that no list runs out.
 */
export const HELGDAGAR = {
  nyarsdagen: (ar) => `${ar}-01-01`,
  'trettondedag-jul': (ar) => `${ar}-01-06`,
  langfredagen: (ar) => dagarEfter(paskdagen(ar), -2),
  paskdagen: (ar) => paskdagen(ar),
  'annandag-pask': (ar) => dagarEfter(paskdagen(ar), 1),
  'forsta-maj': (ar) => `${ar}-05-01`,
  'kristi-himmelsfardsdag': (ar) => dagarEfter(paskdagen(ar), 39),
  nationaldagen: (ar) => `${ar}-06-06`,
  pingstdagen: (ar) => dagarEfter(paskdagen(ar), 49),
  midsommarafton: (ar) => forsta('fredag', `${ar}-06-19`),
  midsommardagen: (ar) => forsta('lordag', `${ar}-06-20`),
  'alla-helgons-dag': (ar) => forsta('lordag', `${ar}-10-31`),
  julafton: (ar) => `${ar}-12-24`,
  juldagen: (ar) => `${ar}-12-25`,
  'annandag-jul': (ar) => `${ar}-12-26`,
  nyarsafton: (ar) => `${ar}-12-31`,
} as const satisfies Readonly<Record<string, (ar: string) => string>>
export type Helgdag = keyof typeof HELGDAGAR

/** Whether the day, `YYYY-MM-DD`, is one of these. */
export const arHelgdag = (datum: string, helgdagar: readonly Helgdag[]): boolean =>
  helgdagar.some((helgdag) => HELGDAGAR[helgdag](datum.slice(0, 4)) === datum)

/** That day of the week, on the date or the nearest after it. */
function forsta(veckodag: Veckodag, datum: string): string {
  let dag = datum
  while (veckodagFor(dag) !== veckodag) dag = dagarEfter(dag, 1)
  return dag
}

/** Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher). */
function paskdagen(artal: string): string {
  const ar = Number(artal)
  const gyllental = ar % 19
  const [sekel, ari] = [Math.floor(ar / 100), ar % 100]
  const epakt =
    (19 * gyllental + sekel - Math.floor(sekel / 4) - Math.floor((sekel - Math.floor((sekel + 8) / 25) + 1) / 3) + 15) %
    30
  const sondag = (32 + 2 * (sekel % 4) + 2 * Math.floor(ari / 4) - epakt - (ari % 4)) % 7
  const rattelse = Math.floor((gyllental + 11 * epakt + 22 * sondag) / 451)
  const dagar = epakt + sondag - 7 * rattelse + 114
  return `${artal}-${String(Math.floor(dagar / 31)).padStart(2, '0')}-${String((dagar % 31) + 1).padStart(2, '0')}`
}
