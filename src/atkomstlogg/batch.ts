import type { LogPosition } from './access.ts'
import { type CompactRange, EMPTY_RANGE, extend, leafHash } from './merkle.ts'
import { type Draft, newSalt, recordText } from './record.ts'

export type Heads = ReadonlyMap<string, CompactRange>

export interface Row {
  readonly draft: Draft
  readonly place: LogPosition
  readonly text: string
  readonly leaf: Buffer
}

/** Records with their places in their logs, and the heads of those logs after them. */
export interface Batch {
  readonly rows: readonly Row[]
  /** In order of the logs' names: two writers that lock heads in the same order never wait for each other. */
  readonly heads: readonly { readonly logg: string; readonly from: number; readonly range: CompactRange }[]
}

/** Gives each record the next number of its log. A log that has no head yet begins at 0. */
export function buildBatch(heads: Heads, all: readonly Draft[]): Batch {
  const leavesByLog = new Map<string, Buffer[]>()
  const rows = all.map((draft) => {
    const { logg } = draft
    const leaves = leavesByLog.get(logg) ?? []
    leavesByLog.set(logg, leaves)
    const number = (heads.get(logg) ?? EMPTY_RANGE).size + leaves.length
    const text = recordText(draft, number, newSalt())
    const row: Row = { draft, place: { logg, nummer: number }, text, leaf: leafHash(text) }
    leaves.push(row.leaf)
    return row
  })
  const moved = [...leavesByLog.keys()].sort().map((log) => {
    const head = heads.get(log) ?? EMPTY_RANGE
    return { logg: log, from: head.size, range: extend(head, leavesByLog.get(log) ?? []) }
  })
  return { rows, heads: moved }
}
