import { bulkhead, type BulkheadPolicy } from 'cockatiel'
import { SOURCE_DECLARATIONS, type SourceName } from '../informationsmangd.ts'
import type { Scope, Source } from './source.ts'

/** Scopes read at the same time: of a shared service over all stadsdelar, otherwise of one installation. */
export type SyncBudget = Readonly<Partial<Record<SourceName, number>>>

export const SYNC_DEFAULTS = { shared: 3, 'per-stadsdel': 1 } as const

/** Resolves when there is room for a read, with what gives the room back; rejects when the signal came first. */
export type Enter = (scope: Scope, signal: AbortSignal) => Promise<() => void>

/** No more reads of one service at once than its compartment has room for, whatever asks for them, in whichever thread. */
export function createRooms(budget: SyncBudget): Enter {
  const room = new Map<string, BulkheadPolicy>()
  const roomFor = (source: SourceName, stadsdel: string): BulkheadPolicy => {
    const { service } = SOURCE_DECLARATIONS[source]
    const name = service === 'shared' ? source : `${source}/${stadsdel}`
    const exists = room.get(name) ?? bulkhead(budget[source] ?? SYNC_DEFAULTS[service], Infinity)
    room.set(name, exists)
    return exists
  }
  return ({ source, stadsdel }, signal) =>
    new Promise((inside, reject) => {
      roomFor(source, stadsdel)
        .execute(() => new Promise<void>((hand) => inside(hand)), signal)
        .catch(reject)
    })
}

/**
 * The sources as a sync may use them: a read that finds the compartment of its service full waits. Live reads have compartments
 * of their own.
 */
export function withBudget(sources: readonly Source[], enter: Enter): Source[] {
  const within = <T>(source: SourceName, stadsdel: string, signal: AbortSignal, read: () => AsyncIterable<T>) =>
    inside(() => enter({ source, stadsdel }, signal), read)
  const narrowed =
    (read: NonNullable<Source['readRefreshed']>, name: SourceName): typeof read =>
    (extent, since, readCounts, signal) =>
      within(name, extent.stadsdel, signal, () => read(extent, since, readCounts, signal))
  return sources.map((source) => ({
    ...source,
    readAll: (extent, readCounts, signal) =>
      within(source.name, extent.stadsdel, signal, () => source.readAll(extent, readCounts, signal)),
    readChanged: (extent, since, readCounts, signal) =>
      within(source.name, extent.stadsdel, signal, () => source.readChanged(extent, since, readCounts, signal)),
    ...(source.readRefreshed !== undefined && { readRefreshed: narrowed(source.readRefreshed, source.name) }),
  }))
}

async function* inside<T>(enter: () => Promise<() => void>, read: () => AsyncIterable<T>): AsyncGenerator<T, void> {
  const hand = await enter()
  try {
    yield* read()
  } finally {
    hand()
  }
}
