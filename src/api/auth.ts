import { hash } from 'node:crypto'
import { decodeJwt, errors, type JWTPayload } from 'jose'
import type { Caller } from '../access/caller.ts'
import type { Issuer } from '../config.ts'
import { InsynError } from '../errors.ts'
import { mayBePersonnummer } from '../mapping/text.ts'
import { claimAt, employeeNumber, isEndUserName, isShortText, namesFrom } from './claims.ts'
import { createIssuerKeys, type KeyDeadlines, type VerifySigned } from './issuer-keys.ts'

/** The credentials of a request. */
export interface Presented {
  /** The Authorization header; undefined also when it was repeated. */
  readonly authorization: string | undefined
  /** SHA-256 of the client's certificate, base64url; computed only when the token is bound to one. */
  readonly certifikat: () => string | undefined
}

/** Why a token is refused. For the operator's counters alone: the caller gets one answer, whatever the reason. */
export type TokenFault =
  | 'missing'
  | 'too_long'
  | 'malformed'
  | 'issuer_unknown'
  | 'algorithm'
  | 'key_unknown'
  | 'signature'
  | 'type'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'lifetime'
  | 'claims'
  | 'end_user'
  | 'client'
  | 'role_missing'
  | 'own_number'
  | 'certificate'
  | 'monitoring'

/** Its message is the same for every fault. */
export class TokenRefused extends InsynError {
  readonly fault: TokenFault

  constructor(fault: TokenFault) {
    super('TOKEN_OGILTIG', 'access token missing or invalid')
    this.fault = fault
  }
}

/** Throws TokenRefused, or KALLA_OTILLGANGLIG when the issuer's keys cannot be fetched. */
export type Authenticate = (presented: Presented) => Promise<Caller>

export interface AuthDeps {
  readonly clock: () => Date
  readonly personRef: (personnummer: string) => string
  readonly keyDeadlines?: KeyDeadlines
}

interface Verified {
  readonly caller: Caller
  readonly binding: string | null
  /** Milliseconds since 1970. */
  readonly validUntil: number
}

const MAX_CACHED = 10_000
/** Half of what all headers may be: the largest tokens that Entra ID and Keycloak make fit, beside the other headers. */
const MAX_TOKEN = 16_384
/**
 * A verified token is verified anew after a minute, with the current keys. A withdrawn key thus stops counting within a
 * minute of its removal from the cached keys, whose age issuer-keys.ts limits: six minutes in total, thirty-one while
 * the issuer cannot be reached.
 */
const REVERIFY_MS = 60_000

/** Reads key files at once (KONFIG_OGILTIG); keys behind a URL are fetched when first needed and when they change. */
export function createAuth(issuers: readonly Issuer[], deps: AuthDeps): Authenticate {
  const { clock, keyDeadlines } = deps
  const issuersByName = new Map(
    issuers.map((one) => [one.issuer, { ...one, verifySigned: createIssuerKeys(one, clock, keyDeadlines) }]),
  )
  // By digest, so that a memory dump holds no token.
  const verifiedTokens = new Map<string, Verified>()

  async function verifyOnce(token: string): Promise<Verified> {
    const digest = hash('sha256', token, 'base64url')
    const known = verifiedTokens.get(digest)
    if (known !== undefined) {
      if (known.validUntil > clock().getTime()) return known
      verifiedTokens.delete(digest)
    }
    const verified = await verify(token, issuersByName, deps)
    // The oldest entry is dropped: a flood of tokens costs verifications, not memory.
    if (verifiedTokens.size >= MAX_CACHED) verifiedTokens.delete(verifiedTokens.keys().next().value ?? '')
    verifiedTokens.set(digest, verified)
    return verified
  }

  return async ({ authorization, certifikat }) => {
    const { caller, binding } = await verifyOnce(bearerToken(authorization))
    if (binding !== null && binding !== certifikat()) throw new TokenRefused('certificate')
    return caller
  }
}

type KnownIssuer = Issuer & { readonly verifySigned: VerifySigned }

