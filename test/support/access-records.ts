import { createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import type { Access, LogRecord } from '../../src/atkomstlogg/access.ts'
import type { Keys } from '../../src/platform/keys/keys.ts'

/** A lookup as it is logged, with what the test wants to be different. */
export function anAccess(changed: Partial<Access> = {}): Access {
  return {
    handelse: 'uppslag',
    handelseId: randomUUID(),
    tid: '2026-03-02T08:15:00.123Z',
    personRef: 'AbCdEfGhIjKlMnOpQrStUv',
    personnummerForseglat: 'AQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3RlbGVmb25p',
    andamal: 'fakturafraga',
    arende: 'arende-4711',
    roll: 'aldre-direkt',
    slutanvandare: 'anna.åkesson',
    identitet: 'token',
    utfardare: 'inloggning',
    klient: 'telefoni',
    relation: 'egen',
    identifiering: 'bankid',
    visat: [
      { mangd: 'beslut', falt: ['beslutsdatum', 'insats', 'omfattning'] },
      { mangd: 'faktura', falt: ['belopp', 'forfallodatum', 'ocr', 'status'] },
    ],
    utfall: 'visat',
    orsak: 'traff',
    avtal: 'SDF-2026-1',
    flaggor: [],
    tillstand: null,
    policyversion: '2026-01-01.1',
    ...changed,
  }
}

export function aLogRecord(log: string, changed: Partial<Access> = {}): LogRecord {
  return { logg: log, access: anAccess(changed) }
}

/** A signing key of the test's own, that no other was in force before. */
export function newSigner(): Pick<Keys, 'sign' | 'publicKey' | 'signers' | 'publicKeys'> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  const signer = { publicKey, sign: (data: Uint8Array) => sign(null, data, privateKey) }
  return { ...signer, signers: [signer], publicKeys: [publicKey] }
}
