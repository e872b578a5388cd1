const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })
const TIMME_MS = 60 * 60 * 1000

let timme = Number.NaN
let datum = ''

/** The day in Stockholm, `YYYY-MM-DD`: agreements begin and invoices fall due by the local calendar. */
export function svensktDatum(tid: Date): string {
  // Stockholm is whole hours from UTC, so the day holds for the hour; asking Intl costs as much as a decryption.
  const denna = Math.floor(tid.getTime() / TIMME_MS)
  if (denna !== timme) {
    datum = stockholm.format(tid)
    timme = denna
  }
  return datum
}
