/** The installation's times are those of a clock on its wall, and say no zone. */
const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
})
const LARGEST_TIME_DIFFERENCE_MS = 2 * 60 * 60 * 1000
const WITH_ZONE = /(Z|T.*[+-]\d\d:\d\d)$/

/** The same few times stand in most rows. */
const shown = new Map<string, string>()

/** `YYYY-MM-DDTHH:MM:SS`; may be compared as text. */
export function localTime(utc: string): string {
  const shownItems = shown.get(utc)
  if (shownItems !== undefined) return shownItems
  if (shown.size > 10_000) shown.clear()
  const text = CLOCK.format(new Date(utc)).replace(' ', 'T')
  shown.set(utc, text)
  return text
}

/** A criterion's time as the installation's clock shows it; undefined when it is no time. */
export function asLocalTime(text: string): string | undefined {
  const withTime = text.length === 10 ? `${text}T00:00:00` : text
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(withTime)) return undefined
  if (Number.isNaN(Date.parse(WITH_ZONE.test(withTime) ? withTime : `${withTime}Z`))) return undefined
  return WITH_ZONE.test(withTime) ? localTime(new Date(withTime).toISOString()) : withTime.slice(0, 19)
}

/** No moment before this one is shown as the time or later. */
export const earliest = (local: string): Date => new Date(Date.parse(`${local}Z`) - LARGEST_TIME_DIFFERENCE_MS)
