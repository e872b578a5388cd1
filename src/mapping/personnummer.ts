/** What a text says of whose number it is. Only `personnummer` names a person, and only one. */
export type NumberReading =
  | { readonly kind: 'personnummer'; readonly personnummer: string }
  /** May mean two persons a hundred years apart. */
  | { readonly kind: 'tvetydigt'; readonly mayBe: readonly string[] }
  /** `organisation`, `interim`: no person has it. */
  | { readonly kind: 'organisation' | 'interim' | 'fel' }

/** What decides the century of ten digits, beside a `+`. */
export interface CenturyRule {
  /** Whoever writes the numbers does write `+` from the year a person turns a hundred, so that without it she is younger. */
  readonly writesPlus?: boolean | undefined
  /** 18, 19 or 20, when somebody has decided it for a number that is written so. Asked only when it may mean two persons. */
  readonly centuryOf?: ((written: string) => number | undefined) | undefined
}

const FORM = /^(\d\d)?(\d\d)(\d\d)(\d\d)([-+]?)([\dTRSUWXJKLMN]\d{3})$/
const YEAR_MIN = 1700
/** A samordningsnummer has 60 added to its day. */
const COORDINATION = 60
/** The third digit of an organisation number is 2 at least, so that it is no month. */
const ORGANISATION_MONTH = 20
/** Written before the ten digits of an organisation number where twelve are wanted. */
const ORGANISATION_CENTURY = '16'
/** Nobody has become 123 years old, and a ledger keeps the invoices of the dead for some years. */
const OLDEST = 130
const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

const WRONG: NumberReading = { kind: 'fel' }
const ORGANISATION: NumberReading = { kind: 'organisation' }
const INTERIM: NumberReading = { kind: 'interim' }

/**
 * Reads a personnummer or samordningsnummer in any accepted form: with or without century, with `-`, `+` or no separator, no
 * blanks. In the 12-digit form the separator says nothing and may be either. Ten digits never are guessed at: `+` means the
 * newest year that is a hundred years ago or more, by the calendar year as the law has it; without it they mean a person
 * only when no more than one birthday is possible, or `century` decides. What has come is judged by the day in Stockholm.
 *
 * Only a personnummer must have a calendar date; a samordningsnummer may have month 00 or a day that its month lacks.
 */
export function readPersonnummer(text: string, today: Date, century: CenturyRule = {}): NumberReading {
  const parts = FORM.exec(text)
  if (parts === null) return WRONG
  const [, written, year = '', month = '', day = '', separator, number = ''] = parts
  const interim = number.charCodeAt(0) > NINE
  // The letter of an interim number counts as 1.
  const ten = `${year}${month}${day}${interim ? `1${number.slice(1)}` : number}`
  if (!luhn(ten)) return WRONG
  if (Number(month) >= ORGANISATION_MONTH) {
    const ofOrganisation = (written ?? ORGANISATION_CENTURY) === ORGANISATION_CENTURY
    return ofOrganisation && separator !== '+' && !interim ? ORGANISATION : WRONG
  }
  if (number.startsWith('000')) return WRONG
  const possible =
    written === undefined
      ? yearsOf(ten, separator === '+', today)
      : [Number(`${written}${year}`)].filter((whole) => whole >= YEAR_MIN && whole <= today.getUTCFullYear() + 1)
  const years = possible.filter((whole) => validBirthday(whole, Number(month), Number(day)))
  const [newest, older] = years
  if (newest === undefined) return WRONG
  if (interim) return INTERIM
  const decided =
    older === undefined || century.writesPlus === true
      ? newest
      : years.find((whole) => Math.floor(whole / 100) === century.centuryOf?.(text))
  return decided === undefined
    ? { kind: 'tvetydigt', mayBe: years.map((whole) => `${whole}${ten.slice(2)}`) }
    : { kind: 'personnummer', personnummer: `${decided}${ten.slice(2)}` }
}

/** The 12 digits of a number that names one person; undefined for any other text. */
export function parsePersonnummer(text: string, today: Date, century?: CenturyRule): string | undefined {
  const read = readPersonnummer(text, today, century)
  return read.kind === 'personnummer' ? read.personnummer : undefined
}

/** Every form in which a source may hold a personnummer, for a criterion that compares text. */
export function personnummerForms(personnummer: string): readonly string[] {
  const [date, number] = [personnummer.slice(0, 8), personnummer.slice(8)]
  return [date, date.slice(2)].flatMap((one) => [`${one}${number}`, `${one}-${number}`, `${one}+${number}`])
}

const NINE = 0x39

/** The check digit of personnummer, samordningsnummer and OCR: modulus 10, weights 2,1,2,… from the right. */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

/** The years, newest first, that ten digits may mean by their age alone. */
function yearsOf(ten: string, overHundred: boolean, today: Date): readonly number[] {
  const now = stockholm.format(today).replaceAll('-', '')
  const thisYear = Number(now.slice(0, 4))
  const day = Number(ten.slice(4, 6))
  const date = ten.slice(0, 4) + String(day >= COORDINATION ? day - COORDINATION : day).padStart(2, '0')
  const newest = Number(now.slice(0, 2)) * 100 + Number(ten.slice(0, 2)) - (date > now.slice(2) ? 100 : 0)
  if (!overHundred) return [newest, newest - 100].filter((year) => year === newest || thisYear - year <= OLDEST)
  return [thisYear - newest >= 100 ? newest : newest - 100]
}

function validBirthday(year: number, month: number, day: number): boolean {
  if (day >= COORDINATION) return month <= 12 && day <= COORDINATION + 31
  return day >= 1 && day <= daysInMonth(year, month)
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days of a month (1–12) in the Gregorian calendar; 0 for no month. */
export function daysInMonth(year: number, month: number): number {
  const leapYears = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leapYears ? 29 : (DAYS[month - 1] ?? 0)
}
