/** In place of what a log line must never hold. */
const NUMBER = '[number]'
const SECRET = '[secret]'

/** What may stand between the digits of a number: blanks, dashes, marks and signs, also as a URL encodes them. */
const BETWEEN = String.raw`(?:[\p{P}\p{S}\p{Z}\p{Cf}\s]|%[\dA-F]{2}){0,3}`
/** Day 61 to 91, as of a samordningsnummer; month 00 too. No check digit is asked for: a number with a slip is one too. */
const DATE = String.raw`\d{2}[-./ ]?(?:0\d|1[0-2])[-./ ]?(?:[0-3]\d|[6-9]\d)`
/**
 * Left as they are: instants, times of day, and references in hexadecimal. Then a number as people write it; then digits with
 * whatever between them, which only `isNumber` tells.
 */
const TEXT = new RegExp(
  [
    String.raw`(?<kept>(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?|(?<!\d)\d\d:\d\d:\d\d(?!\d)`,
    String.raw`|\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b|\b[\da-f]{32,}\b)`,
    String.raw`|(?<number>(?<!\d)(?:1[6-9]|20)?${DATE}(?:%[\dA-F]{2}|[-+./ \u2010-\u2015\u2212])?\d{4}(?!\d))`,
    String.raw`|(?<digits>(?<!\d)\d(?:${BETWEEN}\d){9,40}(?!\d))`,
  ].join(''),
  'giu',
)
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, SECRET],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*){0,3}/g, SECRET],
  [/\b(Bearer|Basic|Digest|DPoP|Negotiate)\s+[\w~+/.=:-]+/gi, `$1 ${SECRET}`],
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s/@]+@/gi, `$1${SECRET}@`],
  [
    /(["']?\b[\w-]*(?:password|passwd|pwd|losenord|secret|hemlighet|token|authorization|cookie|api[-_]?key|assertion)["']?\s*[=:]\s*)(?!\s*(?:Bearer|Basic|Digest|DPoP|Negotiate)\b)(?:"[^"]*"|'[^']*'|[^\s,;&"']+)/gi,
    `$1${SECRET}`,
  ],
]
/** Fields of which no value is written, whatever it is. */
const SECRET_FIELD =
  /password|passwd|losenord|secret|hemlighet|token|authorization|cookie|huvudnyckel|(api|private|master)[-_]?key|^nyckel$|credential|assertion/i

const LONGEST_TEXT = 8_192
const DEEPEST = 8
const MOST = 100

/** A text without personnummer and samordningsnummer, in whatever decimal digits, and without what opens a door. */
export function redactText(text: string): string {
  let clean = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
  if (/[^\x00-\x7f]/.test(clean)) clean = clean.normalize('NFKC').replace(/\p{Nd}/gu, asDigit)
  for (const [secret, instead] of SECRETS) clean = clean.replace(secret, instead)
  return clean.replace(TEXT, (found, ...rest) => {
    const { kept, number, digits } = rest.at(-1) as Readonly<Record<'kept' | 'number' | 'digits', string | undefined>>
    if (kept !== undefined) return found
    if (number !== undefined) return NUMBER
    return digits !== undefined && isNumber(digits) ? NUMBER : found
  })
}

/** Decimal digits of other scripts come in runs of ten. */
function asDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return character
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String(code - zero)
}

/** Whether ten or twelve of the digits, in a row and with something between them, are a birthday with a right check digit. */
function isNumber(text: string): boolean {
  const digits = text.replace(/%[\dA-F]{2}/gi, ' ').replace(/\D/g, '')
  if (!/\D/.test(text)) return false
  for (let i = 0; i + 10 <= digits.length; i++) {
    const ten = digits.slice(i, i + 10)
    if (BIRTHDAY.test(ten) && hasCheckDigit(ten)) return true
  }
  return false
}

const BIRTHDAY = /^\d\d(?:0\d|1[0-2])(?:[0-3]|[6-9])\d/

function hasCheckDigit(ten: string): boolean {
  let sum = 0
  for (const [index, digit] of [...ten].entries()) {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1)
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/**
 * A value as a log line may hold it: plain objects, arrays and texts, whatever it was and whatever its getters do. Fields are
 * redacted by name and by content, names by content too; bytes are never written.
 */
export function redact(value: unknown): unknown {
  return redacted(value, [])
}

function redacted(value: unknown, within: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value)
    case 'number':
    case 'bigint': {
      const text = redactText(String(value))
      return text === String(value) && typeof value === 'number' ? value : text
    }
    case 'boolean':
    case 'undefined':
      return value
    case 'object':
      break
    default:
      return `[${typeof value}]`
  }
  if (value === null) return null
  if (within.includes(value)) return '[circular]'
  if (within.length >= DEEPEST) return '[deeper]'
  try {
    return plain(value, [...within, value])
  } catch {
    return '[unreadable]'
  }
}

function plain(value: object, within: readonly object[]): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof URL || value instanceof RegExp) return redactText(String(value))
  if (Array.isArray(value) || value instanceof Set) return [...value].slice(0, MOST).map((one) => redacted(one, within))
  if (value instanceof Map)
    return Object.fromEntries([...value].slice(0, MOST).map(([key, one]) => field(String(key), () => one, within)))
  // What an error says of itself cannot be enumerated.
  const own = value instanceof Error ? ['name', 'message', 'stack', 'cause', 'errors'] : []
  const names = [...own.filter((name) => name in value), ...Object.keys(value).filter((name) => !own.includes(name))]
  return Object.fromEntries(
    names.slice(0, MOST).map((name) => field(name, () => (value as Record<string, unknown>)[name], within)),
  )
}

function field(name: string, read: () => unknown, within: readonly object[]): [string, unknown] {
  const clean = redactText(name)
  if (SECRET_FIELD.test(name)) return [clean, SECRET]
  try {
    return [clean, redacted(read(), within)]
  } catch {
    return [clean, '[unreadable]']
  }
}
