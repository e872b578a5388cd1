import { containsPersonnummer } from './find-personnummer.ts'
import { parsePersonnummer } from './personnummer.ts'

/** Why a text is not taken. */
export type TextFault = 'empty' | 'long' | 'characters' | 'form' | 'personnummer'

export interface TextRule {
  /** UTF-16 code units. */
  readonly longest?: number
  /** Line breaks are taken too. */
  readonly lines?: boolean
}

/** Controls, formats, private use, what has no character yet, half a character, and separators of lines. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/**
 * The one rule for a text that somebody else wrote and that is stored or recorded in clear: printable, bounded, written in one
 * way (NFC), and without anything that reads as a personnummer. Undefined when it may be taken.
 */
export function textFault(
  text: string,
  { longest = Infinity, lines = false }: TextRule,
  now: Date,
): TextFault | undefined {
  if (text.trim() === '') return 'empty'
  if (text.length > longest) return 'long'
  if (UNPRINTABLE.test(lines ? text.replace(/\r?\n/g, ' ') : text)) return 'characters'
  if (text.normalize('NFC') !== text) return 'form'
  return mayBePersonnummer(text, now) ? 'personnummer' : undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Neighbouring groups of a UUID that together are as long as a number with its century. */
const SPELT = /^(\d{8}-\d{4})|-(\d{4}-\d{4}-\d{4})-|-(\d{12})$/g

/**
 * Whether a text that stands in clear could hold a personnummer. Systems name people and cases by UUIDs, of which one in a
 * thousand holds ten such digits by chance: in one, only whole groups of digits count, which chance hardly makes.
 */
export function mayBePersonnummer(text: string, now: Date): boolean {
  if (!UUID.test(text)) return containsPersonnummer(text, now)
  return [...text.matchAll(SPELT)].some(
    ([, first, middle, last]) =>
      parsePersonnummer((first ?? middle ?? last ?? '').replaceAll('-', ''), now) !== undefined,
  )
}
