import type pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { inTransaction } from '../database/database.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { type Keyring, newDataKey, openKeyring, readKeyring, writeKeyring } from './keyring.ts'
import { checkKeys, knownKeys, PROVTEXT, sameProof } from './key-check.ts'
import { levandeNycklar, nyckelnamn, type Nyckelrad } from './data-keys.ts'
import { nycklarUr, provAv } from './keys-from-keyring.ts'
import type { Nycklar } from './keys.ts'
import { sweepSecret } from './secret-file.ts'

/** Held by whoever changes keys, over all hubs that share the database and the state folder. */
export const NYCKEL_LOCK = 0x1c5f_0004

export interface NyNyckel {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly avtal: string
  readonly dag: string
}

/**
 * The keyring of a running hub: its file, its keys in memory, and what the database says of them. The database decides
 * which data keys there are; the file has the keys. All but `folj` under NYCKEL_LOCK.
 */
export interface Nyckelskap {
  readonly nycklar: Nycklar
  /**
   * Takes over what any hub has changed: forgets keys that the database no longer counts and fetches those it counts
   * anew. Gives the ones that the file does not have.
   */
  folj(): Promise<readonly Nyckelrad[]>
  /** Makes keys that never were before. None is used until both the file and the database have it. */
  skapa(nya: readonly NyNyckel[]): Promise<void>
  /** Destroys the keys of an ending, also when an earlier try was cut off. */
  forstor(avtalsslut: number): Promise<void>
}

/** Opens the keyring, or makes one at the very first start. Under NYCKEL_LOCK. */
export async function openNyckelskap(
  pool: pg.Pool,
  file: string,
  masterKey: (fresh: boolean) => Promise<Buffer>,
  loggar: readonly string[],
): Promise<Nyckelskap> {
  const known = await knownKeys(pool)
  const master = await masterKey(known.size === 0)
  await sweepSecret(file)
  const opened = await openKeyring(file, master, { logg: loggar, known })
  const nycklar = nycklarUr({ ...opened, data: {} })
  await checkKeys(pool, nycklar)

  async function folj(): Promise<readonly Nyckelrad[]> {
    const levande = await levandeNycklar(pool)
    const rader = new Map(levande.map((rad) => [nyckelnamn(rad), rad]))
    for (const [namn, generation] of nycklar.datanycklar())
      if (rader.get(namn)?.generation !== generation) nycklar.glom(namn)
    const nya = levande.filter((rad) => nycklar.generation(rad.stadsdel, rad.mangd) === undefined)
    if (nya.length === 0) return []
    const { data } = await readWhole(file, master)
    return nya.filter((rad) => {
      const funnen = data[nyckelnamn(rad)]
      if (funnen?.generation !== rad.generation) return true
      if (!sameProof(provAv(funnen, PROVTEXT), rad.prov))
        throw new InsynError(
          'NYCKEL_SAKNAS',
          `the key ${nyckelnamn(rad)} in the keyring is not the one this database was written with: put the right keyring back`,
        )
      nycklar.lagg(nyckelnamn(rad), funnen)
      return false
    })
  }

  /** Writes the file anew with only the keys that the database counts, and those besides. */
  async function rewrite(keyring: Keyring, more: Keyring['data']): Promise<void> {
    const counted = new Set((await levandeNycklar(pool)).map((rad) => `${nyckelnamn(rad)} ${rad.generation}`))
    const kept = Object.entries(keyring.data).filter(([namn, { generation }]) => counted.has(`${namn} ${generation}`))
    await writeKeyring(file, master, { ...keyring, data: { ...Object.fromEntries(kept), ...more } })
  }

  return {
    nycklar,
    folj,
    async skapa(nya) {
      if (nya.length === 0) return
      await sweepSecret(file)
      const keyring = await readKeyring(file, master)
      const senaste = await newestGenerations(pool)
      const gjorda = nya.map((ny) => {
        const namn = nyckelnamn(ny)
        // Also above what only the file has: a database that was put back may know less than it.
        const forra = Math.max(senaste.get(namn) ?? 0, keyring.data[namn]?.generation ?? 0)
        return { ...ny, namn, nyckel: newDataKey(forra + 1) }
      })
      await rewrite(keyring, Object.fromEntries(gjorda.map(({ namn, nyckel }) => [namn, nyckel])))
      await inTransaction(pool, async (tx) => {
        for (const { stadsdel, mangd, avtal, dag, nyckel } of gjorda)
          await tx.query(
            `insert into datanyckel (stadsdel, mangd, generation, prov, avtal, tackt_tom) values ($1, $2, $3, $4, $5, $6)`,
            [stadsdel, mangd, nyckel.generation, provAv(nyckel, PROVTEXT), avtal, dag],
          )
      })
      await folj()
    },
    async forstor(avtalsslut) {
      await folj()
      await sweepSecret(file)
      await rewrite(await readKeyring(file, master), {})
      await pool.query('update datanyckel set forstord = now() where avtalsslut = $1 and forstord is null', [
        avtalsslut,
      ])
    },
  }
}

async function newestGenerations(pool: pg.Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<Pick<Nyckelrad, 'stadsdel' | 'mangd' | 'generation'>>(
    'select stadsdel, mangd, max(generation) as generation from datanyckel group by stadsdel, mangd',
  )
  return new Map(rows.map((rad) => [nyckelnamn(rad), rad.generation]))
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
