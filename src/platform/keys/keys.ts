import type { Informationsmangd, SourceName } from '../../informationsmangd.ts'

/** A JSON Web Key (RFC 7517). */
export interface BusKey {
  readonly kty: 'oct'
  readonly use: 'enc'
  readonly alg: 'A256GCM'
  readonly kid: string
  readonly k: string
}

/** A key that signs. It stays the same, whichever key is in force later. */
export interface SigningKey {
  sign(data: Uint8Array): Buffer
  /** Raw 32-byte Ed25519 public key. */
  readonly publicKey: Buffer
}

/**
 * The operations on keys that the rest of the hub may use; the keys themselves stay inside. Opaque references are
 * base64url text.
 */
export interface Keys extends SigningKey {
  /** Keyed reference of a 12-digit number: the same in all stadsdelar, so that a lookup finds a person who has moved. */
  personRef(personnummer: string): string
  uppgiftRef(personRef: string, stadsdel: string, source: SourceName, mangd: Informationsmangd): string
  /** 63-bit keyed reference for finding an invoice; may collide, so the opened item decides. */
  searchRef(kind: string, value: string): bigint
  /** Keyed digest (16 bytes) of a mapped state: cannot be guessed without the key. */
  digest(stadsdel: string, mangd: Informationsmangd, data: string): Buffer
  /** By every data key of this kind there is, `digest` first: a row may have been digested before its key was replaced. */
  digests(stadsdel: string, mangd: Informationsmangd, data: string): readonly [Buffer, ...Buffer[]]
  /**
   * Digests that are compared with each other, over a time in which a key may be replaced: all of a kind are by the key that was in
   * use at the first of them. Throws NYCKEL_SAKNAS when that one has gone.
   */
  digester(): Keys['digest']
  /**
   * AES-256-GCM under the data key of this kind in this stadsdel; `about` binds the ciphertext to its subject (its
   * uppgiftRef). Throws NYCKEL_SAKNAS when the key does not exist, or no longer exists. What a key that is being replaced has
   * sealed opens too.
   */
  seal(stadsdel: string, mangd: Informationsmangd, about: string, clearText: string): Buffer
  open(stadsdel: string, mangd: Informationsmangd, about: string, sealed: Buffer): string
  /** The same, in UTF-8. */
  openBytes(stadsdel: string, mangd: Informationsmangd, about: string, sealed: Buffer): Buffer
  /** What a key that was replaced has sealed, sealed with the one in use; undefined for all else. */
  renew(
    stadsdel: string,
    mangd: Informationsmangd,
    about: string,
    sealed: Buffer,
  ): { readonly clearText: string; readonly sealed: Buffer } | undefined
  /**
   * The generation of the data key in use; undefined when there is none, and then everything sealed under earlier ones
   * is unreadable.
   */
  generation(stadsdel: string, mangd: Informationsmangd): number | undefined
  /** Of all data keys of this kind that open, the one in use first: more than one while one replaces another. */
  generations(stadsdel: string, mangd: Informationsmangd): readonly number[]
  /**
   * The same for the bus: a compact JWE (`dir`, A256GCM) under a key of its own purpose, whose `kid` is
   * `stadsdel/mangd/generation`.
   */
  sealForBus(stadsdel: string, mangd: Informationsmangd, clearText: string): string
  /**
   * Undefined when its key is destroyed or unknown. Throws NYCKEL_SAKNAS when the message does not open with its key.
   */
  openFromBus(jwe: string): Promise<string | undefined>
  /** The key with which a consumer opens messages; undefined when it does not exist, or no longer exists. */
  busKey(stadsdel: string, mangd: Informationsmangd): BusKey | undefined
  /** For short-lived references that callers carry; base64url. The sealed text may hold opaque references only. */
  sealReference(about: string, clearText: string): string
  openReference(about: string, sealed: string): string
  /** For sessions of the console and what is kept for them; base64url. */
  sealSession(about: string, clearText: string): string
  openSession(about: string, sealed: string): string
  /** Keyed reference by which a session is found: what a browser carries stands nowhere. */
  sessionRef(text: string): string
  /** For what stands in a log: under the controller's log key, which outlives the avtal because the log does. */
  sealForLog(log: string, about: string, clearText: string): string
  openFromLog(log: string, about: string, sealed: string): string
  /** Ed25519 over a log checkpoint or a receipt, with the key that is in force now: the first of `signers`. */
  sign(data: Uint8Array): Buffer
  readonly publicKey: Buffer
  /** The keys that have been in force, the newest first. */
  readonly signers: readonly [SigningKey, ...SigningKey[]]
  /** Of every signing key in the keyring, also of one that a restored database does not know of. */
  readonly publicKeys: readonly Buffer[]
}
