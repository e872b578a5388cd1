import { bulkhead, type BulkheadPolicy } from 'cockatiel'
import { SOURCE_DECLARATIONS, type SourceName } from '../informationsmangd.ts'
import type { Source } from './source.ts'

/** Scopes read at the same time: of a shared service over all stadsdelar, otherwise of one installation. */
export type SyncBudget = Readonly<Partial<Record<SourceName, number>>>

export const SYNC_DEFAULTS = { shared: 3, 'per-stadsdel': 1 } as const

/**
 * The sources as a sync may use them: no more reads of one service at once than its compartment has room for, whatever
 * asks for them. A read that finds it full waits. Live reads have compartments of their own.
 */
export function withBudget(sources: readonly Source[], budget: SyncBudget): Source[] {
  const room = new Map<string, BulkheadPolicy>()
  const roomFor = (source: SourceName, stadsdel: string): BulkheadPolicy => {
    const { service } = SOURCE_DECLARATIONS[source]
    const name = service === 'shared' ? source : `${source}/${stadsdel}`
    const exists = room.get(name) ?? bulkhead(budget[source] ?? SYNC_DEFAULTS[service], Infinity)
    room.set(name, exists)
    return exists
  }
  const narrowed =
    (read: NonNullable<Source['readRefreshed']>, name: SourceName): typeof read =>
    (extent, since, readCounts, signal) =>
      within(roomFor(name, extent.stadsdel), signal, () => read(extent, since, readCounts, signal))
  return sources.map((source) => ({
    ...source,
    readAll: (extent, readCounts, signal) =>
      within(roomFor(source.name, extent.stadsdel), signal, () => source.readAll(extent, readCounts, signal)),
    readChanged: (extent, since, readCounts, signal) =>
      within(roomFor(source.name, extent.stadsdel), signal, () =>
        source.readChanged(extent, since, readCounts, signal),
      ),
    ...(source.readRefreshed !== undefined && { readRefreshed: narrowed(source.readRefreshed, source.name) }),
  }))
}

async function* within<T>(
  room: BulkheadPolicy,
  signal: AbortSignal,
  read: () => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const hand = await enter(room, signal)
  try {
    yield* read()
  } finally {
    hand()
  }
}

/** Resolves when there is room, with what gives it back; rejects when the signal came first. */
const enter = (room: BulkheadPolicy, signal: AbortSignal): Promise<() => void> =>
  new Promise((inside, reject) => {
    room.execute(() => new Promise<void>((hand) => inside(hand)), signal).catch(reject)
  })
