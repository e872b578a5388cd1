import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, errors, importPKCS8, type JWTPayload } from 'jose'
import * as oidc from 'openid-client'
import { claimAt } from '../../api/claims.ts'
import { createIssuerKeys, type VerifySigned } from '../../api/issuer-keys.ts'
import type { Issuer } from '../../config.ts'
import type { ConsoleOptions } from '../../config/console-options.ts'
import { InsynError } from '../../errors.ts'

/** Paths of the hub that the identity provider is told of, at the client's registration there. */
export const CALLBACK = '/logga-in/svar'
export const SIGNED_OUT = '/utloggad'

export interface AuthorizationRequest {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** `none`: without asking the person anything; `login`: the person signs in anew. */
  readonly prompt?: 'none' | 'login' | undefined
  readonly acr?: readonly string[] | undefined
}

export const newRequest = (): Pick<AuthorizationRequest, 'state' | 'nonce' | 'verifier'> => ({
  state: oidc.randomState(),
  nonce: oidc.randomNonce(),
  verifier: oidc.randomPKCECodeVerifier(),
})

export interface Redeemed {
  readonly claims: Readonly<Record<string, unknown>>
  readonly idToken: string
}

/** How a sign-in failed before anybody was known. */
export type SignInFault =
  /** The identity provider has to ask the person something. */
  | 'ask'
  /** The person, or the identity provider, said no. */
  | 'refused'
  | 'unavailable'
  | 'invalid'

/** Its message is a code of a library or of OAuth, never a value. */
export class SignInFailed extends Error {
  readonly fault: SignInFault

  constructor(fault: SignInFault, code: string) {
    super(code)
    this.fault = fault
  }
}

/** Every method but `reachable` rejects with SignInFailed. */
export interface IdentityProvider {
  /** Whether it answers now. */
  reachable(): Promise<boolean>
  authorizationUrl(request: AuthorizationRequest): Promise<URL>
  /** `query`: of the callback, with the question mark. */
  redeem(query: string, request: AuthorizationRequest): Promise<Redeemed>
  /** Undefined when it has no page for signing out. */
  endSessionUrl(idToken: string | undefined): Promise<URL | undefined>
  /** The claims of a logout token that it has signed for this client. */
  readLogoutToken(token: string): Promise<JWTPayload>
}

export interface ProviderDeps {
  readonly options: ConsoleOptions
  readonly issuer: Issuer
  /** Where browsers reach the hub, without a slash at its end. */
  readonly address: () => string
  readonly clock: () => Date
}

const DEADLINE_S = 5
/** The provider's description is read anew after this. */
const FRESH_MS = 60 * 60_000
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds that a logout token counts. */
const LOGOUT_AGE = 150

interface Known {
  readonly configuration: oidc.Configuration
  readonly verifySigned: VerifySigned
  readonly at: number
}

export function createIdentityProvider({ options, issuer, address, clock }: ProviderDeps): IdentityProvider {
  const { klientId, omfattning } = options
  const server = new URL(options.issuer ?? issuer.issuer)
  let known: Promise<Known> | undefined
  let knownAt = 0

  async function discover(): Promise<Known> {
    const configuration = await oidc.discovery(server, klientId, {}, await clientAuthentication(options), {
      timeout: DEADLINE_S,
      // Settings and production allow plain http to loopback alone.
      execute: [oidc.enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
    })
    configuration.timeout = DEADLINE_S
    const { issuer: name, jwks_uri: jwks } = configuration.serverMetadata()
    if (jwks === undefined) throw new SignInFailed('unavailable', 'no jwks_uri')
    const { algoritmer } = issuer
    return { configuration, verifySigned: createIssuerKeys({ issuer: name, jwks, algoritmer }, clock), at: Date.now() }
  }

  /** Asked once by all who wait; a failure is not kept. */
  function current(): Promise<Known> {
    if (known === undefined || Date.now() - knownAt > FRESH_MS) {
      knownAt = Date.now()
      const asked = discover()
      known = asked
      asked.catch(() => {
        if (known === asked) known = undefined
      })
    }
    return known
  }

  const redirectUri = () => `${address()}${CALLBACK}`

  async function redeem(query: string, { state, nonce, verifier }: AuthorizationRequest): Promise<Redeemed> {
    const { configuration } = await current()
    const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${redirectUri()}${query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const idToken = tokens.id_token ?? ''
    const { alg } = decodeProtectedHeader(idToken)
    if (!issuer.algoritmer.includes(alg ?? '')) throw new SignInFailed('invalid', 'algorithm of the id token')
    const claims: Redeemed['claims'] = { ...tokens.claims() }
    const complete = Object.values(options.ansprak).every((name) => claimAt(claims, name) !== undefined)
    if (complete || configuration.serverMetadata().userinfo_endpoint === undefined) return { claims, idToken }
    const beside = await oidc.fetchUserInfo(configuration, tokens.access_token, String(claims.sub))
    return { claims: { ...beside, ...claims }, idToken }
  }

  async function readLogoutToken(token: string): Promise<JWTPayload> {
    const { configuration, verifySigned } = await current()
    const payload = await verifySigned(token, {
      issuer: configuration.serverMetadata().issuer,
      audience: klientId,
      algorithms: [...issuer.algoritmer],
      clockTolerance: issuer.klockskevhet,
      currentDate: clock(),
      maxTokenAge: LOGOUT_AGE,
      requiredClaims: ['iat', 'jti', 'events'],
    })
    const { typ } = decodeProtectedHeader(token)
    const events = payload.events as Readonly<Record<string, unknown>> | null
    // An id token would else end the session that it began.
    const isLogout = typeof events === 'object' && events !== null && typeof events[LOGOUT_EVENT] === 'object'
    if (!isLogout || payload.nonce !== undefined || (typ !== undefined && !/^(logout\+)?jwt$/i.test(typ)))
      throw new SignInFailed('invalid', 'no logout token')
    return payload
  }

  return {
    reachable: async () => {
      known = undefined
      return current().then(
        () => true,
        () => false,
      )
    },
    authorizationUrl: ({ state, nonce, verifier, prompt, acr }) =>
      told(async () => {
        const { configuration } = await current()
        return oidc.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri(),
          scope: omfattning.join(' '),
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
          nonce,
          ...(prompt === undefined ? {} : { prompt }),
          ...(acr === undefined ? {} : { acr_values: acr.join(' ') }),
        })
      }),
    redeem: (query, request) => told(() => redeem(query, request)),
    endSessionUrl: (idToken) =>
      told(async () => {
        const { configuration } = await current()
        if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
        return oidc.buildEndSessionUrl(configuration, {
          post_logout_redirect_uri: `${address()}${SIGNED_OUT}`,
          ...(idToken === undefined ? {} : { id_token_hint: idToken }),
        })
      }),
    readLogoutToken: (token) => told(() => readLogoutToken(token)),
  }
}

