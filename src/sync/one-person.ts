import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { generations, requireKeys } from '../platform/keys/data-keys.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { lockAgainstFlags, lockScope } from '../mirror/protection.ts'
import { markRead, rememberRemoved, remove, upsert } from '../mirror/write.ts'
import { delta } from './delta.ts'
import { volumeGuard, type VolumeGuard } from './guard.ts'
import { RefTable } from './ref-table.ts'
import { protect } from './protection.ts'
import type { PersonAnswer } from './read-source.ts'
import type { ReadScope } from './source.ts'

interface Deps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly volymvakt: VolumeGuard
}

/** What live reads have taken away of a scope since its newest complete read. */
interface Removed {
  readonly run: number
  readonly count: ReadonlyMap<Informationsmangd, number>
}

/**
 * Takes one person's read into the mirror as a sync does: same delta, same outbox, one transaction. Has no run record.
 *
 * It sets a flag and never lifts one. What the source still says is marked as read at `readAt`, changed or not, so that a
 * run which began earlier neither overwrites it nor takes it away. Of a person whom the source does not have nothing is
 * deleted: only a complete read tells that.
 */
export function createPersonMirroring({ pool, keys, volymvakt }: Deps) {
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
      const written = writes.map(({ mangd }) => mangd)
      if (written.length > 0) await requireKeys(tx, stadsdel, sealedWith, written)
      await upsert(tx, { source, stadsdel, readAt }, writes)

      const gone = [...known.unseen()]
      const rejected = new Set(person.rejected.map(({ mangd }) => mangd))
      const said = [...mangdOf].filter(([ref, { mangd }]) => !gone.includes(ref) && !rejected.has(mangd))
      await markRead(
        tx,
        said.map(([ref]) => ref),
        readAt,
      )
      if (gone.length === 0) return undefined
      const mangder = gone.flatMap((ref) => mangdOf.get(ref)?.mangd ?? [])
      const verdict = await judge(tx, scope, mangder, orphans, volymvakt, removed.get(name))
      if (verdict !== undefined) {
        await remove(tx, gone, readAt)
        await rememberRemoved(tx, gone, readAt)
      }
      return verdict
    })
    // Counted once it is done: a removal that was rolled back took nothing away.
    if (removedNow !== undefined) removed.set(name, removedNow)
  }
}

async function readMirror(tx: Tx, { source, stadsdel, mangder }: ReadScope, personRef: string) {
  const { rows } = await tx.query<{ uppgift_ref: string; mangd: Informationsmangd; digest: Buffer }>(
    `select uppgift_ref, mangd, digest from uppgift
      where person_ref = $1 and source = $2 and stadsdel = $3 and mangd = any($4)`,
    [personRef, source, stadsdel, [...mangder]],
  )
  return new Map(rows.map(({ uppgift_ref, mangd, digest }) => [uppgift_ref, { mangd, digest }]))
}

/**
 * The volume guard on all that live reads have taken of the scope since its newest complete read, this removal
 * included: a source that falls silent on a kind must not be believed one person at a time. Undefined when it holds,
 * and while a complete read waits for a person's word.
 */
async function judge(
  tx: Tx,
  { source, stadsdel }: ReadScope,
  mangder: readonly Informationsmangd[],
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
  const count = new Map(soFar?.run === run ? soFar.count : [])
  const { rows } = await tx.query<{ mangd: Informationsmangd; count: number }>(
    `select mangd, count(*) as count from uppgift where source = $1 and stadsdel = $2 and mangd = any($3) group by mangd`,
    [source, stadsdel, mangder],
  )
  const volumes = rows.map(({ mangd, count: left }) => {
    const already = count.get(mangd) ?? 0
    count.set(mangd, already + 1)
    return { mangd, known: left + already, gone: already + 1 }
  })
  return volumeGuard(guard, volumes, { persons: 1, orphans }, 0).release ? { run, count } : undefined
}
