import { InsynError } from '../errors.ts'
import { canonical } from '../mapping/canonical.ts'
import { randomInBlocks } from '../platform/random-blocks.ts'
import type { Access, LogRecord } from './access.ts'

/**
 * A leaf of the tree: the canonical JSON (RFC 8785) of `{ atkomst, logg, nummer, salt }`. The salt, 16 random bytes,
 * keeps a record from being guessed from a leaf hash that outlives it.
 */
export interface StoredRecord {
  readonly logg: string
  readonly nummer: number
  readonly salt: string
  readonly atkomst: Access
}

const SALT_BYTES = 16
const SALT_TEXT = /^[A-Za-z0-9_-]{22}$/
const LOG = /^[a-z0-9]+(-[a-z0-9]+)*$/
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

const randomSalt = randomInBlocks(SALT_BYTES)
export const newSalt = (): string => randomSalt().toString('base64url')

/** A record without a place: only the place and the salt are missing from its text. */
export interface Draft {
  readonly logg: string
  readonly atkomst: Access
  readonly text: string
}

/** Refuses a record that could not be stored or read back, before it shares a batch with other requests' records. */
export function createDraft({ logg, access: atkomst }: LogRecord): Draft {
  const broken = [
    LOG.test(logg) || 'logg',
    (UTC.test(atkomst.tid) && !Number.isNaN(Date.parse(atkomst.tid))) || 'tid',
    isKey(atkomst.handelseId) || 'handelseId',
    atkomst.personRef === null || isKey(atkomst.personRef) || 'personRef',
  ].find((valid) => valid !== true)
  if (broken !== undefined) throw new InsynError('LOGG_OTILLGANGLIG', `access record: ${broken} is malformed`)
  try {
    return { logg, atkomst, text: canonical(recordFields(atkomst)) }
  } catch (cause) {
    throw new InsynError('LOGG_OTILLGANGLIG', 'access record: not plain JSON', { cause })
  }
}

/** Only the declared fields of an access record, in canonical order, which serialises faster. */
function recordFields(access: Access): Access {
  return {
    andamal: access.andamal,
    ...(access.antal === undefined ? {} : { antal: access.antal }),
    arende: access.arende,
    avtal: access.avtal,
    ...(access.detaljer === undefined ? {} : { detaljer: access.detaljer }),
    flaggor: [...access.flaggor],
    handelse: access.handelse,
    handelseId: access.handelseId,
    identifiering: access.identifiering,
    identitet: access.identitet,
    klient: access.klient,
    orsak: access.orsak,
    personRef: access.personRef,
    personnummerForseglat: access.personnummerForseglat,
    policyversion: access.policyversion,
    relation: access.relation,
    roll: access.roll,
    slutanvandare: access.slutanvandare,
    tid: access.tid,
    tillstand: access.tillstand,
    utfall: access.utfall,
    utfardare: access.utfardare,
    visat: access.visat.map(({ falt, mangd }) => ({ falt, mangd })),
  }
}

/** The record's bytes, for its place in its log. */
export function recordText({ logg, text }: Draft, number: number, salt: string): string {
  return `{"atkomst":${text},"logg":"${logg}","nummer":${number},"salt":"${salt}"}`
}

/**
 * The bytes that stand in place of a record which was lost with the database and never read back: its number is not used again.
 */
export const lostText = (log: string, number: number): string => `{"forlorad":true,"logg":"${log}","nummer":${number}}`

/** Stands for the id of the event in rows of lost records. */
export const LOST_EVENT_ID = 'forlorad'

/**
 * Parses a record as hostile input; undefined unless it is, byte for byte, a record that the log could have written.
 */
export function parseRecord(text: string): StoredRecord | undefined {
  return asRecord(parseCanonicalJson(text))
}

/** The same of the value of a text in canonical form. */
export function asRecord(item: unknown): StoredRecord | undefined {
  if (!isObject(item) || Object.keys(item).length !== 4) return undefined
  const { atkomst: access, logg, nummer, salt } = item
  const whole =
    isObject(access) &&
    typeof logg === 'string' &&
    Number.isSafeInteger(nummer) &&
    typeof salt === 'string' &&
    SALT_TEXT.test(salt)
  return whole ? (item as unknown as StoredRecord) : undefined
}

/**
 * The value of a JSON text in canonical form; undefined for every other text. This includes other spellings of the same
 * content, such as one with a duplicate name.
 */
export function parseCanonicalJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return canonical(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// A name in an index: PostgreSQL takes no NUL in text, and nothing of ours is longer.
const isKey = (text: string): boolean => text.length > 0 && text.length <= 100 && !text.includes('\0')
