import { createHash } from 'node:crypto'
import type { Avvikelse, Delomrade, Hinder, Jamforelse, Sida, Sidsumma } from './report.ts'

const MODULUS = 1n << 128n

/**
 * A sum of hashes modulo 2^128: the same in any order, and unlike an exclusive or it does not forget what is there
 * twice. What goes in is keyed already, so nobody without the keys can choose what the parts become.
 */
class Summa {
  #antal = 0
  #varde = 0n

  ta(ref: string, digest: Uint8Array): void {
    const hash = createHash('sha256').update(ref).update(digest).digest()
    this.#varde = (this.#varde + hash.readBigUInt64BE(0) * (1n << 64n) + hash.readBigUInt64BE(8)) % MODULUS
    this.#antal++
  }

  get(): Sidsumma {
    return { antal: this.#antal, digest: this.#varde.toString(16).padStart(32, '0') }
  }
}

interface Par extends Delomrade {
  readonly deras: Summa
  readonly spegelns: Summa
}

/** Counts and digests of one side and of the mirror as that side should see it, kind by kind. */
export function createSummor(sida: Sida) {
  const par = new Map<string, Par>()
  const of = ({ kalla, stadsdel, mangd }: Delomrade): Par => {
    const namn = `${kalla}/${stadsdel}/${mangd}`
    const known = par.get(namn) ?? { kalla, stadsdel, mangd, deras: new Summa(), spegelns: new Summa() }
    par.set(namn, known)
    return known
  }
  return {
    /** Also where nothing is found there is something to say. */
    om: (del: Delomrade) => void of(del),
    deras: (del: Delomrade, ref: string, digest: Uint8Array) => of(del).deras.ta(ref, digest),
    spegelns: (del: Delomrade, ref: string, digest: Uint8Array) => of(del).spegelns.ta(ref, digest),
    jamforelser: (avvikelser: readonly Avvikelse[], paVag: readonly Avvikelse[]): readonly Jamforelse[] =>
      [...par.values()].map(({ kalla, stadsdel, mangd, deras, spegelns }) => {
        const har = (en: Avvikelse) => en.kalla === kalla && en.stadsdel === stadsdel && en.mangd === mangd
        return {
          sida,
          kalla,
          stadsdel,
          mangd,
          deras: deras.get(),
          spegelns: spegelns.get(),
          paVag: paVag.filter(har).length,
          avvikelser: avvikelser.filter(har).length,
        }
      }),
  }
}

type Summor = ReturnType<typeof createSummor>

/** What one look at a side gave. */
export interface Sidbild {
  readonly summor: Summor
  readonly avvikelser: readonly Avvikelse[]
  readonly paVag: readonly Avvikelse[]
  readonly hinder: readonly Hinder[]
}
