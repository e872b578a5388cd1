import { readFileSync } from 'node:fs'
import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { InsynError } from '../errors.ts'

export interface KeyDeadlines {
  /** Keys of this age are fetched anew before they are used. */
  readonly freshMs: number
  /** Keys of this age are not used at all, however long the issuer has been out of reach. */
  readonly maxMs: number
  /** Between two fetches, whoever asks for them: tokens that name unknown keys cost the issuer nothing more. */
  readonly pauseMs: number
}

/**
 * A key that the issuer takes away is gone from here within five minutes, or within half an hour while the issuer
 * cannot be reached; a new one is fetched when a token first names it, at most every ten seconds.
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

/** Reads a key file at once (KONFIG_OGILTIG); keys behind a URL are fetched when first needed. */
export function createIssuerKeys(
  { issuer, jwks, algoritmer }: KeySource,
  clock: () => Date,
  deadlines: KeyDeadlines = KEY_DEADLINES,
): JWTVerifyGetKey {
  // With a shared secret, whoever can verify a token could also make one.
  if (algoritmer.length === 0 || !algoritmer.every((algorithm) => ASYMMETRIC.test(algorithm)))
    throw new InsynError('KONFIG_OGILTIG', `algoritmer of the issuer ${issuer}: only asymmetric signatures are taken`)
  if (/^https?:/.test(jwks)) return remoteKeys(keyUrl(jwks, issuer), clock, deadlines)
  try {
    return createLocalJWKSet(JSON.parse(readFileSync(jwks, 'utf8')) as JSONWebKeySet)
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer} cannot be read`)
  }
}

function keyUrl(jwks: string, issuer: string): URL {
  if (!URL.canParse(jwks)) throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer} is no address`)
  const url = new URL(jwks)
  // Whoever can change the keys on their way can sign anything.
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer}: keys come over https`)
  return url
}

function remoteKeys(url: URL, clock: () => Date, { freshMs, maxMs, pauseMs }: KeyDeadlines): JWTVerifyGetKey {
  let fetched = -Infinity
  let tried = -Infinity
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: 3_000,
    // Of the library's own fetch for a key that it does not know; the ages are kept below.
    cooldownDuration: pauseMs,
    cacheMaxAge: Infinity,
    // After a fetch that failed, too, the issuer is left in peace.
    [customFetch]: async (...request) => {
      if (performance.now() - tried < pauseMs) throw new Error('the issuer was asked a moment ago')
      tried = performance.now()
      return fetch(...request)
    },
  })
  const age = () => clock().getTime() - fetched

  return async (header, token) => {
    if (age() > freshMs)
      try {
        await keys.reload()
        fetched = clock().getTime()
      } catch (error) {
        if (age() > maxMs) throw error
      }
    return keys(header, token)
  }
}
