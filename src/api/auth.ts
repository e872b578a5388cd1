import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose'
import { InsynError } from '../errors.ts'
import type { Anropare } from '../uppslag/anropare.ts'

export interface Utfardare {
  readonly issuer: string
  /** `http(s)://…`, or the path of a file. */
  readonly jwks: string
  readonly audience: string
  readonly algoritmer: readonly string[]
  /** Seconds. */
  readonly klockskevhet: number
}

/** Takes the Authorization header; throws TOKEN_OGILTIG, or KALLA_OTILLGANGLIG when the issuer's keys cannot be had. */
export type Autentisera = (authorization: string | undefined) => Promise<Anropare>

interface Verifierad {
  readonly anropare: Anropare
  /** Milliseconds since 1970. */
  readonly giltigTill: number
}

const MAX_CACHADE = 10_000
const MAX_TOKEN = 16_384
const ASYMMETRISKA = /^(ES|PS|RS)(256|384|512)$|^EdDSA$|^Ed25519$/

/** Reads key files at once (KONFIG_OGILTIG); keys behind a URL are fetched when first needed and when they change. */
export function createAuth(utfardare: readonly Utfardare[], klocka: () => Date): Autentisera {
  const kanda = new Map(utfardare.map((en) => [en.issuer, { ...en, nyckel: nycklarFor(en) }]))
  const verifierade = new Map<string, Verifierad>()

  return async (authorization) => {
    const token = bararToken(authorization)
    const hash = createHash('sha256').update(token).digest('base64url')
    const kand = verifierade.get(hash)
    if (kand !== undefined) {
      if (kand.giltigTill > klocka().getTime()) return kand.anropare
      verifierade.delete(hash)
    }
    const verifierad = await verifiera(token, kanda, klocka())
    // The oldest makes room: a flood of tokens costs verifications, not memory.
    if (verifierade.size >= MAX_CACHADE) verifierade.delete(verifierade.keys().next().value ?? '')
    verifierade.set(hash, verifierad)
    return verifierad.anropare
  }
}

type Kand = Utfardare & { readonly nyckel: JWTVerifyGetKey }

async function verifiera(token: string, kanda: ReadonlyMap<string, Kand>, nu: Date): Promise<Verifierad> {
  try {
    // Read before it is verified, only to choose whose keys it must be verified with.
    const kand = kanda.get(decodeJwt(token).iss ?? '')
    if (kand === undefined) throw ogiltig()
    const { payload } = await jwtVerify(token, kand.nyckel, {
      issuer: kand.issuer,
      audience: kand.audience,
      algorithms: [...kand.algoritmer],
      clockTolerance: kand.klockskevhet,
      currentDate: nu,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'client_id', 'sub'],
    })
    return { anropare: anropareUr(payload), giltigTill: (payload.exp ?? 0) * 1000 }
  } catch (error) {
    if (error instanceof InsynError) throw error
    if (
      error instanceof errors.JOSEError &&
      !(error instanceof errors.JWKSTimeout) &&
      error.code !== 'ERR_JOSE_GENERIC'
    )
      throw ogiltig()
    throw new InsynError('KALLA_OTILLGANGLIG', 'the token issuer does not give its keys', { retryable: true })
  }
}

function anropareUr({ sub, client_id: klient, roller }: JWTPayload): Anropare {
  if (!kortText(sub) || !kortText(klient) || !Array.isArray(roller) || !roller.every(kortText)) throw ogiltig()
  return { slutanvandare: sub, identitet: 'token', klient, roller, egenRef: null }
}

const kortText = (varde: unknown): varde is string => typeof varde === 'string' && varde !== '' && varde.length <= 200

function bararToken(authorization: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined || token.length > MAX_TOKEN) throw ogiltig()
  return token
}

/** The same for every way in which a token can be wrong. */
const ogiltig = (): InsynError => new InsynError('TOKEN_OGILTIG', 'access token missing or invalid')

function nycklarFor({ issuer, jwks, algoritmer }: Utfardare): JWTVerifyGetKey {
  // With a shared secret, whoever can verify a token could also make one.
  if (algoritmer.length === 0 || !algoritmer.every((algoritm) => ASYMMETRISKA.test(algoritm)))
    throw new InsynError('KONFIG_OGILTIG', `algoritmer of the issuer ${issuer}: only asymmetric signatures are taken`)
  if (/^https?:/.test(jwks))
    return createRemoteJWKSet(new URL(jwks), { timeoutDuration: 3_000, cooldownDuration: 10_000 })
  try {
    return createLocalJWKSet(JSON.parse(readFileSync(jwks, 'utf8')) as JSONWebKeySet)
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `jwks of the issuer ${issuer} cannot be read`)
  }
}
