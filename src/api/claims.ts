import { isPlainName } from '../access/caller.ts'
import { parsePersonnummer } from '../mapping/personnummer.ts'
import { mayBePersonnummer } from '../mapping/text.ts'

/**
 * The claim of exactly this name, which may be a URL or hold dots; else what a path of names joined by dots leads to, where
 * again the longest name that is there counts first.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (!isObject(claims)) return undefined
  if (Object.hasOwn(claims, path)) return claims[path]
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot)
    const found = Object.hasOwn(claims, name) ? claimAt(claims[name], path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list of names, or one text with names between blanks or commas. */
export function namesFrom(claim: unknown): readonly string[] | undefined {
  const names: unknown = typeof claim === 'string' ? claim.split(/[ ,]+/).filter((name) => name !== '') : claim
  return Array.isArray(names) && names.every(isShortText) ? names : undefined
}

const SHORT = /^\P{C}{1,200}$/u
export const isShortText = (value: unknown): value is string => typeof value === 'string' && SHORT.test(value)

/** One person's name must not look like another's, and it stands in clear in every access record. */
export const isEndUserName = (claim: unknown, now: Date): claim is string =>
  isShortText(claim) && isPlainName(claim) && !mayBePersonnummer(claim, now)

/** Nobody signs in who is a hundred. */
const EMPLOYEE = { writesPlus: true }

/** 12 digits; undefined for what is no personnummer. */
export const employeeNumber = (claim: unknown, now: Date): string | undefined =>
  typeof claim === 'string' ? parsePersonnummer(claim, now, EMPLOYEE) : undefined
