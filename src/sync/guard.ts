import type { Informationsmangd } from '../informationsmangd.ts'

/** When a deletion is too large to follow from a source's answer alone. */
export interface VolumeGuard {
  /** Share of a kind's uppgifter that may be gone, 0–1. */
  readonly andel: number
  /** Fewer than this many gone of a kind is never held. */
  readonly minst: number
}

export interface Volume {
  readonly mangd: Informationsmangd
  /** What the mirror held. */
  readonly known: number
  readonly gone: number
}

export type GuardVerdict =
  | { readonly release: true; readonly volumes: readonly Volume[] }
  | {
      readonly release: false
      readonly reason: 'tom-lasning' | 'herrelosa-rader' | 'for-manga-borta'
      readonly volumes: readonly Volume[]
    }

/**
 * Decides whether what a complete read no longer holds may be deleted. Judged per informationsmängd, so that a kind
 * which falls silent does not hide behind the others. Rows whose person could not be told (`orphans`) may be those of
 * anyone who seems gone. `approved`: as many as a person has allowed.
 */
export function volumeGuard(
  guard: VolumeGuard,
  volumes: readonly Volume[],
  read: { readonly persons: number; readonly orphans: number },
  approved: number,
): GuardVerdict {
  const gone = volumes.reduce((sum, volume) => sum + volume.gone, 0)
  if (gone <= approved) return { release: true, volumes }
  if (read.persons === 0) return { release: false, reason: 'tom-lasning', volumes }
  if (read.orphans > 0) return { release: false, reason: 'herrelosa-rader', volumes }
  const tooMany = volumes.some((volume) => volume.gone >= guard.minst && volume.gone > volume.known * guard.andel)
  return tooMany ? { release: false, reason: 'for-manga-borta', volumes } : { release: true, volumes }
}
