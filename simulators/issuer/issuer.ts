import { Ajv } from 'ajv'
import express, { type Router } from 'express'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Static, Type } from 'typebox'
import { InsynError } from '../../src/errors.ts'

export const RECIPIENT = 'urn:insyn:api'
const LOOPBACK = /^(::ffff:)?127\.|^::1$/
/** Of the city's generated series, and beyond the largest city. */
const OWN_NUMBER = '179912319994'
const LIFETIME_S = 8 * 60 * 60

export const TokenRequest = Type.Object(
  {
    slutanvandare: Type.String({ minLength: 1, maxLength: 64 }),
    roller: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{0,63}$' }), { maxItems: 20 }),
    klient: Type.String({ minLength: 1, maxLength: 64 }),
    namn: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    /** The end user's own, 12 digits; absent: one that is nobody's in the city; null: the token has none. */
    personnummer: Type.Optional(Type.Union([Type.String({ pattern: '^\\d{12}$' }), Type.Null()])),
    /** Thumbprint of the client certificate that the token is to be bound to (RFC 8705). */
    certifikat: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })),
  },
  { additionalProperties: false },
)
export type TokenRequest = Static<typeof TokenRequest>

export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds. */
  readonly expires_in: number
}

export interface Issuer {
  /** To be mounted under `/utfardare`: `GET /jwks` and `POST /token`. */
  readonly router: Router
  /** Of now, or of the time that a hub goes by whose clock is another. */
  issue(request: TokenRequest, at?: Date): Promise<TokenAnswer>
}

/**
 * Issues whatever token it is asked for, with a key that lives as long as the process: for a demo on loopback only, and
 * never in production, where it throws KONFIG_OGILTIG. `bas` is asked at each call, since the port is not known until the server listens.
 */
export async function createIssuer(base: () => string, environment = process.env.NODE_ENV): Promise<Issuer> {
  if (environment === 'production')
    throw new InsynError('KONFIG_OGILTIG', 'the demo token issuer does not run with NODE_ENV=production')
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const kid = 'demo'
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'ES256' }] }
  const valid = new Ajv({ strict: false, validateSchema: false }).compile<TokenRequest>(TokenRequest)

  async function issue(request: TokenRequest, at = new Date()): Promise<TokenAnswer> {
    const { slutanvandare, roller, klient, namn, personnummer = OWN_NUMBER, certifikat } = request
    const token = await new SignJWT({
      client_id: klient,
      roller,
      namn: namn ?? slutanvandare,
      ...(personnummer === null ? {} : { personnummer }),
      ...(certifikat === undefined ? {} : { cnf: { 'x5t#S256': certifikat } }),
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .setIssuer(`${base()}/utfardare`)
      .setAudience(RECIPIENT)
      .setSubject(slutanvandare)
      .setJti(crypto.randomUUID())
      .setIssuedAt(at)
      .setExpirationTime(new Date(at.getTime() + LIFETIME_S * 1000))
      .sign(privateKey)
    return { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_S }
  }

  const router = express.Router()
  // Wherever it is mounted: who reaches it may be anybody.
  router.use((req, res, next) => {
    if (LOOPBACK.test(req.socket.remoteAddress ?? '')) next()
    else res.status(403).json({ error: 'access_denied' })
  })
  router.get('/jwks', (_req, res) => void res.json(jwks))
  router.post('/token', express.json(), async (req, res) => {
    const request: unknown = req.body
    if (!valid(request)) return void res.status(400).json({ error: 'invalid_request' })
    res.set('cache-control', 'no-store').json(await issue(request))
  })
  return { router, issue }
}
