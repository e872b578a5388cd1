import { timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Nycklar } from './keys.ts'

export const PROVTEXT = 'insyn nyckelkontroll'

/** The keys, data keys aside, that this database has been written with; empty at the very first start. */
export async function knownKeys(pool: pg.Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ nyckel: string }>('select nyckel from nyckelkontroll')
  return new Set(rows.map(({ nyckel }) => nyckel))
}

/**
 * Remembers a proof per key at first use, and refuses to start when a key no longer gives it: a wrong keyring would
 * otherwise fill the mirror with second copies under other references.
 */
export async function checkKeys(pool: pg.Pool, nycklar: Nycklar): Promise<void> {
  const proofs = new Map([
    ['referens', Buffer.from(nycklar.personRef(PROVTEXT), 'base64url')],
    ['signatur', nycklar.publikNyckel],
  ])
  const { rows } = await pool.query<{ nyckel: string; prov: Buffer }>('select nyckel, prov from nyckelkontroll')
  for (const { nyckel, prov } of rows) {
    const now = proofs.get(nyckel)
    if (now !== undefined && !sameProof(now, prov))
      throw new InsynError(
        'NYCKEL_SAKNAS',
        `the key ${nyckel} in the keyring is not the one this database was written with: put the right keyring back`,
      )
  }
  const known = new Set(rows.map(({ nyckel }) => nyckel))
  for (const [nyckel, prov] of proofs)
    if (!known.has(nyckel))
      await pool.query('insert into nyckelkontroll (nyckel, prov) values ($1, $2) on conflict do nothing', [
        nyckel,
        prov,
      ])
}

export const sameProof = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other)
