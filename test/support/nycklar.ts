import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Nycklar } from '../../src/keys/nycklar.ts'
import { nycklarUr } from '../../src/keys/nycklar-ur-keyring.ts'

/** Fresh keys for these stadsdelar, without a file. */
export function testNycklar(stadsdelar: readonly string[]): Nycklar {
  const keys = () => Object.fromEntries([...stadsdelar, 'insyn'].map((kod) => [kod, randomBytes(32)]))
  return nycklarUr({
    referens: randomBytes(32),
    signatur: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }),
    data: keys(),
    logg: keys(),
  })
}
