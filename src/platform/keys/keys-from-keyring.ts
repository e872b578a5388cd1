import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { InsynError } from '../../errors.ts'
import { sealJwe } from './jwe.ts'
import type { Datanyckel, Keyring } from './keyring.ts'
import type { Nycklar } from './keys.ts'
import { seal, unseal } from './seal.ts'

const REF_BYTES = 16

/** What a data key is used as. */
interface Harledda {
  readonly generation: number
  readonly digest: Buffer
  readonly data: Buffer
  readonly buss: Buffer
}

/** Keys in use: data keys come and go while the process runs. */
export interface Nyckelhallare extends Nycklar {
  /** `stadsdel/informationsmangd`, with generation. */
  datanycklar(): ReadonlyMap<string, number>
  /** In place of one of an earlier generation, if there is any. */
  lagg(namn: string, nyckel: Datanyckel): void
  /** Nothing is left of it in this process. */
  glom(namn: string): void
}

/** The operations on an opened keyring. Purposes are kept apart by deriving a key for each. */
export function nycklarUr(keyring: Keyring): Nyckelhallare {
  const personKey = derive(keyring.referens, 'person')
  const uppgiftKey = derive(keyring.referens, 'uppgift')
  const sokKey = derive(keyring.referens, 'sok')
  const referensKey = derive(keyring.referens, 'korttidsreferens')
  const dataKeys = new Map(Object.entries(keyring.data).map(([namn, nyckel]) => [namn, harled(nyckel)]))
  const loggKeys = new Map(Object.entries(keyring.logg).map(([kod, key]) => [kod, derive(key, 'logg')]))
  const privateKey = createPrivateKey({ key: keyring.signatur, format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })

  const glom = (namn: string) => {
    const keys = dataKeys.get(namn)
    keys?.digest.fill(0)
    keys?.data.fill(0)
    keys?.buss.fill(0)
    dataKeys.delete(namn)
  }
  return {
    personRef: (personnummer) => ref(personKey, personnummer),
    uppgiftRef: (personRef, stadsdel, kalla, mangd) =>
      ref(uppgiftKey, `${personRef}\u001f${stadsdel}\u001f${kalla}\u001f${mangd}`),
    sokRef: (slag, varde) => hmac(sokKey, `${slag}\u001f${varde}`).readBigInt64BE(0),
    digest: (stadsdel, mangd, data) => dataDigest(keyOf(dataKeys, `${stadsdel}/${mangd}`).digest, data),
    forsegla: (stadsdel, mangd, om, klartext) => seal(keyOf(dataKeys, `${stadsdel}/${mangd}`).data, om, klartext),
    oppna: (stadsdel, mangd, om, forseglad) => unseal(keyOf(dataKeys, `${stadsdel}/${mangd}`).data, om, forseglad),
    forseglaForBuss(stadsdel, mangd, klartext) {
      const { buss, generation } = keyOf(dataKeys, `${stadsdel}/${mangd}`)
      return sealJwe(buss, kidOf(`${stadsdel}/${mangd}`, generation), klartext)
    },
    async oppnaFranBuss(jwe) {
      try {
        const [, namn = '', generation] = KID.exec(decodeProtectedHeader(jwe).kid ?? '') ?? []
        const keys = dataKeys.get(namn)
        if (keys?.generation !== Number(generation)) return undefined
        const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
        return Buffer.from((await compactDecrypt(jwe, keys.buss, options)).plaintext).toString('utf8')
      } catch {
        throw new InsynError('NYCKEL_SAKNAS', 'a message does not open with its key')
      }
    },
    bussnyckel(stadsdel, mangd) {
      const namn = `${stadsdel}/${mangd}`
      const keys = dataKeys.get(namn)
      if (keys === undefined) return undefined
      const kid = kidOf(namn, keys.generation)
      return { kty: 'oct', use: 'enc', alg: 'A256GCM', kid, k: keys.buss.toString('base64url') }
    },
    generation: (stadsdel, mangd) => dataKeys.get(`${stadsdel}/${mangd}`)?.generation,
    forseglaReferens: (om, klartext) => seal(referensKey, om, klartext).toString('base64url'),
    oppnaReferens: (om, forseglad) => unseal(referensKey, om, Buffer.from(forseglad, 'base64url')),
    forseglaForLogg: (logg, om, klartext) => seal(keyOf(loggKeys, logg), om, klartext).toString('base64url'),
    oppnaFranLogg: (logg, om, forseglad) => unseal(keyOf(loggKeys, logg), om, Buffer.from(forseglad, 'base64url')),
    signera: (data) => sign(null, data, privateKey),
    publikNyckel: Buffer.from(x ?? '', 'base64url'),
    datanycklar: () => new Map([...dataKeys].map(([namn, { generation }]) => [namn, generation])),
    lagg(namn, nyckel) {
      glom(namn)
      dataKeys.set(namn, harled(nyckel))
    },
    glom,
  }
}

/** Tells which key it is without telling anything of it: the keyed digest of a fixed text. */
export const provAv = ({ nyckel }: Datanyckel, text: string): Buffer => dataDigest(derive(nyckel, 'digest'), text)

const harled = ({ generation, nyckel }: Datanyckel): Harledda => ({
  generation,
  digest: derive(nyckel, 'digest'),
  data: derive(nyckel, 'data'),
  buss: derive(nyckel, 'buss'),
})

const kidOf = (namn: string, generation: number): string => `${namn}/${generation}`
const KID = /^([^/]+\/[^/]+)\/(\d+)$/

const dataDigest = (key: Buffer, data: string): Buffer => hmac(key, data).subarray(0, REF_BYTES)

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `insyn/${purpose}`, 32))
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function ref(key: Buffer, data: string): string {
  return hmac(key, data).subarray(0, REF_BYTES).toString('base64url')
}

function keyOf<K>(keys: ReadonlyMap<string, K>, name: string): K {
  const key = keys.get(name)
  if (key === undefined) throw new InsynError('NYCKEL_SAKNAS', `no key for ${name}`)
  return key
}
