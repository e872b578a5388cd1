const FORM = /^(\d\d)?(\d\d)(\d\d)(\d\d)([-+]?)(\d{4})$/
const YEAR_MIN = 1700
/** A samordningsnummer has 60 added to its day. */
const COORDINATION = 60
const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

/**
 * A personnummer or samordningsnummer in any accepted form as its 12 digits, else undefined: with or without century,
 * with `-`, `+` or no separator, no blanks. In the 12-digit form the separator says nothing and may be either. Ten
 * digits mean the newest century whose date is not after `today` (the day in Stockholm), `+` a hundred years before that.
 *
 * Only a personnummer must have a calendar date; a samordningsnummer may have month 00 or a day that its month lacks.
 * Interim numbers and organisation numbers are no persons here.
 */
export function parsePersonnummer(text: string, today: Date): string | undefined {
  const parts = FORM.exec(text)
  if (parts === null) return undefined
  const [, century, year, month, day, separator, number] = parts as unknown as [string, string | undefined, ...string[]]
  const ten = `${year}${month}${day}${number}`
  if (number?.startsWith('000') !== false || !luhn(ten)) return undefined
  const wholeYear =
    century === undefined
      ? yearOfShortForm(`${year}${month}${day}`, separator === '+', today)
      : Number(`${century}${year}`)
  if (wholeYear < YEAR_MIN || wholeYear > today.getUTCFullYear() + 1) return undefined
  if (!validBirthday(wholeYear, Number(month), Number(day))) return undefined
  return `${String(wholeYear)}${ten.slice(2)}`
}

/** The check digit of personnummer, samordningsnummer and OCR: modulus 10, weights 2,1,2,… from the right. */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

function yearOfShortForm(yymmdd: string, overHundred: boolean, today: Date): number {
  const now = stockholm.format(today).replaceAll('-', '')
  const day = Number(yymmdd.slice(4))
  const date = yymmdd.slice(0, 4) + String(day > COORDINATION ? day - COORDINATION : day).padStart(2, '0')
  const century = Number(now.slice(0, 2)) - (date > now.slice(2) ? 1 : 0) - (overHundred ? 1 : 0)
  return century * 100 + Number(yymmdd.slice(0, 2))
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
