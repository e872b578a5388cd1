import { timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Keys } from './keys.ts'

export const PROOF_TEXT = 'insyn nyckelkontroll'

/** The keys, other than data keys, that this database has been written with; empty at the first start. */
export async function knownKeys(pool: pg.Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ key: string }>('select key from key_proof')
  return new Set(rows.map(({ key }) => key))
}

/**
 * Stores a proof per key at first use, and refuses to start when a key no longer matches its proof: a wrong keyring
 * would otherwise fill the mirror with second copies under other references.
 */
export async function checkKeys(pool: pg.Pool, keys: Keys, { asFound = false } = {}): Promise<void> {
  const proofs = new Map([
    ['referens', Buffer.from(keys.personRef(PROOF_TEXT), 'base64url')],
    ['signatur', keys.publicKey],
  ])
  const { rows } = await pool.query<{ key: string; proof: Buffer }>('select key, proof from key_proof')
  for (const { key, proof } of rows) {
    const now = proofs.get(key)
    if (now !== undefined && !sameProof(now, proof))
      throw new InsynError(
        'NYCKEL_SAKNAS',
        `the key ${key} in the keyring is not the one this database was written with: put the right keyring back`,
      )
  }
  const known = new Set(rows.map(({ key }) => key))
  for (const [key, proof] of proofs)
    if (!known.has(key) && !asFound)
      await pool.query('insert into key_proof (key, proof) values ($1, $2) on conflict do nothing', [key, proof])
}

export const sameProof = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other)
