import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'
import { newDataKey, newSigningKey } from '../../src/platform/keys/keyring.ts'
import { type KeyHolder, keysFrom } from '../../src/platform/keys/keys-from-keyring.ts'

/** Fresh keys for these stadsdelar, without a file. */
export function testKeys(stadsdelar: readonly string[]): KeyHolder {
  const data = stadsdelar.flatMap((code) =>
    INFORMATIONSMANGDER.map((mangd) => [`${code}/${mangd}`, [{ generation: 1, key: randomBytes(32) }]] as const),
  )
  return keysFrom({
    reference: randomBytes(32),
    signature: [newSigningKey(1)],
    data: Object.fromEntries(data),
    logg: Object.fromEntries([...stadsdelar, 'insyn'].map((log) => [log, [newDataKey(1)] as const])),
  })
}

/** Tells a database of these keys, as if they had long been there: nothing is written under a key that it does not know. */
export async function registerKeys(pool: pg.Pool, keys: KeyHolder): Promise<void> {
  for (const [name, [generation]] of keys.dataKeys())
    await pool.query(
      `insert into data_key (stadsdel, mangd, generation, proof, avtal, covered_until, created_at)
       values ($1, $2, $3, '', 'DNR-1', '9999-12-31', '2000-01-01') on conflict do nothing`,
      [...name.split('/'), generation],
    )
}
