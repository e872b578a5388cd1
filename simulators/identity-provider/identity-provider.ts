import { randomBytes } from 'node:crypto'
import express, { type Router } from 'express'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type {
  Adapter,
  AdapterPayload,
  ClientMetadata,
  Configuration,
  KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import { InsynError } from '../../src/errors.ts'
import { chooser, ICON, message, signOut, STYLE } from './pages.tsx'
import type { DemoPerson } from './people.ts'

const LOOPBACK = /^(::ffff:)?127\.|^::1$/
const ONE_HOUR = 60 * 60
const LEVELS = ['loa2', 'loa3']
/** The console's paths for the answer and for after a sign-out; on loopback any port counts (RFC 8252, section 7.3). */
const CALLBACK = 'http://127.0.0.1/logga-in/svar'
const SIGNED_OUT = 'http://127.0.0.1/utloggad'
const NOTICE = '/logga-ut/avisering'

export interface IdentityProviderOptions {
  /** Where it is mounted: asked when it is first used, since the port is not known before the server listens. */
  readonly issuer: () => string
  readonly people: () => readonly DemoPerson[]
  /** The console's registration. */
  readonly client: Pick<ClientMetadata, 'client_id' | 'client_secret' | 'token_endpoint_auth_method' | 'jwks'>
  /** All that is known of a person stands in the ID token; otherwise it is told to whoever has the access token. */
  readonly fullTokens?: boolean
  /** Signs all tokens; absent: a new one. */
  readonly key?: JWK
}

/**
 * An identity provider whose page asks who one is, and believes it: for the demo and for tests, on loopback only, with keys that
 * live as long as the process, and never in production, where it throws KONFIG_OGILTIG.
 */
export async function createIdentityProvider(
  options: IdentityProviderOptions,
  environment = process.env.NODE_ENV,
): Promise<Router> {
  if (environment === 'production')
    throw new InsynError('KONFIG_OGILTIG', 'the demo identity provider does not run with NODE_ENV=production')
  const { key = await newKey() } = options
  const library = await loadLibrary()
  let made: Provider | undefined
  const provider = () => (made ??= createProvider(library, options, key))
  const style = () => `${new URL(options.issuer()).pathname}/stil.css`

  const router = express.Router()
  router.use((req, res, next) => {
    if (LOOPBACK.test(req.socket.remoteAddress ?? '')) next()
    else res.status(403).json({ error: 'access_denied' })
  })
  router.get('/stil.css', (_req, res) => void res.type('css').send(STYLE))
  router.get('/ikon.svg', (_req, res) => void res.type('svg').send(ICON))
  router.get('/val/:uid', async (req, res) => {
    await provider().interactionDetails(req, res)
    res
      .set('Cache-Control', 'no-store')
      .set('Content-Security-Policy', "default-src 'none'; style-src 'self'; img-src 'self'")
    res.send(chooser(options.people(), req.originalUrl, style()))
  })
  router.post('/val/:uid', express.urlencoded({ extended: false }), async (req, res) => {
    const { params } = await provider().interactionDetails(req, res)
    const chosen = options.people().find(({ subject }) => subject === (req.body as { person?: unknown }).person)
    if (chosen === undefined) return void res.status(400).send(message('Välj någon', 'Gå tillbaka.', style()))
    const asked = typeof params.acr_values === 'string' ? params.acr_values.split(' ') : []
    const levels = chosen.levels ?? LEVELS
    const acr = asked.find((level) => levels.includes(level)) ?? levels[0] ?? ''
    await provider().interactionFinished(req, res, { login: { accountId: chosen.subject, acr } })
  })
  router.use((req, res) => void provider().callback()(req, res))
  return router
}

export async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: 'demo', use: 'sig', alg: 'ES256' }
}

/** The library says on the terminal that it prefers a newer Node: nothing that whoever tries the demo out could do about. */
async function loadLibrary(): Promise<typeof import('oidc-provider')> {
  const { warn } = console
  console.warn = () => undefined
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}

