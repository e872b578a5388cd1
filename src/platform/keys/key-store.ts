import type pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { inTransaction } from '../database/database.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import {
  type DataKey,
  type Generations,
  type Keyring,
  type MasterKeys,
  logKeyName,
  newDataKey,
  newSigningKey,
  openKeyring,
  type OpenedKeyring,
  openWith,
  SIGNATURE,
  writeKeyring,
} from './keyring.ts'
import { checkKeys, knownKeys, PROOF_TEXT, sameProof } from './key-check.ts'
import { liveKeys, keyName, type KeyRow } from './data-keys.ts'
import { keysFrom, proofOf, signingKey } from './keys-from-keyring.ts'
import { beginRotation, newestRotation, type PendingRotation, rotatedKeys } from './rotated-keys.ts'
import type { Keys } from './keys.ts'
import { sweepSecret } from './secret-file.ts'

/** Lock for every change of keys, shared by all hubs on the database and the state folder. */
export const KEY_LOCK = 0x1c5f_0004

export interface NewKey {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly avtal: string
  readonly day: string
}

/**
 * The keyring of a running hub: its file, its keys in memory, and their rows in the database. The database decides
 * which data keys are in use; the file holds the keys. Every call but `follow` is made under KEY_LOCK.
 */
export interface KeyStore {
  readonly keys: Keys
  /** Rejects, with NYCKEL_SAKNAS, where keys of this process stand in no file: then nothing may be sealed with them. */
  requireKept(): Promise<void>
  /**
   * Takes over changes by any hub: forgets keys that the database no longer lists and loads those that it lists anew.
   * Returns the listed keys that the file lacks.
   */
  follow(): Promise<readonly KeyRow[]>
  /** Creates new keys. None is used until both the file and the database hold it. */
  create(added: readonly NewKey[]): Promise<void>
  /** Destroys the keys of an ending; safe to repeat after an interrupted try. */
  destroy(ending: number): Promise<void>
  /**
   * Makes the next generation of the signing key (no log) or of a log's key. It is used when `endRotation` has said that its
   * change stands in the access log. Throws BEGARAN_OGILTIG for a log that has no key.
   */
  rotate(log: string | undefined, place: Pick<PendingRotation, 'eventId' | 'ownLogSize'>): Promise<Rotation>
  /** Seals the keyring with this master key from now on. Nothing in it changes: who knows both keys opens it all the time. */
  sealWith(master: Buffer): Promise<void>
}

export interface Rotation extends PendingRotation {
  /** Of a new signing key. */
  readonly publicKey: Buffer | undefined
}

