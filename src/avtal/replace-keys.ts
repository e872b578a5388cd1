import type pg from 'pg'
import { type Informationsmangd, MANGDER_OF_SOURCE, type SourceName, SOURCES } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import { renewRegister } from '../mirror/handlaggare-register.ts'
import { renewUppgifter } from '../mirror/renew.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { trySessionLock, withSessionLock } from '../platform/database/session-lock.ts'
import { requireKeys, SPREAD_MS } from '../platform/keys/data-keys.ts'
import { closeKey, countRenewed, type FormerKey, formerKeys, markRenewed } from '../platform/keys/former-keys.ts'
import { KEY_LOCK, type KeyStore } from '../platform/keys/key-store.ts'
import { renewQuarantine } from '../sync/renew.ts'
import { isBeingRead } from '../sync/scope-lock.ts'

export interface ReplaceKeysDeps {
  readonly pool: pg.Pool
  readonly keyStore: Pick<KeyStore, 'keys' | 'retire'>
  /** Whether the bus holds what these keys seal: it then gets it anew. */
  readonly announce: boolean
  readonly spreadMs?: number
  readonly log: Log
}

const LOCK = 'insyn-datanyckelbyte'

/**
 * Takes each data key that another replaces as far as it goes now: closed, so that nothing is written under it; all that it sealed
 * sealed with the one in use, a batch at a time; and destroyed, when nobody works on what was read before. Every step may be done
 * twice, so that a hub that is killed at any of them leaves nothing undone.
 */
export async function replaceKeys(deps: ReplaceKeysDeps, stopping?: AbortSignal): Promise<void> {
  const { pool, spreadMs = SPREAD_MS } = deps
  if ((await formerKeys(pool, spreadMs)).length === 0) return
  await trySessionLock(pool, LOCK, async ({ lost }) => {
    const stop = AbortSignal.any([lost, ...(stopping === undefined ? [] : [stopping])])
    for (const former of await formerKeys(pool, spreadMs)) {
      if (stop.aborted) return
      await replace(deps, former, stop)
    }
  })
}

async function replace(deps: ReplaceKeysDeps, former: FormerKey, stop: AbortSignal): Promise<void> {
  const { pool, keyStore, log } = deps
  const { stadsdel, mangd, generation, inUse, closed, renewed, settled } = former
  if (renewed === null) {
    // This process has perhaps not taken up all keys yet.
    const [seals, ...others] = keyStore.keys.generations(stadsdel, mangd)
    if (seals !== inUse || !others.includes(generation)) return
    if (!closed) await closeKey(pool, former)
    if (!(await renewAll(deps, former, stop))) return
    await markRenewed(pool, former)
    log.info('data-key-renewed', { stadsdel, mangd, generation: inUse })
  } else if (settled && !(await isStillRead(pool, former)) && !(await isAnnounced(pool, former, renewed))) {
    await withSessionLock(pool, KEY_LOCK, () => keyStore.retire(former))
    log.info('data-key-destroyed', { stadsdel, mangd, generation })
  }
}

const sourcesOf = (mangd: Informationsmangd): readonly SourceName[] =>
  SOURCES.filter((source) => MANGDER_OF_SOURCE[source].includes(mangd))

/** Every room that keeps something under a data key has its verb here. False when it was stopped. */
async function renewAll(
  { pool, keyStore: { keys }, announce }: ReplaceKeysDeps,
  former: FormerKey,
  stop: AbortSignal,
): Promise<boolean> {
  const { stadsdel, mangd, inUse } = former
  const batch = <T extends { readonly renewed: number }>(renew: (tx: Tx) => Promise<T>): Promise<T> =>
    inTransaction(pool, async (tx) => {
      // An ending of the key waits for what is written here, and purges it.
      await requireKeys(tx, stadsdel, new Map([[mangd, inUse]]), [mangd])
      const result = await renew(tx)
      if (result.renewed > 0) await countRenewed(tx, former, result.renewed)
      return result
    })
  for (const source of sourcesOf(mangd)) {
    const scope = { source, stadsdel, mangd }
    for (let after: string | undefined = ''; after !== undefined;) {
      if (stop.aborted) return false
      const from: string = after
      after = (await batch((tx) => renewUppgifter(tx, keys, scope, { after: from, announce }))).last
    }
    await batch(async (tx) => ({ renewed: await renewQuarantine(tx, keys, scope, mangd) }))
    if (mangd === 'handlaggare') await batch(async (tx) => ({ renewed: await renewRegister(tx, keys, scope) }))
  }
  return true
}

/** A read that began before may still compare with digests by the former key. */
async function isStillRead(pool: pg.Pool, { stadsdel, mangd }: FormerKey): Promise<boolean> {
  for (const source of sourcesOf(mangd)) if (await isBeingRead(pool, `${source}/${stadsdel}`)) return true
  return false
}

/** Whether the bus has yet to get what was sealed anew: until then a topic holds what only the former key opens. */
async function isAnnounced(pool: pg.Pool, { stadsdel, mangd }: FormerKey, renewed: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from outbox where stadsdel = $1 and mangd = $2 and created_at <= $3 limit 1',
    [stadsdel, mangd, renewed],
  )
  return rowCount === 1
}
