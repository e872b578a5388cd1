import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'
import type { Nycklar } from '../../src/keys/nycklar.ts'
import { nycklarUr } from '../../src/keys/nycklar-ur-keyring.ts'

/** Fresh keys for these stadsdelar, without a file. */
export function testNycklar(stadsdelar: readonly string[]): Nycklar {
  const keys = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, randomBytes(32)]))
  return nycklarUr({
    referens: randomBytes(32),
    signatur: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }),
    data: keys(stadsdelar.flatMap((kod) => INFORMATIONSMANGDER.map((mangd) => `${kod}/${mangd}`))),
    logg: keys([...stadsdelar, 'insyn']),
  })
}
