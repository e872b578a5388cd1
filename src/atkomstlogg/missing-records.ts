import { isCount } from './export-format.ts'
import { HASH_BYTES } from './merkle.ts'
import { decodeBase64 } from './note.ts'
import { isObject, type StoredRecord } from './record.ts'
import type { Stretch } from './refuted.ts'

/**
 * What a record `gallring` says of its log: of the records `[from, to)` none but `kept` need still be there. Records may
 * be missing only when such a record, later in the same log, says so.
 */
export interface Pruning extends Stretch {
  readonly kept: readonly Stretch[]
}

/** Undefined for every other record, and for one that does not tell what was pruned. */
export function pruningBy({ nummer, atkomst }: StoredRecord): Pruning | undefined {
  const details: unknown = atkomst.detaljer
  if (atkomst.handelse !== 'gallring' || !isObject(details)) return undefined
  const { fran: from, till: to, kvar } = details
  if (!isCount(from) || !isCount(to) || from >= to || to > nummer || !Array.isArray(kvar)) return undefined
  const kept: Stretch[] = []
  for (const text of kvar as unknown[]) {
    const [, first = '', last = first] = (typeof text === 'string' && /^(\d{1,16})(?:-(\d{1,16}))?$/.exec(text)) || []
    if (first === '' || Number(last) < Number(first)) return undefined
    kept.push({ from: Number(first), to: Number(last) + 1 })
  }
  return { from, to, kept }
}

/**
 * What a record `glapp` says: that the records from `from` up to itself were lost with the database, and that a checkpoint
 * had signed for `size` of them with this root.
 */
export interface Gap extends Stretch {
  readonly size: number
  readonly root: Buffer
}

/** Undefined for every other record, and for one that does not tell what was lost. */
export function gapBy({ nummer, atkomst }: StoredRecord): Gap | undefined {
  const details: unknown = atkomst.detaljer
  if (atkomst.handelse !== 'glapp' || !isObject(details)) return undefined
  const { fran: from, till: to, storlek: size, rot } = details
  const root = typeof rot === 'string' ? decodeBase64(rot) : undefined
  if (!isCount(from) || !isCount(size) || to !== nummer || root?.length !== HASH_BYTES) return undefined
  return from < size && size <= nummer ? { from, to: nummer, size, root } : undefined
}

/** The first record of the stretches (ascending) that no pruning lets be missing; undefined when there is none. */
export function uncovered(stretches: readonly Stretch[], prunings: readonly Pruning[]): number | undefined {
  const allowed = join(prunings.flatMap(({ from, to, kept }) => without({ from, to }, join(kept))))
  let next = 0
  for (const { from, to } of stretches) {
    while (next < allowed.length && (allowed[next]?.to ?? 0) <= from) next++
    const cover = allowed[next]
    if (cover === undefined || cover.from > from) return from
    if (cover.to < to) return cover.to
  }
  return undefined
}

/** In ascending order, those that touch as one. */
export function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const one of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last !== undefined && one.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, one.to) }
    else joined.push({ from: one.from, to: one.to })
  }
  return joined
}

/** `[from, to)` without the stretches, which are joined. */
function without({ from, to }: Stretch, stretches: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = []
  let at = from
  for (const one of stretches) {
    if (one.from > at) left.push({ from: at, to: Math.min(one.from, to) })
    at = Math.max(at, one.to)
    if (at >= to) return left
  }
  return [...left, { from: at, to }]
}
