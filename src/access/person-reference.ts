import { hash } from 'node:crypto'
import { newSalt } from '../atkomstlogg/record.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { type Caller, endUserKey } from './caller.ts'

/** The terms under which a person was opened; `personRef` is null when the search found nobody. */
export interface Opened {
  readonly personRef: string | null
  readonly andamal: string
  readonly arende: string | null
  readonly relation: string
  readonly identifiering: string
}

/** Why a reference opens nothing, for the record alone: the caller gets the same answer whatever the cause. */
export interface UnusableReference {
  readonly orsak: 'referens-ogiltig' | 'referens-annans' | 'referens-utgangen'
  /** The person, when the reference was sealed by this hub. */
  readonly personRef: string | null
}

export interface GivenReferences {
  readonly personId: string
  /** Names one invoice of the person; undefined for one whose number is not shown. */
  readonly fakturaRef: (faktura: NumberedFaktura) => string | undefined
}

export interface OpenedReferences extends Opened {
  /** Whether the second half of a fakturaRef names this invoice. */
  readonly concerns: (faktura: NumberedFaktura) => boolean
}

/** With what may tell instalments apart that share an invoice number. */
interface NumberedFaktura {
  readonly stadsdel: string
  readonly fakturanummer?: unknown
  readonly delbetalning?: unknown
  readonly ocrNummer?: unknown
  readonly forfallodatum?: unknown
}

export interface PersonReferences {
  give(opened: Opened, caller: Caller, now: Date): GivenReferences
  /** Takes a personId or a fakturaRef. */
  open(reference: string, caller: Caller, now: Date): OpenedReferences | UnusableReference
}

const ABOUT = 'person'
/** As long as a personRef, and never equal to one. */
const NONE = '.'.repeat(22)
const NO_ARENDE = '-'
const FINGERPRINT = 16
const SECONDS_IN_BASE36 = 6

/**
 * References to a person who has been opened, for paths and bodies where a number must never stand. The sealed
 * reference carries everything; the hub stores nothing. A reference is valid for the end user and client that received
 * it, until it expires. Its length depends on what the caller sent, never on the person or on whether one was found.
 */
export function createPersonReferences(keys: Keys, validMs: number): PersonReferences {
  return {
    give({ personRef, andamal, arende, relation, identifiering }, caller, now) {
      const expires = Math.floor((now.getTime() + validMs) / 1000).toString(36)
      const salt = newSalt()
      const parts = [personRef ?? NONE, ownerOf(caller), expires.padStart(SECONDS_IN_BASE36, '0'), salt]
      const text = [...parts, andamal, arende ?? NO_ARENDE, relation, identifiering].join(' ')
      const personId = keys.sealReference(ABOUT, text)
      return {
        personId,
        fakturaRef: (faktura) => {
          const suffix = fingerprint(salt, faktura)
          return suffix === undefined ? undefined : `${personId}.${suffix}`
        },
      }
    },

    open(reference, caller, now) {
      const dot = reference.indexOf('.')
      const text = openSealed(keys, dot === -1 ? reference : reference.slice(0, dot))
      if (text === undefined) return { orsak: 'referens-ogiltig', personRef: null }
      const [ref, owner, expires = '', salt = '', andamal = '', arende = '', relation = '', identifiering = ''] =
        text.split(' ')
      const personRef = ref === undefined || ref === NONE ? null : ref
      if (owner !== ownerOf(caller)) return { orsak: 'referens-annans', personRef }
      if (Number.parseInt(expires, 36) * 1000 <= now.getTime()) return { orsak: 'referens-utgangen', personRef }
      return {
        personRef,
        andamal,
        arende: arende === NO_ARENDE ? null : arende,
        relation,
        identifiering,
        concerns: (faktura) => dot !== -1 && reference.slice(dot + 1) === fingerprint(salt, faktura),
      }
    },
  }
}

/** Undefined for text that this hub has not sealed, including another base64 spelling of the same bytes. */
function openSealed(keys: Keys, sealed: string): string | undefined {
  if (Buffer.from(sealed, 'base64url').toString('base64url') !== sealed) return undefined
  try {
    return keys.openReference(ABOUT, sealed)
  } catch {
    return undefined
  }
}

/** One token's calls have one caller, for as long as its verification counts. */
const owners = new WeakMap<Caller, string>()

/** A digest, since names may be long and paths may not. */
function ownerOf(caller: Caller): string {
  const known = owners.get(caller)
  if (known !== undefined) return known
  const named = JSON.stringify([caller.klient, endUserKey(caller)])
  const owner = hash('sha256', named, 'base64url').slice(0, FINGERPRINT)
  owners.set(caller, owner)
  return owner
}

/**
 * Keyed by the salt that only the seal holds, so that an invoice number cannot be guessed from a path. One short hash
 * per invoice, since one seal each would slow every lookup.
 */
const fingerprint = (salt: string, faktura: NumberedFaktura): string | undefined => {
  const { stadsdel, fakturanummer, delbetalning = '', ocrNummer = '', forfallodatum = '' } = faktura
  if (typeof fakturanummer !== 'string') return undefined
  const named = [salt, stadsdel, fakturanummer, delbetalning, ocrNummer, forfallodatum]
  return hash('sha256', JSON.stringify(named), 'base64url').slice(0, FINGERPRINT)
}
