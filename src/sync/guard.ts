import type { Informationsmangd } from '../informationsmangd.ts'

/** When a deletion is too large to follow from a source's answer alone. */
export interface VolumeGuard {
  /** Share of a kind's uppgifter, or of the items in them, that may be gone, 0–1. */
  readonly andel: number
  /** Fewer than this many gone of a kind is never held. */
  readonly minst: number
}

export interface Volume {
  readonly mangd: Informationsmangd
  /** Uppgifter that the mirror held. */
  readonly known: number
  readonly gone: number
  /** Uppgifter that stay, with fewer items. */
  readonly reduced: number
  /** Items that the mirror held, and how many fewer the uppgifter that stay have. */
  readonly items: { readonly known: number; readonly gone: number }
}

/** What a read says of itself. */
export interface ReadSummary {
  readonly persons: number
  /** Rows whose person could not be told, of those that the newest complete read did not have. */
  readonly newOrphans: number
  /** Parts of the source that gave nothing, and gave something last time. */
  readonly silentParts: readonly string[]
}

export type GuardVerdict =
  | { readonly release: true; readonly volumes: readonly Volume[] }
  | {
      readonly release: false
      readonly reason: 'tom-lasning' | 'herrelosa-rader' | 'tyst-del' | 'for-manga-borta'
      readonly volumes: readonly Volume[]
    }

/**
 * Decides whether what a complete read no longer holds may be taken away. Judged per informationsmängd, so that a kind
 * which falls silent does not hide behind the others, and by the items as well as by the uppgifter: a person may lose half of
 * them and still be there. Rows whose person could not be told may be those of anyone who seems gone, unless they were there
 * before. `approved`: of how many uppgifter a person has allowed something to be taken away.
 */
export function volumeGuard(
  guard: VolumeGuard,
  volumes: readonly Volume[],
  read: ReadSummary,
  approved: number,
): GuardVerdict {
  const touched = volumes.reduce((sum, { gone, reduced }) => sum + gone + reduced, 0)
  if (touched <= approved) return { release: true, volumes }
  if (read.persons === 0) return { release: false, reason: 'tom-lasning', volumes }
  if (read.newOrphans > 0) return { release: false, reason: 'herrelosa-rader', volumes }
  if (read.silentParts.length > 0) return { release: false, reason: 'tyst-del', volumes }
  const tooMany = ({ known, gone }: { readonly known: number; readonly gone: number }): boolean =>
    gone >= guard.minst && gone > known * guard.andel
  return volumes.some((volume) => tooMany(volume) || tooMany(volume.items))
    ? { release: false, reason: 'for-manga-borta', volumes }
    : { release: true, volumes }
}
