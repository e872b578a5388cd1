import type pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { inTransaction } from '../database/database.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { type Keyring, newDataKey, openKeyring, readKeyring, writeKeyring } from './keyring.ts'
import { checkKeys, knownKeys, PROOF_TEXT, sameProof } from './key-check.ts'
import { liveKeys, keyName, type KeyRow } from './data-keys.ts'
import { keysFrom, proofOf } from './keys-from-keyring.ts'
import type { Keys } from './keys.ts'
import { sweepSecret } from './secret-file.ts'

/** Held by whoever changes keys, over all hubs that share the database and the state folder. */
export const KEY_LOCK = 0x1c5f_0004

export interface NewKey {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly avtal: string
  readonly day: string
}

/**
 * The keyring of a running hub: its file, its keys in memory, and what the database says of them. The database decides
 * which data keys there are; the file has the keys. All but `folj` under NYCKEL_LOCK.
 */
export interface KeyStore {
  readonly keys: Keys
  /**
   * Takes over what any hub has changed: forgets keys that the database no longer counts and fetches those it counts
   * anew. Gives the ones that the file does not have.
   */
  follow(): Promise<readonly KeyRow[]>
  /** Makes keys that never were before. None is used until both the file and the database have it. */
  create(added: readonly NewKey[]): Promise<void>
  /** Destroys the keys of an ending, also when an earlier try was cut off. */
  destroy(ending: number): Promise<void>
}

/** Opens the keyring, or makes one at the very first start. Under NYCKEL_LOCK. */
export async function openKeyStore(
  pool: pg.Pool,
  file: string,
  masterKey: (fresh: boolean) => Promise<Buffer>,
  logs: readonly string[],
): Promise<KeyStore> {
  const known = await knownKeys(pool)
  const master = await masterKey(known.size === 0)
  await sweepSecret(file)
  const opened = await openKeyring(file, master, { logg: logs, known })
  const keys = keysFrom({ ...opened, data: {} })
  await checkKeys(pool, keys)

  async function follow(): Promise<readonly KeyRow[]> {
    const live = await liveKeys(pool)
    const rows = new Map(live.map((row) => [keyName(row), row]))
    for (const [name, generation] of keys.dataKeys()) if (rows.get(name)?.generation !== generation) keys.forget(name)
    const added = live.filter((row) => keys.generation(row.stadsdel, row.mangd) === undefined)
    if (added.length === 0) return []
    const { data } = await readWhole(file, master)
    return added.filter((row) => {
      const found = data[keyName(row)]
      if (found?.generation !== row.generation) return true
      if (!sameProof(proofOf(found, PROOF_TEXT), row.proof))
        throw new InsynError(
          'NYCKEL_SAKNAS',
          `the key ${keyName(row)} in the keyring is not the one this database was written with: put the right keyring back`,
        )
      keys.put(keyName(row), found)
      return false
    })
  }

  /** Writes the file anew with only the keys that the database counts, and those besides. */
  async function rewrite(keyring: Keyring, more: Keyring['data']): Promise<void> {
    const counted = new Set((await liveKeys(pool)).map((row) => `${keyName(row)} ${row.generation}`))
    const kept = Object.entries(keyring.data).filter(([name, { generation }]) => counted.has(`${name} ${generation}`))
    await writeKeyring(file, master, { ...keyring, data: { ...Object.fromEntries(kept), ...more } })
  }

  return {
    keys,
    follow,
    async create(added) {
      if (added.length === 0) return
      await sweepSecret(file)
      const keyring = await readKeyring(file, master)
      const newest = await newestGenerations(pool)
      const created = added.map((wanted) => {
        const name = keyName(wanted)
        // Also above what only the file has: a database that was put back may know less than it.
        const previous = Math.max(newest.get(name) ?? 0, keyring.data[name]?.generation ?? 0)
        return { ...wanted, namn: name, nyckel: newDataKey(previous + 1) }
      })
      await rewrite(keyring, Object.fromEntries(created.map(({ namn: name, nyckel }) => [name, nyckel])))
      await inTransaction(pool, async (tx) => {
        for (const { stadsdel, mangd, avtal, day, nyckel } of created)
          await tx.query(
            `insert into data_key (stadsdel, mangd, generation, proof, avtal, covered_until) values ($1, $2, $3, $4, $5, $6)`,
            [stadsdel, mangd, nyckel.generation, proofOf(nyckel, PROOF_TEXT), avtal, day],
          )
      })
      await follow()
    },
    async destroy(ending) {
      await follow()
      await sweepSecret(file)
      await rewrite(await readKeyring(file, master), {})
      await pool.query('update data_key set destroyed_at = now() where avtal_ending = $1 and destroyed_at is null', [
        ending,
      ])
    },
  }
}

async function newestGenerations(pool: pg.Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<Pick<KeyRow, 'stadsdel' | 'mangd' | 'generation'>>(
    'select stadsdel, mangd, max(generation) as generation from data_key group by stadsdel, mangd',
  )
  return new Map(rows.map((row) => [keyName(row), row.generation]))
}

const RELOADS = 5

/** A file that another hub replaces while it is read here is overwritten under the reading. */
async function readWhole(file: string, master: Buffer): Promise<Keyring> {
  for (let attempt = 1; ; attempt++)
    try {
      return await readKeyring(file, master)
    } catch (error) {
      if (attempt === RELOADS) throw error
      await delay(20)
    }
}
