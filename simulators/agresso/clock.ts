/** The installation's times are those of a clock on its wall, and say no zone. */
const KLOCKA = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
})
const STORSTA_TIDSSKILLNAD_MS = 2 * 60 * 60 * 1000
const MEDZON = /(Z|T.*[+-]\d\d:\d\d)$/

/** The same few times stand in most rows. */
const visade = new Map<string, string>()

/** `YYYY-MM-DDTHH:MM:SS`; may be compared as text. */
export function lokalTid(utc: string): string {
  const visad = visade.get(utc)
  if (visad !== undefined) return visad
  if (visade.size > 10_000) visade.clear()
  const text = KLOCKA.format(new Date(utc)).replace(' ', 'T')
  visade.set(utc, text)
  return text
}

/** A criterion's time as the installation's clock shows it; undefined when it is no time. */
export function somLokalTid(text: string): string | undefined {
  const medTid = text.length === 10 ? `${text}T00:00:00` : text
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(medTid)) return undefined
  if (Number.isNaN(Date.parse(MEDZON.test(medTid) ? medTid : `${medTid}Z`))) return undefined
  return MEDZON.test(medTid) ? lokalTid(new Date(medTid).toISOString()) : medTid.slice(0, 19)
}

/** No moment before this one is shown as the time or later. */
export const tidigast = (lokal: string): Date => new Date(Date.parse(`${lokal}Z`) - STORSTA_TIDSSKILLNAD_MS)
