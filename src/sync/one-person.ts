import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import type { Held } from '../mirror/digests.ts'
import { lockAgainstFlags, lockScope } from '../mirror/protection.ts'
import { markRead, rememberRemoved, remove, upsert } from '../mirror/write.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { generations, requireKeys } from '../platform/keys/data-keys.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { delta } from './delta.ts'
import { type VolumeGuard, volumeGuard } from './guard.ts'
import { itemsLost } from './held-writes.ts'
import { protect } from './protection.ts'
import { releaseFromQuarantine } from './quarantine.ts'
import type { PersonAnswer } from './read-source.ts'
import { RefTable } from './ref-table.ts'
import type { ReadScope } from './source.ts'

interface Deps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly itemKeys: ItemKeys
  readonly volymvakt: VolumeGuard
}

/** What live reads have taken away of a scope since its newest complete read. */
interface Removed {
  readonly run: number
  /** Of each kind: uppgifter that are gone, and items of uppgifter that stay. */
  readonly gone: ReadonlyMap<Informationsmangd, Held>
}

/**
 * Takes one person's read into the mirror as a sync does: same delta, same outbox, one transaction. Has no run record.
 *
 * It sets a flag and never lifts one. What the source still says is marked as read at `readAt`, changed or not, so that a
 * run which began earlier neither overwrites it nor takes it away. Of a person whom the source does not have nothing is
 * deleted: only a complete read tells that.
 */
export function createPersonMirroring({ pool, keys, itemKeys, volymvakt }: Deps) {
  const removed = new Map<string, Removed>()

  return async (scope: ReadScope, readAt: Date, { person, orphans }: PersonAnswer): Promise<void> => {
    if (person === undefined) return
    const { source, stadsdel } = scope
    const personRef = keys.personRef(person.personnummer)
    if (person.skydd !== 'nej') {
      await protect(pool, { source, stadsdel }, [personRef], readAt)
      return
    }
    const name = `${source}/${stadsdel}`
    const sealedWith = generations(keys, stadsdel, scope.mangder)
    const removedNow = await inTransaction(pool, async (tx) => {
      // A run of the same scope waits for this, so it must end whatever happens.
      await tx.query(`set local lock_timeout = '2s'`)
      await tx.query(`set local idle_in_transaction_session_timeout = '5s'`)
      await lockAgainstFlags(tx)
      await lockScope(tx, scope, 'exclusive')
      const mangdOf = await readMirror(tx, scope, personRef)
      const known = new RefTable()
      for (const [ref, { digest }] of mangdOf) known.put(ref, digest)
      const { writes } = delta(scope, keys, known, personRef, person)
      const gone = [...known.unseen()]
      const lost = await itemsLost(tx, { keys, itemKeys }, stadsdel, writes)
      const taken = [
        ...gone.flatMap((ref) => mangdOf.get(ref)?.mangd ?? []).map((mangd) => ({ mangd, uppgifter: 1, items: 0 })),
        ...writes
          .map(({ uppgiftRef, mangd }) => ({ mangd, uppgifter: 0, items: lost.get(uppgiftRef) ?? 0 }))
          .filter(({ items }) => items > 0),
      ]
      const nothing = taken.length === 0
      const verdict = nothing ? undefined : await judge(tx, scope, taken, orphans, volymvakt, removed.get(name))
      const held = new Set(nothing || verdict !== undefined ? [] : lost.keys())

      const now = writes.filter(({ uppgiftRef }) => !held.has(uppgiftRef))
      const written = now.map(({ mangd }) => mangd)
      if (written.length > 0) await requireKeys(tx, stadsdel, sealedWith, written)
      await upsert(tx, { source, stadsdel, readAt }, now)
      const said = [...mangdOf.keys()].filter((ref) => !gone.includes(ref) && !held.has(ref))
      await markRead(tx, said, readAt)
      if (verdict !== undefined && gone.length > 0) {
        await remove(tx, gone, readAt)
        await rememberRemoved(tx, gone, readAt)
      }
      if (person.rejected.length === 0) await releaseFromQuarantine(tx, scope, [personRef])
      return verdict
    })
    // Counted once it is done: a removal that was rolled back took nothing away.
    if (removedNow !== undefined) removed.set(name, removedNow)
  }
}

async function readMirror(tx: Tx, { source, stadsdel, mangder }: ReadScope, personRef: string) {
  const { rows } = await tx.query<{ uppgift_ref: string; mangd: Informationsmangd; digest: Buffer; items: number }>(
    `select uppgift_ref, mangd, digest, items from uppgift
      where person_ref = $1 and source = $2 and stadsdel = $3 and mangd = any($4)`,
    [personRef, source, stadsdel, [...mangder]],
  )
  return new Map(rows.map(({ uppgift_ref, ...uppgift }) => [uppgift_ref, uppgift]))
}

/**
 * The volume guard on all that live reads have taken of the scope since its newest complete read, this removal
 * included: a source that falls silent on a kind must not be believed one person at a time. Undefined when it holds,
 * and while a complete read waits for a person's word.
 */
async function judge(
  tx: Tx,
  { source, stadsdel }: ReadScope,
  taken: readonly (Held & { readonly mangd: Informationsmangd })[],
  orphans: number,
  guard: VolumeGuard,
  soFar: Removed | undefined,
): Promise<Removed | undefined> {
  const { rows: runs } = await tx.query<{ id: number; status: string }>(
    `select id, status from sync_run where source = $1 and stadsdel = $2 and kind = 'fullstandig'
        and status in ('lyckad', 'vantar') order by id desc limit 1`,
    [source, stadsdel],
  )
  const [newest] = runs
  if (newest?.status === 'vantar') return undefined
  const run = newest?.id ?? 0
  const gone = new Map(soFar?.run === run ? soFar.gone : [])
  for (const { mangd, uppgifter, items } of taken) {
    const before = gone.get(mangd) ?? { uppgifter: 0, items: 0 }
    gone.set(mangd, { uppgifter: before.uppgifter + uppgifter, items: before.items + items })
  }
  const { rows } = await tx.query<Held & { mangd: Informationsmangd }>(
    `select mangd, count(*) as uppgifter, sum(items) as items from uppgift
      where source = $1 and stadsdel = $2 and mangd = any($3) group by mangd`,
    [source, stadsdel, [...new Set(taken.map(({ mangd }) => mangd))]],
  )
  const volumes = rows.map(({ mangd, ...left }) => {
    const { uppgifter, items } = gone.get(mangd) ?? { uppgifter: 0, items: 0 }
    const already = soFar?.run === run ? soFar.gone.get(mangd) : undefined
    return {
      mangd,
      known: left.uppgifter + (already?.uppgifter ?? 0),
      gone: uppgifter,
      reduced: items > 0 ? 1 : 0,
      items: { known: left.items + (already?.items ?? 0), gone: items },
    }
  })
  const read = { persons: 1, newOrphans: orphans, silentParts: [] }
  return volumeGuard(guard, volumes, read, 0).release ? { run, gone } : undefined
}
