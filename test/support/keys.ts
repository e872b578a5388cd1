import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'
import { nycklarUr, type Nyckelhallare } from '../../src/platform/keys/keys-from-keyring.ts'

/** Fresh keys for these stadsdelar, without a file. */
export function testNycklar(stadsdelar: readonly string[]): Nyckelhallare {
  const data = stadsdelar.flatMap((kod) =>
    INFORMATIONSMANGDER.map((mangd) => [`${kod}/${mangd}`, { generation: 1, nyckel: randomBytes(32) }] as const),
  )
  return nycklarUr({
    referens: randomBytes(32),
    signatur: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }),
    data: Object.fromEntries(data),
    logg: Object.fromEntries([...stadsdelar, 'insyn'].map((logg) => [logg, randomBytes(32)])),
  })
}

/** Tells a database of these keys, as if they had long been there: nothing is written under a key that it does not know. */
export async function registreraNycklar(pool: pg.Pool, nycklar: Nyckelhallare): Promise<void> {
  for (const [namn, generation] of nycklar.datanycklar())
    await pool.query(
      `insert into datanyckel (stadsdel, mangd, generation, prov, avtal, tackt_tom, skapad)
       values ($1, $2, $3, '', 'DNR-1', '9999-12-31', '2000-01-01') on conflict do nothing`,
      [...namn.split('/'), generation],
    )
}
