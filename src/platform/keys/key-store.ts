import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { inTransaction } from '../database/database.ts'
import { DATA_KEY, keyName, type KeyRow, type LiveGeneration, liveGenerations, SPREAD_MS } from './data-keys.ts'
import { proofOf } from './derived-keys.ts'
import { checkKeys, knownKeys, PROOF_TEXT, sameProof } from './key-check.ts'
import {
  type DataKey,
  type Generations,
  type Keyring,
  logKeyName,
  type MasterKeys,
  newDataKey,
  newSigningKey,
  type OpenedKeyring,
  openKeyring,
  openWith,
  SIGNATURE,
  writeKeyring,
} from './keyring.ts'
import type { Keys } from './keys.ts'
import { keysFrom, signingKey } from './keys-from-keyring.ts'
import { beginRotation, newestRotation, type PendingRotation, pendingRotations, rotatedKeys } from './rotated-keys.ts'
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
  /** Destroys a data key that another has replaced; safe to repeat. Nothing may be sealed with it any more. */
  retire(former: Pick<KeyRow, 'stadsdel' | 'mangd' | 'generation'>): Promise<void>
  /**
   * Makes the next generation of a key. It is used when `endRotation` has said that its change stands in the access log. Throws
   * BEGARAN_OGILTIG where there is no key to replace.
   */
  rotate(which: Rotated, place: Pick<PendingRotation, 'eventId' | 'ownLogSize'>): Promise<Rotation>
  /** Seals the keyring with this master key from now on. Nothing in it changes: who knows both keys opens it all the time. */
  sealWith(master: Buffer): Promise<void>
}

/** Which key: of a log, of data, or the one that signs. */
export type Rotated = { readonly logg: string } | Pick<KeyRow, 'stadsdel' | 'mangd'> | 'signatur'

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
  { spreadMs = SPREAD_MS, asFound = false }: { spreadMs?: number; asFound?: boolean } = {},
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
    const kinds = new Map<string, LiveGeneration[]>()
    for (const row of await liveGenerations(pool, spreadMs))
      kinds.set(keyName(row), [...(kinds.get(keyName(row)) ?? []), row])
    const held = keys.dataKeys()
    for (const name of held.keys()) if (!kinds.has(name)) keys.forget(name)
    const changed = [...kinds].filter(([name, rows]) => String(held.get(name) ?? '') !== String(inOrder(rows)))
    if (changed.length === 0) return []
    const { data } = await readWhole(opened)
    const missing: KeyRow[] = []
    for (const [name, rows] of changed) {
      const found = rows.flatMap((row) => {
        const key = data[name]?.find(({ generation }) => generation === row.generation)
        if (key === undefined) missing.push(row)
        return key === undefined ? [] : [{ row, key }]
      })
      for (const { row, key } of found)
        if (!sameProof(proofOf(key, PROOF_TEXT), row.proof))
          throw new InsynError(
            'NYCKEL_SAKNAS',
            `the key ${name} in the keyring is not the one this database was written with: put the right keyring back`,
          )
      const [first, ...rest] = [...found.filter(({ row }) => row.seals), ...found.filter(({ row }) => !row.seals)]
      if (first === undefined) keys.forget(name)
      else keys.put(name, [first.key, ...rest.map(({ key }) => key)])
    }
    return missing
  }

  /** Writes the file anew with the keys that the database lists, or is about to, and with `more`. */
  async function rewrite({ keyring, master }: OpenedKeyring, more: Keyring['data']): Promise<void> {
    const live = await liveGenerations(pool, spreadMs)
    const kinds = new Set(live.map(keyName))
    const pending = (await pendingRotations(pool)).flatMap(({ name, generation }) => {
      const [, stadsdel, mangd] = DATA_KEY.exec(name) ?? []
      return kinds.has(`${stadsdel}/${mangd}`) ? [`${stadsdel}/${mangd} ${generation}`] : []
    })
    const counted = new Set([...live.map((row) => `${keyName(row)} ${row.generation}`), ...pending])
    const kept = Object.entries(keyring.data).flatMap(([name, generations]) => {
      const [first, ...rest] = generations.filter(({ generation }) => counted.has(`${name} ${generation}`))
      return first === undefined ? [] : [[name, [first, ...rest]] as const]
    })
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
        const previous = Math.max(newest.get(name) ?? 0, newestOf(found.keyring.data[name]))
        return { ...wanted, namn: name, nyckel: newDataKey(previous + 1) }
      })
      await rewrite(found, Object.fromEntries(created.map(({ namn: name, nyckel }) => [name, [nyckel]])))
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
    async retire({ stadsdel, mangd, generation }) {
      await pool.query(
        'update data_key set ended_at = now() where stadsdel = $1 and mangd = $2 and generation = $3 and ended_at is null',
        [stadsdel, mangd, generation],
      )
      await follow()
      await sweepSecret(file)
      await rewrite(await opened(), {})
      await pool.query(
        'update data_key set destroyed_at = now() where stadsdel = $1 and mangd = $2 and generation = $3',
        [stadsdel, mangd, generation],
      )
    },
    async rotate(which, place) {
      const name = nameOf(which)
      await sweepSecret(file)
      const { keyring, master } = await opened()
      const former = generationsOf(keyring, name)
      const ofData = typeof which === 'object' && 'mangd' in which
      if (former === undefined || (ofData && keys.generation(which.stadsdel, which.mangd) === undefined))
        throw new InsynError('BEGARAN_OGILTIG', `there is no key ${name}`)
      // Above the file's newest too: an interrupted change left one there, or the database is restored.
      const known = ofData ? (await newestGenerations(pool)).get(keyName(which)) : await newestRotation(pool, name)
      const newest = Math.max(known ?? 0, newestOf(former))
      const key = which === 'signatur' ? newSigningKey(newest + 1) : newDataKey(newest + 1)
      const generations: Generations = [...former, key]
      await writeKeyring(file, master, withGenerations(keyring, which, generations))
      const pending = { name, generation: key.generation, ...place }
      await beginRotation(pool, pending, proofOfRotated(name, key))
      return { ...pending, publicKey: which === 'signatur' ? signingKey(key).publicKey : undefined }
    },
    async sealWith(next) {
      await sweepSecret(file)
      const { keyring, master } = await opened()
      if (!master.equals(next)) await writeKeyring(file, next, keyring)
      masters = [next]
    },
  }
}

const nameOf = (which: Rotated): string =>
  which === 'signatur' ? SIGNATURE : 'logg' in which ? logKeyName(which.logg) : `data/${keyName(which)}`

function generationsOf({ signature, data, logg }: Keyring, name: string): Generations | undefined {
  if (name === SIGNATURE) return signature
  const [, stadsdel, mangd] = DATA_KEY.exec(name) ?? []
  return stadsdel === undefined
    ? Object.entries(logg).find(([log]) => logKeyName(log) === name)?.[1]
    : data[`${stadsdel}/${mangd}`]
}

function withGenerations(keyring: Keyring, which: Rotated, generations: Generations): Keyring {
  if (which === 'signatur') return { ...keyring, signature: generations }
  if ('logg' in which) return { ...keyring, logg: { ...keyring.logg, [which.logg]: generations } }
  return { ...keyring, data: { ...keyring.data, [keyName(which)]: generations } }
}

const newestOf = (generations: readonly DataKey[] = []): number =>
  Math.max(0, ...generations.map(({ generation }) => generation))

/** The one that seals first. */
const inOrder = (rows: readonly LiveGeneration[]): readonly number[] =>
  [...rows].sort((a, b) => Number(b.seals) - Number(a.seals)).map(({ generation }) => generation)

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
