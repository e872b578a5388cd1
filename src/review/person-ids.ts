import { hash } from 'node:crypto'
import { type Caller, endUserKey } from '../access/caller.ts'
import type { UnusableReference } from '../access/person-reference.ts'
import type { Keys } from '../platform/keys/keys.ts'

const ABOUT = 'granskad-person'
/** A day's work: an officer goes from one answer to the next. */
const VALID_MS = 12 * 60 * 60_000
const FINGERPRINT = 16

type Seal = Pick<Keys, 'sealReference' | 'openReference'>

/**
 * References to the persons of records, for officers: valid for the officer who got them, for half a day. They open nothing
 * but the log: a lookup does not take them. The same person has one reference in one answer.
 */
export function personIdsFor(keys: Seal, caller: Caller, now: Date): (personRef: string) => string {
  const expires = Math.floor((now.getTime() + VALID_MS) / 1000).toString(36)
  const given = new Map<string, string>()
  return (personRef) => {
    const id = given.get(personRef) ?? keys.sealReference(ABOUT, [personRef, ownerOf(caller), expires].join(' '))
    given.set(personRef, id)
    return id
  }
}

/** The personRef, or why the reference names nobody: for the record alone, since the caller gets one answer. */
export function openPersonId(keys: Seal, caller: Caller, now: Date, personId: string): string | UnusableReference {
  const text = openSealed(keys, ABOUT, personId)
  if (text === undefined) return { orsak: 'referens-ogiltig', personRef: null }
  const [personRef = '', owner, expires = ''] = text.split(' ')
  if (owner !== ownerOf(caller)) return { orsak: 'referens-annans', personRef }
  if (Number.parseInt(expires, 36) * 1000 <= now.getTime()) return { orsak: 'referens-utgangen', personRef }
  return personRef
}

/** Undefined for text that this hub has not sealed for this, including another base64 spelling of the same bytes. */
export function openSealed(keys: Pick<Keys, 'openReference'>, about: string, sealed: string): string | undefined {
  if (Buffer.from(sealed, 'base64url').toString('base64url') !== sealed) return undefined
  try {
    return keys.openReference(about, sealed)
  } catch {
    return undefined
  }
}

/** Whom a reference or a cursor is given to: the officer, through whatever client. */
export const ownerOf = (caller: Caller): string => hash('sha256', endUserKey(caller), 'base64url').slice(0, FINGERPRINT)