async function verify(
  token: string,
  issuersByName: ReadonlyMap<string, KnownIssuer>,
  deps: AuthDeps,
): Promise<Verified> {
  const now = deps.clock()
  try {
    // Decoded before verification only to choose the issuer whose keys must verify it.
    const known = issuersByName.get(decodeJwt(token).iss ?? '')
    if (known === undefined) throw new TokenRefused('issuer_unknown')
    const payload = await known.verifySigned(token, {
      issuer: known.issuer,
      audience: known.audience,
      algorithms: [...known.algoritmer],
      clockTolerance: known.klockskevhet,
      currentDate: now,
      requiredClaims: ['exp', 'iat'],
      ...(known.typ === 'valfri' ? {} : { typ: known.typ }),
    })
    const { exp = 0, iat = 0, cnf } = payload
    if (iat * 1000 > now.getTime() + known.klockskevhet * 1000) throw new TokenRefused('not_yet_valid')
    // Nothing withdraws a token: what limits a stolen one is its own end.
    if (exp - iat > known.hogstaLivslangd + known.klockskevhet) throw new TokenRefused('lifetime')
    return {
      caller: callerFrom(payload, known, now, deps),
      binding: bindingFrom(cnf, known.certifikatbindning),
      validUntil: Math.min(exp * 1000, now.getTime() + REVERIFY_MS),
    }
  } catch (error) {
    if (error instanceof InsynError) throw error
    if (error instanceof errors.JOSEError && !ISSUER_ERRORS.has(error.code)) throw new TokenRefused(faultOf(error))
    throw new InsynError('KALLA_OTILLGANGLIG', 'the token issuer does not give its keys', { retryable: true })
  }
}

/** Failures to fetch the keys; they do not make the token invalid. */
const ISSUER_ERRORS: ReadonlySet<string> = new Set(
  [errors.JOSEError, errors.JWKSTimeout, errors.JWKSInvalid].map(({ code }) => code),
)

function faultOf(error: errors.JOSEError): TokenFault {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof errors.JWKSNoMatchingKey) return 'key_unknown'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm'
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'malformed'
  if (error.claim === 'nbf' && error.reason === 'check_failed') return 'not_yet_valid'
  return error.claim === 'aud' ? 'audience' : error.claim === 'typ' ? 'type' : 'claims'
}

function callerFrom(payload: JWTPayload, { namn, ansprak: claims }: Issuer, now: Date, deps: AuthDeps): Caller {
  const endUser = payload[claims.slutanvandare]
  const client = payload[claims.klient]
  const roller = rollerFrom(claimAt(payload, claims.roller))
  if (!isEndUserName(endUser, now)) throw new TokenRefused('end_user')
  // It stands in clear in every access record too.
  if (!isShortText(client) || mayBePersonnummer(client, now)) throw new TokenRefused('client')
  const ownRef = ownRefFrom(claims.personnummer === undefined ? undefined : payload[claims.personnummer], now, deps)
  // In a token that names nobody the subject is the client (RFC 9068, section 2.2), or idtyp says so (Entra ID).
  const kind = endUser === client.toLowerCase() || payload.idtyp === 'app' ? 'system' : 'token'
  const logs = claims.loggar === undefined ? undefined : logNamesFrom(claimAt(payload, claims.loggar))
  return {
    ...{ slutanvandare: endUser, identitet: kind, utfardare: namn, klient: client, roller, ownRef },
    ...(logs === undefined ? {} : { loggar: logs }),
  }
}

function rollerFrom(claim: unknown): readonly string[] {
  const names = namesFrom(claim)
  if (names === undefined || (typeof claim === 'string' && names.length === 0)) throw new TokenRefused('role_missing')
  return names
}

/** Most tokens are not an officer's: without the claim the end user reads no log. */
function logNamesFrom(claim: unknown): readonly string[] {
  const names = claim === undefined ? [] : namesFrom(claim)
  if (names === undefined) throw new TokenRefused('claims')
  return names
}

/** The number itself is not kept. */
function ownRefFrom(personnummer: unknown, now: Date, { personRef }: AuthDeps): string | null {
  if (personnummer === undefined) return null
  const number = employeeNumber(personnummer, now)
  if (number === undefined) throw new TokenRefused('own_number')
  return personRef(number)
}

/** A token with an unsupported binding (to a DPoP key, for example) is refused as a bearer token. */
function bindingFrom(cnf: unknown, requirement: Issuer['certifikatbindning']): string | null {
  if (requirement === 'off' || (requirement === 'when-present' && cnf === undefined)) return null
  const thumbprint = typeof cnf === 'object' && cnf !== null ? (cnf as Record<string, unknown>)['x5t#S256'] : undefined
  if (typeof thumbprint !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(thumbprint)) throw new TokenRefused('certificate')
  return thumbprint
}

function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw new TokenRefused('missing')
  if (token.length > MAX_TOKEN) throw new TokenRefused('too_long')
  return token
}