/** By configuration alone: what the library would choose is a secret in the body of the request. */
async function clientAuthentication(options: ConsoleOptions): Promise<oidc.ClientAuth> {
  const { klientautentisering: method, hemlighet: secret, nyckel: pem = '', nyckelId: kid } = options
  if (method === 'none') return oidc.None()
  if (method === 'client_secret_basic') return oidc.ClientSecretBasic(secret)
  const key = await importPKCS8(pem, keyAlgorithm(pem))
  return oidc.PrivateKeyJwt(kid === undefined ? key : { key, kid }, {
    [oidc.modifyAssertion]: (header) => void Object.assign(header, thumbprints(options.certifikat)),
  })
}

/** By which an identity provider finds the certificate that it was registered with (RFC 7515, 4.1.7 and 4.1.8); it names no secret. */
function thumbprints(certificate: string | undefined): Readonly<Record<string, string>> {
  if (certificate === undefined) return {}
  const { raw } = new X509Certificate(certificate)
  const digest = (algorithm: string) => createHash(algorithm).update(raw).digest('base64url')
  return { x5t: digest('sha1'), 'x5t#S256': digest('sha256') }
}

/** Throws KONFIG_OGILTIG for what is no private key that signs. */
export function keyAlgorithm(pem: string): string {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem)
    const algorithms: Readonly<Record<string, string>> = {
      ec: details?.namedCurve === 'secp384r1' ? 'ES384' : 'ES256',
      rsa: 'PS256',
      ed25519: 'Ed25519',
    }
    const algorithm = algorithms[type ?? '']
    if (algorithm !== undefined) return algorithm
  } catch {
    // Its message may quote the key.
  }
  throw new InsynError('KONFIG_OGILTIG', 'konsol.nyckel: must be a private key in PEM (PKCS#8), EC, RSA or Ed25519')
}

const ASK: ReadonlySet<string> = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
])
/** Faults of the way to the provider, or of itself. */
const AWAY: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_PARSE_ERROR',
])

/** Every failure as SignInFailed. */
async function told<R>(steps: () => Promise<R>): Promise<R> {
  try {
    return await steps()
  } catch (error) {
    throw failureOf(error)
  }
}

function failureOf(error: unknown): Error {
  if (error instanceof SignInFailed || error instanceof InsynError) return error
  if (error instanceof oidc.AuthorizationResponseError)
    return new SignInFailed(ASK.has(error.error) ? 'ask' : 'refused', plainCode(error.error))
  // Of the token endpoint: the code or the client is refused.
  if (error instanceof oidc.ResponseBodyError) return new SignInFailed('invalid', plainCode(error.error))
  if (error instanceof oidc.WWWAuthenticateChallengeError) return new SignInFailed('invalid', 'invalid_client')
  if (error instanceof oidc.ClientError) {
    // Without a code of its own it is a failure of `fetch`.
    const { code = 'OAUTH_ABORT' } = error
    return new SignInFailed(AWAY.has(code) ? 'unavailable' : 'invalid', plainCode(code))
  }
  if (error instanceof errors.JOSEError)
    return new SignInFailed(KEYS_AWAY.has(error.code) ? 'unavailable' : 'invalid', error.code)
  // What no library has named is a failure of the way there.
  return new SignInFailed('unavailable', plainCode((error as Error).name))
}

const KEYS_AWAY: ReadonlySet<string> = new Set(
  [errors.JOSEError, errors.JWKSTimeout, errors.JWKSInvalid].map(({ code }) => code),
)

/** OAuth's own codes and the libraries': whatever else an answer says is not logged. */
const plainCode = (code: string): string => (/^[A-Za-z_]{1,60}$/.test(code) ? code : 'other')
