import { hkdfSync } from 'node:crypto'
import { InsynError } from '../../errors.ts'
import { Hmac } from './hmac.ts'
import type { DataKey } from './keyring.ts'

/** A key per purpose, so that what one use gives away says nothing of another. */
export function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `insyn/${purpose}`, 32))
}

export const REF_BYTES = 16

export const dataDigest = (key: Hmac, data: string): Buffer => key.of(data).subarray(0, REF_BYTES)

/** Identifies a key without revealing it: the keyed digest of a fixed text. */
export const proofOf = ({ key }: DataKey, text: string): Buffer => dataDigest(new Hmac(derive(key, 'digest')), text)

export function keyOf<K>(keys: ReadonlyMap<string, K>, name: string): K {
  const key = keys.get(name)
  if (key === undefined) throw new InsynError('NYCKEL_SAKNAS', `no key for ${name}`)
  return key
}
