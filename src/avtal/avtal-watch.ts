import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { codeOrUnknown, InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { trySessionLock, withSessionLock } from '../platform/database/session-lock.ts'
import { keyName, type KeyRow, liveKeys, noteCovered } from '../platform/keys/data-keys.ts'
import { KEY_LOCK } from '../platform/keys/key-store.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import type { Policy } from '../policy/policy.ts'
import { complete, type CompleteDeps } from './complete-ending.ts'
import { coveredMangder, takesOver, uncoveredDay } from './coverage.ts'
import { allEndings, beginEnding, type NewEnding, unfinishedEndings } from './endings.ts'
import { writeReceiptFiles } from './receipt-files.ts'

export interface AvtalWatchDeps extends CompleteDeps {
  /** Where receipts are put. */
  readonly receiptFolder: string
}

/** Keeps keys, and all that they seal, to what an avtal in force covers. */
export interface AvtalWatch {
  /**
   * For every process that opens the keys: takes up those that there are and makes those that are missing. Throws
   * NYCKEL_SAKNAS when one is lost that an avtal still covers. `asFound`: makes none.
   */
  open(options?: { readonly asFound?: boolean }): Promise<void>
  /** From now on the policy of this hub decides, until another hub starts. */
  takeIntoUse(): Promise<void>
  /** Whether this hub's policy is the one in use. */
  decides(): Promise<boolean>
  /** Ends what has ended, goes on with every ending that is not done, and begins what has begun. */
  reconcile(): Promise<void>
}

export function createAvtalWatch(deps: AvtalWatchDeps): AvtalWatch {
  const { pool, keyStore, policy, log } = deps
  let awaits = false

  /** Keys that no avtal has covered without a break, with the first day that was not. */
  async function uncovered(today: string): Promise<(KeyRow & { ended: string; successor: string | null })[]> {
    return (await liveKeys(pool)).flatMap((row) => {
      const ended = uncoveredDay(policy, row, row.coveredUntil, today)
      if (ended === undefined) return []
      return [{ ...row, ended, successor: takesOver(policy, row.stadsdel, ended) ?? null }]
    })
  }

  /** One ending for each avtal of a stadsdel and the day it ended, with the kinds that ended together. */
  async function beginEndings(today: string): Promise<void> {
    const end = new Map<string, NewEnding & { mangder: Informationsmangd[] }>()
    for (const { stadsdel, avtal, ended, successor, mangd } of await uncovered(today)) {
      const key = `${stadsdel} ${ended} ${avtal}`
      const one = end.get(key) ?? { stadsdel, avtal, ended, successor, handelseId: randomUUID(), mangder: [] }
      one.mangder.push(mangd)
      end.set(key, one)
    }
    for (const one of end.values()) {
      await beginEnding(pool, one)
      log.info('avtal-ended', { stadsdel: one.stadsdel, avtal: one.avtal, mangder: one.mangder.join(' ') })
    }
    // Nothing of them is in this process's memory while the rest is done.
    if (end.size > 0) await keyStore.follow()
  }

  /** What an ending has not emptied yet must not fill again, here or where the stadsdel goes on under another name. */
  async function beginNew(today: string): Promise<void> {
    const covered = coveredMangder(policy, today)
    const live = new Set((await liveKeys(pool)).map(keyName))
    const notEmptied = (await unfinishedEndings(pool)).filter(({ purged }) => purged === null)
    const takenIn = new Set([...notEmptied, ...(await uncovered(today))].map(({ successor }) => successor))
    const added = covered.filter(
      (one) =>
        !live.has(keyName(one)) &&
        !takenIn.has(one.stadsdel) &&
        !notEmptied.some(({ stadsdel, mangder }) => stadsdel === one.stadsdel && mangder.includes(one.mangd)),
    )
    await keyStore.create(added.map((one) => ({ ...one, day: today })))
  }

  return {
    async open({ asFound = false } = {}) {
      const today = swedishDate(deps.clock())
      await withSessionLock(pool, KEY_LOCK, async () => {
        const missing = await keyStore.follow()
        const lost = missing.find((row) => uncoveredDay(policy, row, row.coveredUntil, today) === undefined)
        if (lost !== undefined)
          throw new InsynError(
            'NYCKEL_SAKNAS',
            `the keyring has lost the key of ${keyName(lost)}, which the database holds data under: put the right keyring back`,
          )
        if (!asFound && (await isInUse(pool, policy.version))) await beginNew(today)
      })
    },
    takeIntoUse: () => takeIntoUse(pool, policy),
    decides: () => isInUse(pool, policy.version),
    async reconcile() {
      await keyStore.follow()
      const decides = await isInUse(pool, policy.version)
      if (!decides && !awaits) log.warn('other-policy-in-use', { policy: policy.version })
      awaits = !decides
      if (!decides) return
      const today = swedishDate(deps.clock())
      await trySessionLock(pool, KEY_LOCK, async () => {
        await beginEndings(today)
        for (const end of await unfinishedEndings(pool))
          await complete(deps, end).catch((error: unknown) =>
            log.error('avtal-ending-interrupted', {
              stadsdel: end.stadsdel,
              avtal: end.avtal,
              errorCode: codeOrUnknown(error),
            }),
          )
        // Only now: a key that was uncovered for a while has been ended above.
        await noteCovered(pool, coveredMangder(policy, today), today)
        await beginNew(today)
      })
      await writeReceiptFiles(deps.receiptFolder, await allEndings(pool))
    },
  }
}

/**
 * Hubs on one database may for a while run with different policies. The one that was started last decides which keys
 * there are; otherwise two would destroy and make the same key in turns.
 */
async function takeIntoUse(pool: pg.Pool, policy: Policy): Promise<void> {
  if ((await newest(pool)) === policy.version) return
  await pool.query('insert into policy_in_use (version, content) values ($1, $2)', [
    policy.version,
    JSON.stringify(policy),
  ])
}

/** Whether this is the policy that decides; before the first hub has started, any is. */
async function isInUse(pool: pg.Pool, version: string): Promise<boolean> {
  return [undefined, version].includes(await newest(pool))
}

async function newest(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ version: string }>('select version from policy_in_use order by id desc limit 1')
  return rows[0]?.version
}