/** Opens the keyring, or creates one at the first start; `asFound`: creates nothing that lasts. Called under KEY_LOCK. */
export async function openKeyStore(
  pool: pg.Pool,
  file: string,
  masterKeys: (fresh: boolean) => Promise<MasterKeys>,
  logs: readonly string[],
  { spreadMs, asFound = false }: { spreadMs?: number; asFound?: boolean } = {},
): Promise<KeyStore> {
  const known = await knownKeys(pool)
  let masters = await masterKeys(known.size === 0)
  if (!asFound) await sweepSecret(file)
  const { master: first } = await openWith(file, masters).catch(() => ({ master: masters[0] }))
  const keys = keysFrom({ ...(await openKeyring(file, first, { logg: logs, known, asFound })), data: {} })
  await checkKeys(pool, keys, { asFound })
  let taken = ''

  /** Another process may have changed the master key since. */
  async function opened(): Promise<OpenedKeyring> {
    try {
      return await openWith(file, masters)
    } catch {
      masters = await masterKeys(false)
      return openWith(file, masters)
    }
  }

  async function followRotations(): Promise<void> {
    const rotated = await rotatedKeys(pool, { signature: SIGNATURE, spreadMs })
    const state = rotated.map(({ name, generation, inForce }) => `${name} ${generation} ${inForce}`).join(' ')
    if (state === taken) return
    const keyring = await readWhole(opened)
    for (const { name, generation, proof } of rotated) {
      const key = generationsOf(keyring, name)?.find((one) => one.generation === generation)
      if (key === undefined || !sameProof(proofOfRotated(name, key), proof))
        throw new InsynError(
          'NYCKEL_SAKNAS',
          `the key ${name}/${generation} in the keyring is missing or another: put the right keyring back`,
        )
    }
    const inForce = rotated.filter((one) => one.inForce)
    const names = new Set(inForce.map(({ name }) => name))
    const generations = (name: string) => inForce.filter((one) => one.name === name).map((one) => one.generation)
    keys.takeGenerations(keyring, new Map([...names].map((name) => [name, generations(name)])))
    taken = state
  }

  async function follow(): Promise<readonly KeyRow[]> {
    await followRotations()
    const live = await liveKeys(pool)
    const rows = new Map(live.map((row) => [keyName(row), row]))
    for (const [name, generation] of keys.dataKeys()) if (rows.get(name)?.generation !== generation) keys.forget(name)
    const added = live.filter((row) => keys.generation(row.stadsdel, row.mangd) === undefined)
    if (added.length === 0) return []
    const { data } = await readWhole(opened)
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

  /** Writes the file anew with the keys that the database lists, and with `more`. */
  async function rewrite({ keyring, master }: OpenedKeyring, more: Keyring['data']): Promise<void> {
    const counted = new Set((await liveKeys(pool)).map((row) => `${keyName(row)} ${row.generation}`))
    const kept = Object.entries(keyring.data).filter(([name, { generation }]) => counted.has(`${name} ${generation}`))
    await writeKeyring(file, master, { ...keyring, data: { ...Object.fromEntries(kept), ...more } })
  }

  return {
    keys,
    follow,
    async requireKept() {
      const kept = known.size === 0 ? [] : Object.keys((await opened()).keyring.logg)
      if (asFound && logs.some((log) => !kept.includes(log)))
        throw new InsynError('NYCKEL_SAKNAS', 'no hub has been started here with these settings yet: run insyn start')
    },
    async create(added) {
      if (added.length === 0) return
      await sweepSecret(file)
      const found = await opened()
      const newest = await newestGenerations(pool)
      const created = added.map((wanted) => {
        const name = keyName(wanted)
        // Above the file's generation as well: a restored database may be older than the file.
        const previous = Math.max(newest.get(name) ?? 0, found.keyring.data[name]?.generation ?? 0)
        return { ...wanted, namn: name, nyckel: newDataKey(previous + 1) }
      })
      await rewrite(found, Object.fromEntries(created.map(({ namn: name, nyckel }) => [name, nyckel])))
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
      await rewrite(await opened(), {})
      await pool.query('update data_key set destroyed_at = now() where avtal_ending = $1 and destroyed_at is null', [
        ending,
      ])
    },
    async rotate(log, place) {
      const name = log === undefined ? SIGNATURE : logKeyName(log)
      await sweepSecret(file)
      const { keyring, master } = await opened()
      const former = generationsOf(keyring, name)
      if (former === undefined) throw new InsynError('BEGARAN_OGILTIG', `there is no key of a log ${String(log)}`)
      // Above the file's newest too: an interrupted change left one there, or the database is restored.
      const newest = Math.max(await newestRotation(pool, name), ...former.map(({ generation }) => generation))
      const key = log === undefined ? newSigningKey(newest + 1) : newDataKey(newest + 1)
      const generations: Generations = [...former, key]
      await writeKeyring(
        file,
        master,
        log === undefined
          ? { ...keyring, signature: generations }
          : { ...keyring, logg: { ...keyring.logg, [log]: generations } },
      )
      const pending = { name, generation: key.generation, ...place }
      await beginRotation(pool, pending, proofOfRotated(name, key))
      return { ...pending, publicKey: log === undefined ? signingKey(key).publicKey : undefined }
    },
    async sealWith(next) {
      await sweepSecret(file)
      const { keyring, master } = await opened()
      if (!master.equals(next)) await writeKeyring(file, next, keyring)
      masters = [next]
    },
  }
}

const generationsOf = ({ signature, logg }: Keyring, name: string): Generations | undefined =>
  name === SIGNATURE ? signature : Object.entries(logg).find(([log]) => logKeyName(log) === name)?.[1]

const proofOfRotated = (name: string, key: DataKey): Buffer =>
  name === SIGNATURE ? signingKey(key).publicKey : proofOf(key, PROOF_TEXT)

async function newestGenerations(pool: pg.Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<Pick<KeyRow, 'stadsdel' | 'mangd' | 'generation'>>(
    'select stadsdel, mangd, max(generation) as generation from data_key group by stadsdel, mangd',
  )
  return new Map(rows.map((row) => [keyName(row), row.generation]))
}

const RELOADS = 5

/** Retries: another hub that replaces the file overwrites its old bytes while they are read. */
async function readWhole(read: () => Promise<OpenedKeyring>): Promise<Keyring> {
  for (let attempt = 1; ; attempt++)
    try {
      return (await read()).keyring
    } catch (error) {
      if (attempt === RELOADS) throw error
      await delay(20)
    }
}
