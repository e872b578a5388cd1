import { type Fault, formFault } from './form-fault.ts'

const DASH = 0x2d
const TOO_LARGE: Fault = { reason: 'format:storlek' }
const DECIMALS: Fault = { reason: 'format:decimaler' }

/** Decimal text to öre, without passing through a float. Decimals beyond two must be zeros. */
export const readOre = (text: string): number | Fault => readBy(oreOf, text)

export const readDecimal = (text: string): number | Fault =>
  readBy((plain) => {
    if (!/^-?\d+([.,]\d+)?$/.test(plain)) return undefined
    const digits = plain.replace(/^-?0*/, '').replace(/([.,]\d*?)0+$/, '$1')
    // Fifteen digits survive the way through a double and back.
    return digits.length > 16 || digits.replace(/[.,]/, '').length > 15
      ? TOO_LARGE
      : Number(plain.replace(',', '.')) + 0
  }, text)

export const readInteger = (text: string): number | Fault =>
  readBy((plain) => {
    const [, whole, decimals = ''] = /^(-?\d+)(?:[.,](\d+))?$/.exec(plain) ?? []
    if (whole === undefined) return undefined
    return /[^0]/.test(decimals) ? DECIMALS : safe(Number(whole))
  }, text)

/** Most numbers are written in the plain form that `read` knows; of the rest, those that mean one are first written so. */
function readBy(read: (plain: string) => number | Fault | undefined, text: string): number | Fault {
  const plain = read(text)
  if (plain !== undefined) return plain
  const rewritten = inPlainForm(text)
  return (rewritten === undefined ? undefined : read(rewritten)) ?? formOf(text)
}

const BLANK = '[ \\u00a0\\u2007\\u2009\\u202f]'
/** Of xsd:decimal and of Swedish programs: a minus of its own (U+2212), and blanks that part the digits by three. */
const NUMBER = new RegExp(`^([-+\\u2212]?)(\\d{1,3}(?:${BLANK}\\d{3})+|\\d*)(?:[.,](\\d*))?$`)
const OF_NUMBERS = /^[-+\d., \u00a0\u2007\u2009\u202f\u2212]+$/

function inPlainForm(text: string): string | undefined {
  const parts = NUMBER.exec(text)
  if (parts === null) return undefined
  const [, sign = '', whole = '', decimals = ''] = parts
  if (whole === '' && decimals === '') return undefined
  const digits = whole === '' ? '0' : whole.replace(/\D/g, '')
  return `${sign === '' || sign === '+' ? '' : '-'}${digits}${decimals === '' ? '' : `.${decimals}`}`
}

const formOf = (text: string): Fault =>
  formFault(text, OF_NUMBERS, /[\d.,][., \u00a0\u2007\u2009\u202f].*\d/.test(text) ? 'tusental' : 'tecken')

/** Reads the bytes, since a read is full of amounts. */
function oreOf(text: string): number | Fault | undefined {
  const minus = text.charCodeAt(0) === DASH
  let i = minus ? 1 : 0
  const whole = i
  let ore = 0
  let lost = false
  for (; isDigit(text.charCodeAt(i)); i++) ore = ore * 10 + text.charCodeAt(i) - 0x30
  if (i === whole) return undefined
  ore *= 100
  if (i < text.length) {
    if (text[i] !== '.' && text[i] !== ',') return undefined
    const decimals = ++i
    for (; isDigit(text.charCodeAt(i)); i++) {
      const digit = text.charCodeAt(i) - 0x30
      if (i < decimals + 2) ore += digit * (i === decimals ? 10 : 1)
      else if (digit !== 0) lost = true
    }
    if (i === decimals || i < text.length) return undefined
  }
  return lost ? DECIMALS : safe(minus ? -ore : ore)
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Adding zero turns the minus zero of "-0" into the one zero that has a canonical form. */
const safe = (number: number): number | Fault => (Number.isSafeInteger(number) ? number + 0 : TOO_LARGE)
