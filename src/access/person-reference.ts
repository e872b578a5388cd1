import { hash } from 'node:crypto'
import { nyttSalt } from '../atkomstlogg/record.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import { IDENTIFIERINGAR, type Identifiering } from '../policy/policy.ts'
import type { Anropare } from './caller.ts'

/** Under what a person was opened; `personRef` is null when the search found nobody. */
export interface Oppnad {
  readonly personRef: string | null
  readonly andamal: string
  readonly arende: string | null
  readonly relation: string
  readonly identifiering: Identifiering
}

/** Why a reference opens nothing, for the record alone: the caller is told the same whatever it was. */
export interface Referensfel {
  readonly orsak: 'referens-ogiltig' | 'referens-annans' | 'referens-utgangen'
  /** Whom it was about, when it is one of ours. */
  readonly personRef: string | null
}

export interface Givnareferenser {
  readonly personId: string
  /** Names one invoice of the person; undefined for one whose number is not shown. */
  readonly fakturaRef: (faktura: Numrerad) => string | undefined
}

export interface Oppnadereferenser extends Oppnad {
  /** Whether the second half of a fakturaRef names this invoice. */
  readonly avser: (faktura: Numrerad) => boolean
}

interface Numrerad {
  readonly stadsdel: string
  readonly fakturanummer?: unknown
}

export interface Personreferenser {
  ge(oppnad: Oppnad, anropare: Anropare, nu: Date): Givnareferenser
  /** Takes a personId or a fakturaRef. */
  oppna(referens: string, anropare: Anropare, nu: Date): Oppnadereferenser | Referensfel
}

const OM = 'person'
/** As long as a personRef and never one. */
const INGEN = '.'.repeat(22)
const INGET_ARENDE = '-'
const FINGERAVTRYCK = 16
const SEKUNDER_I_BAS36 = 6

/**
 * References to a person who has been opened, for paths and bodies where a number must never stand. Everything is in the
 * reference, sealed; nothing is kept. One is good for the end user and client that it was given to, until it expires.
 * Its length follows from what the caller said, never from whom it is about or whether there was anybody.
 */
export function createPersonreferenser(nycklar: Nycklar, giltigMs: number): Personreferenser {
  return {
    ge({ personRef, andamal, arende, relation, identifiering }, anropare, nu) {
      const utgar = Math.floor((nu.getTime() + giltigMs) / 1000).toString(36)
      const salt = nyttSalt()
      const delar = [personRef ?? INGEN, vem(anropare), utgar.padStart(SEKUNDER_I_BAS36, '0'), salt]
      const text = [...delar, andamal, arende ?? INGET_ARENDE, relation, identifiering].join(' ')
      const personId = nycklar.forseglaReferens(OM, text)
      return {
        personId,
        fakturaRef: (faktura) => {
          const avtryck = fingeravtryck(salt, faktura)
          return avtryck === undefined ? undefined : `${personId}.${avtryck}`
        },
      }
    },

    oppna(referens, anropare, nu) {
      const punkt = referens.indexOf('.')
      const text = brytSigill(nycklar, punkt === -1 ? referens : referens.slice(0, punkt))
      if (text === undefined) return { orsak: 'referens-ogiltig', personRef: null }
      const [ref, agare, utgar = '', salt = '', andamal = '', arende = '', relation = '', niva] = text.split(' ')
      const personRef = ref === undefined || ref === INGEN ? null : ref
      if (agare !== vem(anropare)) return { orsak: 'referens-annans', personRef }
      if (Number.parseInt(utgar, 36) * 1000 <= nu.getTime()) return { orsak: 'referens-utgangen', personRef }
      return {
        personRef,
        andamal,
        arende: arende === INGET_ARENDE ? null : arende,
        relation,
        identifiering: IDENTIFIERINGAR.find((en) => en === niva) ?? 'ingen',
        avser: (faktura) => punkt !== -1 && referens.slice(punkt + 1) === fingeravtryck(salt, faktura),
      }
    },
  }
}

/** Undefined for what we have not sealed, another spelling of the same bytes included. */
function brytSigill(nycklar: Nycklar, forseglad: string): string | undefined {
  if (Buffer.from(forseglad, 'base64url').toString('base64url') !== forseglad) return undefined
  try {
    return nycklar.oppnaReferens(OM, forseglad)
  } catch {
    return undefined
  }
}

/** A digest, since names may be long and paths may not. */
const vem = ({ klient, slutanvandare }: Anropare): string =>
  hash('sha256', JSON.stringify([klient, slutanvandare]), 'base64url').slice(0, FINGERAVTRYCK)

/**
 * Keyed by the salt that only the seal holds, so that an invoice number cannot be guessed from a path. One short hash per
 * invoice, where a seal each would be felt in every lookup.
 */
const fingeravtryck = (salt: string, { stadsdel, fakturanummer }: Numrerad): string | undefined =>
  typeof fakturanummer === 'string'
    ? hash('sha256', `${salt} ${stadsdel} ${fakturanummer}`, 'base64url').slice(0, FINGERAVTRYCK)
    : undefined
