import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { KEY_LOCK, type KeyStore, type Rotated } from '../platform/keys/key-store.ts'
import { endRotation, pendingRotations } from '../platform/keys/rotated-keys.ts'
import { type Atkomstlogg, type Details, type LogRecord, OWN_LOG } from './access.ts'
import { signChange } from './key-succession.ts'
import { operatorRecord } from './record-then.ts'
import { readHeads } from './stored-tree.ts'

export interface RotateDeps {
  readonly pool: pg.Pool
  readonly keyStore: KeyStore
  readonly accessLog: Atkomstlogg
  readonly clock: () => Date
  /** Name of the installation. */
  readonly origin: string
  /** Logs that may be written to, whether they hold anything yet or not. */
  readonly logs: readonly string[]
}

export interface RotationRequest {
  readonly which: Rotated
  readonly by: string
  readonly reason: string
}

/**
 * Changes the signing key, the key of a log or a data key, while hubs serve. The new key is in the keyring before the change stands in every log that
 * it concerns, and is used only after that. Interrupted anywhere, the change has either been recorded, and `settleRotation` ends
 * it, or has not, and nothing has changed.
 */
export async function rotateKey(deps: RotateDeps, request: RotationRequest): Promise<void> {
  const { pool, keyStore, accessLog, clock, origin } = deps
  const { which } = request
  await settleRotation(deps)
  const template = operatorRecord(
    {
      handelse: 'nyckel',
      orsak: which === 'signatur' ? 'signatur' : 'logg' in which ? 'loggnyckel' : 'datanyckel',
      by: request.by,
      andamal: request.reason,
    },
    clock(),
  )
  await withSessionLock(pool, KEY_LOCK, async () => {
    await keyStore.follow()
    const heads = await readHeads(pool)
    const rotation = await keyStore.rotate(which, {
      eventId: template.access.handelseId,
      ownLogSize: heads.get(OWN_LOG)?.size ?? 0,
    })
    const logs =
      which === 'signatur'
        ? [...new Set([OWN_LOG, ...deps.logs, ...heads.keys()])]
        : [OWN_LOG, 'logg' in which ? which.logg : which.stadsdel]
    const details: Details =
      rotation.publicKey === undefined
        ? { ...detailsOf(which), generation: rotation.generation }
        : { ...signChange(origin, keyStore.keys, rotation.publicKey) }
    try {
      await accessLog.write(recordsOf(template, logs, details))
    } catch (error) {
      if (!(await settle(deps))) throw error
    }
    await settle(deps)
  })
}

function detailsOf(which: Rotated): Details {
  if (which === 'signatur') return {}
  return 'logg' in which ? { logg: which.logg } : { stadsdel: which.stadsdel, informationsmangd: which.mangd }
}

const recordsOf = ({ access }: LogRecord, logs: readonly string[], details: Details): LogRecord[] =>
  [...new Set(logs)].map((log) => ({ logg: log, access: { ...access, detaljer: details } }))

/** Ends a change that was interrupted: by its records, which are in all logs or in none. */
export async function settleRotation(deps: Pick<RotateDeps, 'pool' | 'keyStore'>): Promise<void> {
  if ((await pendingRotations(deps.pool)).length === 0) return
  await withSessionLock(deps.pool, KEY_LOCK, () => settle(deps))
}

/** Whether a change has been taken into use. */
async function settle({ pool, keyStore }: Pick<RotateDeps, 'pool' | 'keyStore'>): Promise<boolean> {
  let recorded = false
  for (const pending of await pendingRotations(pool)) {
    const { ownLogSize, eventId } = pending
    recorded = await inTransaction(pool, async (tx) => {
      // Waits for a write of the records whose outcome nobody has seen.
      await readHeads(tx, [OWN_LOG], 'for update')
      const { rowCount } = await tx.query(
        'select from access_record where logg = $1 and nummer >= $2 and event_id = $3 limit 1',
        [OWN_LOG, ownLogSize, eventId],
      )
      return rowCount === 1
    })
    await endRotation(pool, pending, recorded)
    await keyStore.follow()
  }
  return recorded
}
