import { createHash } from 'node:crypto'
import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { InsynError } from '../errors.ts'
import { tolkaPersonnummer } from '../mapping/personnummer.ts'
import { kanVaraPersonnummer, type Anropare } from '../access/caller.ts'
import { issuerKeys, type Nyckelfrister } from './issuer-keys.ts'

export interface Utfardare {
  readonly issuer: string
  /** `http(s)://…`, or the path of a file. */
  readonly jwks: string
  readonly audience: string
  readonly algoritmer: readonly string[]
  /** Seconds. */
  readonly klockskevhet: number
  /** Of the token's header (RFC 9068); `valfri` for an issuer that marks its access tokens in no way. */
  readonly typ: 'at+jwt' | 'JWT' | 'valfri'
  /** Names of the claims that say who asks. */
  readonly ansprak: {
    readonly klient: string
    readonly slutanvandare: string
    readonly roller: string
    readonly personnummer?: string
  }
  /** Whether a token counts only together with the client certificate it was issued to (RFC 8705). */
  readonly certifikatbindning: 'required' | 'when-present' | 'off'
}

/** What a request brings to show who sends it. */
export interface Uppvisat {
  /** The Authorization header; undefined also when there were several. */
  readonly authorization: string | undefined
  /** SHA-256 of the client's certificate, base64url; asked for only when the token is bound to one. */
  readonly certifikat: () => string | undefined
}

/** Throws TOKEN_OGILTIG, or KALLA_OTILLGANGLIG when the issuer's keys cannot be had. */
export type Autentisera = (uppvisat: Uppvisat) => Promise<Anropare>

export interface AuthDeps {
  readonly klocka: () => Date
  readonly personRef: (personnummer: string) => string
  readonly nyckelfrister?: Nyckelfrister
}

interface Verifierad {
  readonly anropare: Anropare
  readonly bindning: string | null
  /** Milliseconds since 1970. */
  readonly giltigTill: number
}

const MAX_CACHADE = 10_000
/** Node takes 16 KB of headers in all. */
const MAX_TOKEN = 12_288
/**
 * A verified token is verified anew after a minute, with the keys of then. A key that its issuer has taken away thus
 * stops counting within a minute of being gone from the keys held here, and those are never older than issuer-keys.ts
 * says: six minutes in all, thirty-one while the issuer cannot be reached.
 */
const OMPROVNING_MS = 60_000

/** Reads key files at once (KONFIG_OGILTIG); keys behind a URL are fetched when first needed and when they change. */
export function createAuth(utfardare: readonly Utfardare[], deps: AuthDeps): Autentisera {
  const { klocka, nyckelfrister } = deps
  const kanda = new Map(utfardare.map((en) => [en.issuer, { ...en, nyckel: issuerKeys(en, klocka, nyckelfrister) }]))
  // By digest: whoever reads the memory finds no token.
  const verifierade = new Map<string, Verifierad>()

  async function verifieraEnGang(token: string): Promise<Verifierad> {
    const hash = createHash('sha256').update(token).digest('base64url')
    const kand = verifierade.get(hash)
    if (kand !== undefined) {
      if (kand.giltigTill > klocka().getTime()) return kand
      verifierade.delete(hash)
    }
    const verifierad = await verifiera(token, kanda, deps)
    // The oldest makes room: a flood of tokens costs verifications, not memory.
    if (verifierade.size >= MAX_CACHADE) verifierade.delete(verifierade.keys().next().value ?? '')
    verifierade.set(hash, verifierad)
    return verifierad
  }

  return async ({ authorization, certifikat }) => {
    const { anropare, bindning } = await verifieraEnGang(bararToken(authorization))
    if (bindning !== null && bindning !== certifikat()) throw ogiltig()
    return anropare
  }
}

type Kand = Utfardare & { readonly nyckel: JWTVerifyGetKey }

async function verifiera(token: string, kanda: ReadonlyMap<string, Kand>, deps: AuthDeps): Promise<Verifierad> {
  const nu = deps.klocka()
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
      requiredClaims: ['exp'],
      ...(kand.typ === 'valfri' ? {} : { typ: kand.typ }),
    })
    const { exp = 0, iat, cnf } = payload
    if (iat !== undefined && iat * 1000 > nu.getTime() + kand.klockskevhet * 1000) throw ogiltig()
    return {
      anropare: anropareUr(payload, kand.ansprak, nu, deps),
      bindning: bindningUr(cnf, kand.certifikatbindning),
      giltigTill: Math.min(exp * 1000, nu.getTime() + OMPROVNING_MS),
    }
  } catch (error) {
    if (error instanceof InsynError) throw error
    if (error instanceof errors.JOSEError && !UTFARDARENS_FEL.has(error.code)) throw ogiltig()
    throw new InsynError('KALLA_OTILLGANGLIG', 'the token issuer does not give its keys', { retryable: true })
  }
}

/** Failures to get the keys: no reason to call the token invalid. */
const UTFARDARENS_FEL: ReadonlySet<string> = new Set(
  [errors.JOSEError, errors.JWKSTimeout, errors.JWKSInvalid].map(({ code }) => code),
)

function anropareUr(payload: JWTPayload, ansprak: Utfardare['ansprak'], nu: Date, deps: AuthDeps): Anropare {
  const slutanvandare = payload[ansprak.slutanvandare]
  const klient = payload[ansprak.klient]
  const roller = payload[ansprak.roller]
  if (!kortText(slutanvandare) || !kortText(klient) || !Array.isArray(roller) || !roller.every(kortText))
    throw ogiltig()
  // Both stand in clear in every access record.
  if (kanVaraPersonnummer(slutanvandare, nu) || kanVaraPersonnummer(klient, nu)) throw ogiltig()
  const egenRef = egenRefUr(ansprak.personnummer === undefined ? undefined : payload[ansprak.personnummer], nu, deps)
  return { slutanvandare, identitet: 'token', klient, roller, egenRef }
}

/** The number itself goes no further. */
function egenRefUr(personnummer: unknown, nu: Date, { personRef }: AuthDeps): string | null {
  if (personnummer === undefined) return null
  const nummer = typeof personnummer === 'string' ? tolkaPersonnummer(personnummer, nu) : undefined
  if (nummer === undefined) throw ogiltig()
  return personRef(nummer)
}

/** A token that is bound in a way that is not understood here (to a DPoP key, say) is no bearer token. */
function bindningUr(cnf: unknown, krav: Utfardare['certifikatbindning']): string | null {
  if (krav === 'off' || (krav === 'when-present' && cnf === undefined)) return null
  const tumavtryck = typeof cnf === 'object' && cnf !== null ? (cnf as Record<string, unknown>)['x5t#S256'] : undefined
  if (typeof tumavtryck !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(tumavtryck)) throw ogiltig()
  return tumavtryck
}

const KORT = /^\P{C}{1,200}$/u
const kortText = (varde: unknown): varde is string => typeof varde === 'string' && KORT.test(varde)

function bararToken(authorization: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined || token.length > MAX_TOKEN) throw ogiltig()
  return token
}

/** The same for every way in which a token can be wrong. */
const ogiltig = (): InsynError => new InsynError('TOKEN_OGILTIG', 'access token missing or invalid')
