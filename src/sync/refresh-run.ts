import { type Informationsmangd, KINDS } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import { type Content, contentFrom, contentText } from '../mapping/content.ts'
import { itemKey } from '../mapping/gather-items.ts'
import type { Item } from '../mapping/person-items.ts'
import { sealedText } from '../mapping/ready-items.ts'
import { foundBy } from '../mirror/digests.ts'
import { lockAgainstFlags, lockScope } from '../mirror/protection.ts'
import { markRefreshed, type Refresh, refresh } from '../mirror/write.ts'
import { inTransaction } from '../platform/database/database.ts'
import { type Generations, generations, requireKeys } from '../platform/keys/data-keys.ts'
import { searchRefs } from './delta.ts'
import { type Round, RunFrame, type RunResult } from './run-frame.ts'
import { lastRefresh, noCounts, saveCounts } from './run-record.ts'
import { noReadCounts, type ReadScope, type RefreshedItems } from './source.ts'
import type { RunDeps } from './sync-job.ts'

/** So many items are looked up and written at a time. */
const BATCH = 500

/**
 * One light run of one source × stadsdel: takes over the refreshed fields of items that the mirror holds, under a run record of its
 * own. It adds and takes away nothing and reads no person, so it can neither set nor lift a flag: an item that the mirror does not
 * hold, of somebody protected among others, is left to the next whole read. The caller holds the lock of the scope. Undefined when
 * there is nothing that it could refresh.
 */
export async function refreshRun(deps: RunDeps, round: Round, scope: ReadScope): Promise<RunResult | undefined> {
  const { pool, keys, sources, clock } = deps
  const source = sources.find(({ name }) => name === scope.source)
  const since = source?.readRefreshed === undefined ? undefined : await lastRefresh(pool, scope)
  if (source?.readRefreshed === undefined || since === undefined) return undefined
  const batches = source.readRefreshed
  const readAt = clock()
  const readCounts = noReadCounts()
  const counts = noCounts()
  const held = generations(keys, scope.stadsdel, scope.mangder)
  const frame = new RunFrame(deps, round, scope, {
    counts: () => ({ ...counts, rows: readCounts.rows, bytesRead: readCounts.bytes }),
    read: () => readCounts,
    generations: () => held,
  })
  await frame.open('betalstatus')
  return await frame.around(async () => {
    for await (const batch of batches(scope, since, readCounts, frame.signal))
      for (const part of inParts(batch)) {
        const { changed, unchanged, refused } = await take(deps, scope, part, { held, readAt })
        counts.changed += changed
        counts.unchanged += unchanged
        counts.quarantined += refused
        await saveCounts(pool, frame.id, counts)
      }
    frame.readEnded()
    return await frame.end({ status: frame.aborted ? 'avbruten' : 'lyckad' })
  })
}

function* inParts({ mangd, items, refused }: RefreshedItems): Generator<RefreshedItems> {
  for (let from = 0; from < Math.max(items.length, refused.length); from += BATCH)
    yield { mangd, items: items.slice(from, from + BATCH), refused: refused.slice(from, from + BATCH) }
}

interface Taken {
  readonly changed: number
  readonly unchanged: number
  /** Items that the mirror holds, or may hold, and that could not be read. */
  readonly refused: number
}

/** One transaction. A live read waits for it, and it asks no source meanwhile. */
function take(
  { pool, keys, itemKeys }: RunDeps,
  scope: ReadScope,
  { mangd, items, refused }: RefreshedItems,
  { held, readAt }: { readonly held: Generations; readonly readAt: Date },
): Promise<Taken> {
  const { stadsdel } = scope
  const { postnyckel = [] } = itemKeys.get(mangd) ?? {}
  const keyOf = (item: Item): string => itemKey(postnyckel, item)
  const now = new Map<string, Item>()
  const unreadable = new Set(refused.map(keyOf))
  for (const item of items) {
    const key = keyOf(item)
    const other = now.get(key)
    // Two rows of one item that say different things: which of them is right is not known.
    if (other !== undefined && canonical(other) !== canonical(item)) unreadable.add(key)
    now.set(key, item)
  }
  for (const key of unreadable) now.delete(key)
  return inTransaction(pool, async (tx) => {
    await requireKeys(tx, stadsdel, held, [mangd])
    await lockAgainstFlags(tx)
    await lockScope(tx, scope, 'shared')
    const writes: Refresh[] = []
    const met = new Set<string>()
    const same: string[] = []
    const found = await foundBy(tx, scope, mangd, searchRefs(keys, mangd, [...items, ...refused]))
    for (const { uppgiftRef, digest, sealed } of found) {
      const before = opened(() => keys.open(stadsdel, mangd, uppgiftRef, sealed))
      if (before === undefined) continue
      for (const item of before.items) met.add(keyOf(item))
      const content = refreshed(mangd, before, (item) => now.get(keyOf(item)))
      const digests = keys.digests(stadsdel, mangd, contentText(content))
      const seal = () => keys.seal(stadsdel, mangd, uppgiftRef, sealedText(mangd, content))
      if (digests.some((one) => one.equals(digest))) same.push(uppgiftRef)
      else writes.push({ uppgiftRef, before: digest, digest: digests[0], sealed: seal() })
    }
    const changed = await refresh(tx, readAt, writes)
    await markRefreshed(tx, same, readAt)
    // What does not say which item it is may be any that the mirror holds.
    const unread = [...unreadable].filter((key) => met.has(key)).length + refused.filter(isNameless).length
    return { changed, unchanged: same.length + writes.length - changed, refused: unread }
  })
  function isNameless(item: Item): boolean {
    return postnyckel[0] === undefined || item[postnyckel[0]] === undefined
  }
}

/** What does not open is damaged: a whole read writes it anew. */
function opened(open: () => string): Content | undefined {
  try {
    return contentFrom(open())
  } catch {
    return undefined
  }
}

/** The same content with the refreshed fields as they are now; one that is gone is gone. */
function refreshed(
  mangd: Informationsmangd,
  { items, unread }: Content,
  nowOf: (item: Item) => Item | undefined,
): Content {
  const fields: ReadonlySet<string> = new Set(KINDS[mangd].refreshed)
  return {
    unread,
    items: items.map((item) => {
      const now = nowOf(item)
      if (now === undefined) return item
      const kept = Object.entries(item).filter(([name]) => !fields.has(name))
      const taken = Object.entries(now).filter(([name]) => fields.has(name))
      return Object.fromEntries([...kept, ...taken])
    }),
  }
}
