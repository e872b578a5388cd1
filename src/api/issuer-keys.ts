import { readFileSync } from 'node:fs'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose'
import { InsynError } from '../errors.ts'

export interface KeyDeadlines {
  /** Keys older than this are fetched anew before use. */
  readonly freshMs: number
  /** Keys older than this are never used, even while the issuer cannot be reached. */
  readonly maxMs: number
  /** Least time between two fetches, so that tokens which name unknown keys do not load the issuer. */
  readonly pauseMs: number
}

/**
 * A key that the issuer withdraws is dropped within five minutes, or within half an hour while the issuer cannot be
 * reached; a new key is fetched when a token first names it, at most every ten seconds.
 */
export const KEY_DEADLINES: KeyDeadlines = { freshMs: 5 * 60_000, maxMs: 30 * 60_000, pauseMs: 10_000 }

const ASYMMETRIC = /^(ES|PS|RS)(256|384|512)$|^EdDSA$|^Ed25519$/
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

interface KeySource {
  readonly issuer: string
  /** `http(s)://…`, or the path of a file. */
  readonly jwks: string
  readonly algoritmer: readonly string[]
}

/** The claims of a token that one of the issuer's keys has signed; throws as `jwtVerify` does. */
export type VerifySigned = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>

/** Reads a key file at once (KONFIG_OGILTIG); keys behind a URL are fetched when first needed. */
export function createIssuerKeys(
  { issuer, jwks, algoritmer }: KeySource,
  clock: () => Date,
  deadlines: KeyDeadlines = KEY_DEADLINES,
): VerifySigned {
  // With a shared secret, every verifier could also forge tokens.
  if (algoritmer.length === 0 || !algoritmer.every((algorithm) => ASYMMETRIC.test(algorithm)))
    throw new InsynError('KONFIG_OGILTIG', `algoritmer of the issuer ${issuer}: list asymmetric algorithms only`)
  if (/^https?:/.test(jwks)) return remoteKeys(keyUrl(jwks, issuer), clock, deadlines)
  try {
    const keys = createLocalJWKSet(JSON.parse(readFileSync(jwks, 'utf8')) as JSONWebKeySet)
    return (token, options) => verifyByAny(keys, token, options)
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer} cannot be read`)
  }
}

function keyUrl(jwks: string, issuer: string): URL {
  if (!URL.canParse(jwks))
    throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer} must be a URL or a file`)
  const url = new URL(jwks)
  // Keys that are changed in transit let an attacker sign anything.
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer}: must use https`)
  return url
}

/** Against each key that fits the algorithm when the token names no key, or the issuer has several of that name. */
async function verifyByAny(keys: JWTVerifyGetKey, token: string, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error)
      try {
        return (await jwtVerify(token, key, options)).payload
      } catch (refused) {
        // Of a token whose signature is right every other fault counts.
        if (!(refused instanceof errors.JWSSignatureVerificationFailed)) throw refused
      }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

function remoteKeys(url: URL, clock: () => Date, { freshMs, maxMs, pauseMs }: KeyDeadlines): VerifySigned {
  let fetched = -Infinity
  let tried = -Infinity
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: 3_000,
    // The library's own pause between fetches for unknown keys; ages are checked below.
    cooldownDuration: pauseMs,
    cacheMaxAge: Infinity,
    // The pause applies after a failed fetch as well.
    [customFetch]: async (...request) => {
      if (performance.now() - tried < pauseMs) throw new Error('the issuer was asked a moment ago')
      tried = performance.now()
      return fetch(...request)
    },
  })
  const age = () => clock().getTime() - fetched
  async function renew(): Promise<void> {
    await keys.reload()
    fetched = clock().getTime()
  }

  return async (token, options) => {
    if (age() > freshMs)
      try {
        await renew()
      } catch (error) {
        if (age() > maxMs) throw error
      }
    try {
      return await verifyByAny(keys, token, options)
    } catch (error) {
      // A new key of an issuer whose tokens name none shows itself only by a signature that no known key fits.
      const mayBeNewKey = error instanceof errors.JWSSignatureVerificationFailed && !keys.coolingDown
      if (!mayBeNewKey || decodeProtectedHeader(token).kid !== undefined) throw error
      await renew()
      return await verifyByAny(keys, token, options)
    }
  }
}
