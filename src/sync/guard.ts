import type { Informationsmangd } from '../informationsmangd.ts'

/** When a deletion is too large to follow from a source's answer alone. */
export interface Volymvakt {
  /** Share of a kind's uppgifter that may be gone, 0–1. */
  readonly andel: number
  /** Fewer than this many gone of a kind is never held. */
  readonly minst: number
}

export interface Volym {
  readonly mangd: Informationsmangd
  readonly kanda: number
  readonly borta: number
}

export type Vaktutslag =
  | { readonly slapp: true; readonly volymer: readonly Volym[] }
  | {
      readonly slapp: false
      readonly skal: 'tom-lasning' | 'herrelosa-rader' | 'for-manga-borta'
      readonly volymer: readonly Volym[]
    }

/**
 * Decides whether what a complete read no longer holds may be deleted. Judged per informationsmängd, so that a kind
 * which falls silent does not hide behind the others. Rows whose person could not be told (`herrelosa`) may be those of
 * anyone who seems gone. `godkanda`: as many as a person has allowed.
 */
export function volumeGuard(
  vakt: Volymvakt,
  volymer: readonly Volym[],
  last: { readonly personer: number; readonly herrelosa: number },
  godkanda: number,
): Vaktutslag {
  const borta = volymer.reduce((sum, volym) => sum + volym.borta, 0)
  if (borta <= godkanda) return { slapp: true, volymer }
  if (last.personer === 0) return { slapp: false, skal: 'tom-lasning', volymer }
  if (last.herrelosa > 0) return { slapp: false, skal: 'herrelosa-rader', volymer }
  const forManga = volymer.some((volym) => volym.borta >= vakt.minst && volym.borta > volym.kanda * vakt.andel)
  return forManga ? { slapp: false, skal: 'for-manga-borta', volymer } : { slapp: true, volymer }
}
