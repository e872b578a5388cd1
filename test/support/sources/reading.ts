import type { Informationsmangd } from '../../../src/informationsmangd.ts'
import type { PersonItems, Rejected, SourceBatch } from '../../../src/mapping/person-items.ts'
import { noReadCounts, type ReadExtent } from '../../../src/sync/source.ts'

export const readCounts = noReadCounts

export const extent = (stadsdel: string, ...mangder: Informationsmangd[]): ReadExtent => ({
  stadsdel,
  mangder: new Set(mangder),
})

export interface Last {
  readonly personer: readonly PersonItems[]
  readonly orphans: readonly Rejected[]
}

/** A read to its end; rejects when the source does. */
export async function all(stream: AsyncIterable<SourceBatch>): Promise<Last> {
  const personer: PersonItems[] = []
  const orphans: Rejected[] = []
  for await (const delivery of stream) {
    personer.push(...delivery.personer)
    orphans.push(...delivery.orphans)
  }
  return { personer, orphans }
}

export const never = new AbortController().signal
