/** The wall clock in Stockholm: the day as `YYYY-MM-DD`, and the minutes since its midnight (0–1439). */
export interface Stockholmstid {
  readonly datum: string
  readonly veckodag: Veckodag
  readonly minut: number
}

export const VECKODAGAR = ['mandag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lordag', 'sondag'] as const
export type Veckodag = (typeof VECKODAGAR)[number]

const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  hourCycle: 'h23',
})
const MINUT_MS = 60_000
const TIMME_MS = 60 * MINUT_MS
const DYGN_MS = 24 * TIMME_MS

let timme = Number.NaN
let borjan: Stockholmstid = { datum: '', veckodag: 'mandag', minut: 0 }

/** Agreements begin, invoices fall due and roles open by the local clock. */
export function stockholmstid(tid: Date): Stockholmstid {
  // Stockholm is whole hours from UTC and changes on the hour; asking Intl costs as much as a decryption.
  const denna = Math.floor(tid.getTime() / TIMME_MS)
  if (denna !== timme) {
    borjan = fraga(tid)
    timme = denna
  }
  return { ...borjan, minut: borjan.minut + Math.floor((tid.getTime() - denna * TIMME_MS) / MINUT_MS) }
}

export const svensktDatum = (tid: Date): string => stockholmstid(tid).datum

/** The day of the week of a `YYYY-MM-DD`. */
export function veckodagFor(datum: string): Veckodag {
  // 1970-01-01 was a Thursday.
  const dagar = Math.floor(Date.parse(datum) / DYGN_MS) + 3
  return VECKODAGAR[((dagar % 7) + 7) % 7] ?? 'mandag'
}

/** The `YYYY-MM-DD` that many days later. */
export const dagarEfter = (datum: string, dagar: number): string =>
  new Date(Date.parse(datum) + dagar * DYGN_MS).toISOString().slice(0, 10)

function fraga(tid: Date): Stockholmstid {
  const delar = Object.fromEntries(stockholm.formatToParts(tid).map(({ type, value }) => [type, value]))
  const datum = `${delar.year ?? ''}-${delar.month ?? ''}-${delar.day ?? ''}`
  return { datum, veckodag: veckodagFor(datum), minut: Number(delar.hour) * 60 }
}
