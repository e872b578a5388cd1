import { stockholmTime } from '../../platform/stockholm-time.ts'

const NO_BREAK = '\u00a0'

/** `1 284`, with no-break spaces. */
export const wholeNumber = (value: number): string => inGroups(String(Math.round(value)))

/** `1 rad`, `37 rader`. */
export const count = (number: number, one: string, many: string): string =>
  `${wholeNumber(number)}${NO_BREAK}${number === 1 ? one : many}`

/** `1 284,00 kr`; whole kronor without decimals when `short`. */
export function money(value: number, { short = false }: { readonly short?: boolean } = {}): string {
  const sign = value < 0 ? '−' : ''
  const [whole = '0', part = '00'] = Math.abs(value).toFixed(2).split('.')
  return `${sign}${inGroups(whole)}${short && part === '00' ? '' : `,${part}`}${NO_BREAK}kr`
}

/** `12,9 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1).replace('.', ',')}${NO_BREAK}%`

const inGroups = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, NO_BREAK)

/** `”Källan byter server”`: the sentence around it has the full stop. */
export const quoted = (text: string): string => `”${text.replace(/\.$/, '')}”`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `2026-10-15`, in Stockholm. */
export const dateText = (time: Date): string => stockholmTime(time).date

/** `02:14`, in Stockholm. */
export const clockText = (time: Date): string => CLOCK.format(time)

/** `2026-10-15 02:14`. */
export const momentText = (time: Date): string => `${dateText(time)} ${clockText(time)}`

/** `02:14:09`. */
export const secondsText = (time: Date): string => SECONDS.format(time)

const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', hour: '2-digit', minute: '2-digit' })
const SECONDS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', timeStyle: 'medium' })

/** `48 sekunder`, `4 minuter`, `2 h 10 min`, `3 dygn`: as exact as is of use. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 90) return `${String(seconds)}${NO_BREAK}${seconds === 1 ? 'sekund' : 'sekunder'}`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${String(minutes)}${NO_BREAK}minuter`
  const hours = Math.floor(minutes / 60)
  if (hours < 48)
    return minutes % 60 === 0
      ? `${String(hours)}${NO_BREAK}h`
      : `${String(hours)}${NO_BREAK}h ${String(minutes % 60)}${NO_BREAK}min`
  return `${String(Math.round(hours / 24))}${NO_BREAK}dygn`
}
