import type pg from 'pg'
import { removeDeadLetters } from '../bus/dead-letter.ts'
import { withdrawAllOf } from '../cases/wake.ts'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { removeFromRegister } from '../mirror/handlaggare-register.ts'
import { NEXT_VERSION } from '../mirror/outbox.ts'
import { handOverFlags } from '../mirror/protection.ts'
import { removeAllOf } from '../mirror/write.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { removeChosenCenturies } from '../sync/chosen-century.ts'
import { removeFromQuarantine } from '../sync/quarantine.ts'
import type { Ending } from './endings.ts'

/** Deletes what a room keeps of these kinds in the stadsdel; returns how many rows. */
export type RemoveAllOf = (tx: Tx, stadsdel: string, mangder: readonly Informationsmangd[]) => Promise<number>

/**
 * Everything beside the mirror that holds data of a kind in a stadsdel, by the name that the receipt calls it. A room that
 * begins to keep such data adds its verb here, or where the hub is composed if the room lies above this one.
 */
const BESIDE_THE_MIRROR = {
  karantan: removeFromQuarantine,
  valt_sekel: removeChosenCenturies,
  handlaggarregister: removeFromRegister,
  parkerat_meddelande: removeDeadLetters,
} as const satisfies Record<string, RemoveAllOf>

type EndingToPurge = Pick<Ending, 'id' | 'stadsdel' | 'mangder' | 'successor'>

export interface PurgeParts {
  readonly pool: pg.Pool
  /** What reconciliation has found, which lies above this room. */
  readonly removeFindings: RemoveAllOf
}

/**
 * Deletes what an ended avtal covered, the mirror with tombstones, and counts it in the ending's row. Goes on where an
 * earlier try was cut off. `withoutAvtal` are the sources of which nothing in the stadsdel is covered any more.
 */
export async function purge(
  { pool, removeFindings }: PurgeParts,
  ending: EndingToPurge,
  withoutAvtal: readonly SourceName[],
): Promise<void> {
  const { id, stadsdel, mangder, successor } = ending
  // First, since the worker begins as soon as the first row is gone. What the worker has taken away when this is done again
  // was counted the first time.
  await inTransaction(pool, async (tx) => {
    await setCount(tx, id, 'leverans', await withdrawAllOf(tx, stadsdel, mangder))
  })
  for (let removed = 1; removed > 0;)
    removed = await inTransaction(pool, async (tx) => {
      const rows = await removeAllOf(tx, stadsdel, mangder)
      await addCount(tx, id, 'uppgift', rows)
      return rows
    })
  await inTransaction(pool, async (tx) => {
    for (const [name, remove] of Object.entries({ ...BESIDE_THE_MIRROR, avstamning: removeFindings }))
      await addCount(tx, id, name, await remove(tx, stadsdel, mangder))
    // A flag of protection is what a source said too: it goes with the source's last kind.
    await addCount(tx, id, 'skyddad', await handOverFlags(tx, stadsdel, withoutAvtal, successor))
    await tx.query(`update avtal_ending set purged = now(), highest_version = ${NEXT_VERSION} where id = $1`, [id])
  })
}

async function setCount(tx: Tx, id: number, name: string, count: number): Promise<void> {
  await tx.query(
    `update avtal_ending set removed = removed || jsonb_build_object($2::text, $3::bigint) where id = $1 and not removed ? $2`,
    [id, name, count],
  )
}

async function addCount(tx: Tx, id: number, name: string, count: number): Promise<void> {
  await tx.query(
    `update avtal_ending set removed = removed || jsonb_build_object($2::text, coalesce((removed->>$2)::bigint, 0) + $3::bigint)
      where id = $1`,
    [id, name, count],
  )
}