/** In memory, as long as the process lives. */
function createAdapter(): Adapter {
  const rows = new Map<string, AdapterPayload>()
  const byField = (field: 'uid' | 'userCode', value: string) => [...rows.values()].find((one) => one[field] === value)
  return {
    upsert: async (id, payload) => void rows.set(id, payload),
    find: async (id) => rows.get(id),
    findByUid: async (uid) => byField('uid', uid),
    findByUserCode: async (code) => byField('userCode', code),
    destroy: async (id) => void rows.delete(id),
    consume: async (id) => void Object.assign(rows.get(id) ?? {}, { consumed: Math.floor(Date.now() / 1000) }),
    revokeByGrantId: async (grant) => {
      for (const [id, { grantId }] of rows) if (grantId === grant) rows.delete(id)
    },
  }
}

function createProvider(
  { Provider, interactionPolicy }: typeof import('oidc-provider'),
  { issuer, people, client, fullTokens = false }: IdentityProviderOptions,
  key: JWK,
): Provider {
  const address = issuer()
  const { pathname } = new URL(address)
  const style = `${pathname}/stil.css`
  const page = (context: KoaContextWithOIDC, text: string) => {
    context.type = 'html'
    context.body = text
  }
  // Whoever is signed in has agreed: nobody is asked for consent.
  const policy = interactionPolicy.base()
  policy.remove('consent')
  // The hub listens where it likes: it is told of sign-outs where it last asked to have its answer sent.
  let hub = CALLBACK
  const registration: Adapter = {
    ...createAdapter(),
    find: async (id) =>
      id !== client.client_id
        ? undefined
        : {
            ...client,
            application_type: 'native',
            redirect_uris: [CALLBACK],
            post_logout_redirect_uris: [SIGNED_OUT],
            grant_types: ['authorization_code'],
            response_types: ['code'],
            id_token_signed_response_alg: 'ES256',
            backchannel_logout_uri: new URL(NOTICE, hub).href,
            backchannel_logout_session_required: true,
          },
  }
  const configuration: Configuration = {
    adapter: (kind: string) => (kind === 'Client' ? registration : createAdapter()),
    jwks: { keys: [key] },
    findAccount: (_context, subject) => {
      const found = people().find((one) => one.subject === subject)
      if (found === undefined) return undefined
      const { name, roller, loggar, personnummer } = found
      return { accountId: subject, claims: async () => ({ sub: subject, name, roller, loggar, personnummer }) }
    },
    claims: { openid: ['sub'], profile: ['name', 'roller', 'loggar', 'personnummer'] },
    conformIdTokenClaims: !fullTokens,
    acrValues: [...LEVELS],
    scopes: ['openid', 'profile'],
    interactions: { policy, url: (_context, { uid }) => `${pathname}/val/${uid}` },
    loadExistingGrant: async (context) => {
      const { provider, session, client: asking } = context.oidc
      const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: asking?.clientId ?? '' })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => page(context, signOut(form, style)),
        postLogoutSuccessSource: (context) => page(context, message('Du är utloggad', 'Du kan stänga sidan.', style)),
      },
      backchannelLogout: { enabled: true },
    },
    pkce: { required: () => true },
    ttl: {
      AccessToken: ONE_HOUR,
      AuthorizationCode: 60,
      Grant: 14 * ONE_HOUR,
      IdToken: ONE_HOUR,
      Interaction: ONE_HOUR,
      Session: 14 * ONE_HOUR,
    },
    renderError: (context, { error }) => page(context, message('Inloggningen gick inte', error, style)),
    // The library's dispatcher refuses loopback, where the hub is.
    fetch: (url, init) =>
      fetch(url, Object.fromEntries(Object.entries(init ?? {}).filter(([name]) => name !== 'dispatcher'))),
  }
  const provider = new Provider(address, configuration)
  provider.use(async (context, next) => {
    await next()
    const { oidc } = context as Partial<KoaContextWithOIDC>
    const answerTo = oidc?.params?.redirect_uri
    if (typeof answerTo === 'string' && oidc?.client?.redirectUriAllowed(answerTo) === true) hub = answerTo
  })
  return provider
}
