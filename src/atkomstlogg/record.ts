import { randomFillSync } from 'node:crypto'
import { InsynError } from '../errors.ts'
import { kanonisk } from '../mapping/canonical.ts'
import type { Atkomst, Loggpost } from './access.ts'

/**
 * What the tree holds: the canonical JSON (RFC 8785) of `{ atkomst, logg, nummer, salt }`. The salt, 16 random bytes,
 * keeps a leaf hash that has outlived its record from being guessed back into it.
 */
export interface Post {
  readonly logg: string
  readonly nummer: number
  readonly salt: string
  readonly atkomst: Atkomst
}

const SALT_BYTES = 16
const SALT_TEXT = /^[A-Za-z0-9_-]{22}$/
const LOGG = /^[a-z0-9]+(-[a-z0-9]+)*$/
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

// Random bytes are fetched for many salts at a time: one call costs more than the bytes do.
const salts = Buffer.alloc(256 * SALT_BYTES)
let saltsUsed = salts.length

export function nyttSalt(): string {
  if (saltsUsed === salts.length) {
    randomFillSync(salts)
    saltsUsed = 0
  }
  return salts.toString('base64url', saltsUsed, (saltsUsed += SALT_BYTES))
}

/** A record whose place is not known yet; only the place and the salt are missing from its text. */
export interface Utkast {
  readonly logg: string
  readonly atkomst: Atkomst
  readonly text: string
}

/** Refuses what could not be stored or read back, before it shares a batch with the records of others. */
export function utkast({ logg, atkomst }: Loggpost): Utkast {
  const broken = [
    LOGG.test(logg) || 'logg',
    (UTC.test(atkomst.tid) && !Number.isNaN(Date.parse(atkomst.tid))) || 'tid',
    isKey(atkomst.handelseId) || 'handelseId',
    atkomst.personRef === null || isKey(atkomst.personRef) || 'personRef',
  ].find((held) => held !== true)
  if (broken !== undefined) throw new InsynError('LOGG_OTILLGANGLIG', `access record: ${broken} is malformed`)
  try {
    return { logg, atkomst, text: kanonisk(listed(atkomst)) }
  } catch (cause) {
    throw new InsynError('LOGG_OTILLGANGLIG', 'access record: not plain JSON', { cause })
  }
}

/** The fields of an access record and nothing that came with them, in canonical order, which is quicker to write. */
function listed(atkomst: Atkomst): Atkomst {
  return {
    andamal: atkomst.andamal,
    arende: atkomst.arende,
    avtal: atkomst.avtal,
    flaggor: [...atkomst.flaggor],
    handelse: atkomst.handelse,
    handelseId: atkomst.handelseId,
    identifiering: atkomst.identifiering,
    identitet: atkomst.identitet,
    klient: atkomst.klient,
    orsak: atkomst.orsak,
    personRef: atkomst.personRef,
    personnummerForseglat: atkomst.personnummerForseglat,
    policyversion: atkomst.policyversion,
    relation: atkomst.relation,
    roll: atkomst.roll,
    slutanvandare: atkomst.slutanvandare,
    tid: atkomst.tid,
    tillstand: atkomst.tillstand,
    utfall: atkomst.utfall,
    visat: atkomst.visat.map(({ falt, mangd }) => ({ falt, mangd })),
  }
}

/** The record's bytes, for its place in its log. */
export function postText({ logg, text }: Utkast, nummer: number, salt: string): string {
  return `{"atkomst":${text},"logg":"${logg}","nummer":${nummer},"salt":"${salt}"}`
}

/** Reads a record as hostile input; undefined unless it is, byte for byte, what the log could have written. */
export function lasPost(text: string): Post | undefined {
  const post = readCanonicalJson(text)
  if (!isObject(post) || Object.keys(post).length !== 4) return undefined
  const { atkomst, logg, nummer, salt } = post
  const whole =
    isObject(atkomst) &&
    typeof logg === 'string' &&
    Number.isSafeInteger(nummer) &&
    typeof salt === 'string' &&
    SALT_TEXT.test(salt)
  return whole ? (post as unknown as Post) : undefined
}

/**
 * The value of a JSON text in canonical form; undefined for every other text. Another spelling of the same content,
 * one with a name that stands twice included, is another text.
 */
export function readCanonicalJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return kanonisk(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// A name in an index: PostgreSQL takes no NUL in text, and nothing of ours is longer.
const isKey = (text: string): boolean => text.length > 0 && text.length <= 100 && !text.includes('\0')
