import type { LogPosition } from './access.ts'
import { EMPTY_RANGE, extend, leafHash, type CompactRange } from './merkle.ts'
import { newSalt, recordText, type Draft } from './record.ts'

export type Heads = ReadonlyMap<string, CompactRange>

export interface Row {
  readonly draft: Draft
  readonly plats: LogPosition
  readonly item: string
  readonly leaf: Buffer
}

/** Records with their places in their logs, and how far those logs have come with them. */
export interface Batch {
  readonly rader: readonly Row[]
  /** In order of the logs' names: two writers that lock heads in the same order never wait for each other. */
  readonly headers: readonly { readonly logg: string; readonly fran: number; readonly till: CompactRange }[]
}

/** Gives each record the next number of its log. A log that has no head yet begins at 0. */
export function buildBatch(headers: Heads, all: readonly Draft[]): Batch {
  const leaf = new Map<string, Buffer[]>()
  const rader = all.map((draft) => {
    const { logg } = draft
    const added = leaf.get(logg) ?? []
    leaf.set(logg, added)
    const nummer = (headers.get(logg) ?? EMPTY_RANGE).size + added.length
    const item = recordText(draft, nummer, newSalt())
    const row = { draft, plats: { logg, nummer }, item, leaf: leafHash(item) }
    added.push(row.leaf)
    return row
  })
  const moved = [...leaf.keys()].sort().map((logg) => {
    const from = headers.get(logg) ?? EMPTY_RANGE
    return { logg, fran: from.size, till: extend(from, leaf.get(logg) ?? []) }
  })
  return { rader, headers: moved }
}
