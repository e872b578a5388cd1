import type { Loggplats } from './access.ts'
import { EMPTY_RANGE, extend, leafHash, type CompactRange } from './merkle.ts'
import { nyttSalt, postText, type Utkast } from './record.ts'

export type Huvuden = ReadonlyMap<string, CompactRange>

export interface Rad {
  readonly utkast: Utkast
  readonly plats: Loggplats
  readonly post: string
  readonly blad: Buffer
}

/** Records with their places in their logs, and how far those logs have come with them. */
export interface Sats {
  readonly rader: readonly Rad[]
  /** In order of the logs' names: two writers that lock heads in the same order never wait for each other. */
  readonly huvuden: readonly { readonly logg: string; readonly fran: number; readonly till: CompactRange }[]
}

/** Gives each record the next number of its log. A log that has no head yet begins at 0. */
export function byggSats(huvuden: Huvuden, alla: readonly Utkast[]): Sats {
  const blad = new Map<string, Buffer[]>()
  const rader = alla.map((utkast) => {
    const { logg } = utkast
    const nya = blad.get(logg) ?? []
    blad.set(logg, nya)
    const nummer = (huvuden.get(logg) ?? EMPTY_RANGE).size + nya.length
    const post = postText(utkast, nummer, nyttSalt())
    const rad = { utkast, plats: { logg, nummer }, post, blad: leafHash(post) }
    nya.push(rad.blad)
    return rad
  })
  const flyttade = [...blad.keys()].sort().map((logg) => {
    const fran = huvuden.get(logg) ?? EMPTY_RANGE
    return { logg, fran: fran.size, till: extend(fran, blad.get(logg) ?? []) }
  })
  return { rader, huvuden: flyttade }
}
