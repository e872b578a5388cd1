import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import express, { type RequestHandler } from 'express'
import { importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { render } from 'preact-render-to-string'
import {
  createIdentityProvider,
  type IdentityProviderOptions,
  newKey,
} from '../../../../simulators/identity-provider/identity-provider.ts'
import { demoPeople, type DemoPerson } from '../../../../simulators/identity-provider/people.ts'
import { memoryLog, realPolicy } from '../../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../../test/support/database/database.ts'
import { testKeys } from '../../../../test/support/keys.ts'
import { recordThrough } from '../../../atkomstlogg/record-then.ts'
import type { Issuer } from '../../../config.ts'
import type { ConsoleOptions } from '../../../config/console-options.ts'
import type { Sessions } from '../../frame/session.ts'
import { createSessions } from '../sessions.ts'
import { Browser, type BrowserAnswer } from './browser.ts'

/** Skatteverket's: nobody's in the tests but the servicehandläggare's own. */
export const OWN_NUMBER = '189001019802'

const OPTIONS: ConsoleOptions = {
  utfardare: 'inloggning',
  klient: 'konsol-demo',
  klientId: 'insyn-konsol',
  klientautentisering: 'client_secret_basic',
  hemlighet: 'for-the-test',
  omfattning: ['openid', 'profile'],
  ansprak: { namn: 'name', roller: 'roller', personnummer: 'personnummer', loggar: 'loggar' },
  acr: {},
  kontakt: 'IT-supporten',
  ring: [],
  vilaMinuter: 30,
  hogstTimmar: 10,
  omprovningMinuter: 60,
}

export interface SignInSetting {
  readonly options?: Partial<ConsoleOptions>
  readonly provider?: Partial<IdentityProviderOptions>
}

/** The console's sign-in on a socket, with the demo's identity provider on another and a database. */
export function useSignIn(setting: SignInSetting = {}) {
  const db = useDatabase()
  const keys = testKeys(['bromma'])
  const log = memoryLog()
  const warnings: unknown[] = []
  const servers: Server[] = []
  const state = { offsetMs: 0, people: [] as DemoPerson[], hub: '', second: '', provider: '', down: false }
  const notices: string[] = []
  const held: { key?: JWK } = {}

  async function serve(app: RequestHandler): Promise<string> {
    const server = createServer(express().use(app)).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  }

  beforeAll(async () => {
    const options = { ...OPTIONS, ...setting.options }
    held.key = await newKey()
    const identityProvider = await createIdentityProvider({
      issuer: () => `${state.provider}/inloggning`,
      people: () => state.people,
      client: {
        client_id: 'insyn-konsol',
        client_secret: 'for-the-test',
        token_endpoint_auth_method: 'client_secret_basic',
      },
      key: held.key,
      ...setting.provider,
    })
    state.provider = await serve(
      express()
        .use((_req, res, next) => (state.down ? void res.destroy() : next()))
        .use('/inloggning', identityProvider),
    )
    const issuer: Issuer = {
      namn: 'inloggning',
      issuer: `${state.provider}/inloggning`,
      jwks: `${state.provider}/inloggning/jwks`,
      audience: 'urn:insyn:api',
      algoritmer: ['ES256'],
      klockskevhet: 5,
      hogstaLivslangd: 3_600,
      typ: 'at+jwt',
      ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' },
      certifikatbindning: 'off',
    }
    const newSessions = (): Sessions =>
      createSessions({
        ...{ options, issuer, keys, policy: realPolicy(), pool: db.pool },
        recordThen: recordThrough(log),
        clock: () => new Date(Date.now() + state.offsetMs),
        log: { warn: (...line: unknown[]) => void warnings.push(line) },
        address: () => state.hub,
        show: (res, { title, content, status }) =>
          void res.status(status).send(`<!doctype html><title>${title}</title><main>${render(content)}</main>`),
      })
    state.hub = await serve(consoleOf(newSessions(), notices))
    // Another process behind the same address: it shares the database and the keys, and nothing else.
    state.second = await serve(consoleOf(newSessions(), notices))
  })
  beforeEach(async () => {
    state.offsetMs = 0
    state.down = false
    state.people = [...demoPeople(OWN_NUMBER)]
    log.written.length = 0
    notices.length = 0
    warnings.length = 0
    await db.pool.query('truncate console_session, console_kept, console_logout_token')
  })
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })

  const choose = async (browser: Browser, page: BrowserAnswer, subject: string): Promise<BrowserAnswer> =>
    browser.follow(await browser.post(page.url, { person: subject }))

  return {
    db,
    keys,
    state,
    warnings,
    /** What is recorded of sign-ins: cause, outcome and person. */
    records: () =>
      log.written.map(({ logg, access: { handelse, orsak, utfall, slutanvandare, utfardare, roll } }) => ({
        ...{ logg, handelse, orsak, utfall, slutanvandare, utfardare, roll },
      })),
    log,
    choose,
    /** Logout tokens that the identity provider has sent. */
    notices,
    /** Signs a logout token as the identity provider does, whatever it says. */
    async logoutToken(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
      const key = await importJWK(held.key ?? {}, 'ES256')
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'demo', typ: 'logout+jwt', ...header })
        .sign(key)
    },
    url: (path: string) => state.hub + path,
    /** Signs in as one of the demo's people, as somebody does who opens a page without a session. */
    async signIn(subject: string, browser = new Browser(), path = '/hem'): Promise<Browser & { page: BrowserAnswer }> {
      const chooser = await browser.follow(await browser.get(`${state.hub}/logga-in?till=${encodeURIComponent(path)}`))
      return Object.assign(browser, { page: await choose(browser, chooser, subject) })
    },
    /** Who the hub, or the process of it at `base`, says that the browser is; undefined when nobody. */
    async who(
      browser: Browser,
      headers: Readonly<Record<string, string>> = {},
      base = state.hub,
    ): Promise<Who | undefined> {
      const { text, status } = await browser.get(`${base}/vem`, headers)
      return status === 200 ? (JSON.parse(text) as Who) : undefined
    },
  }
}

export interface Who {
  readonly caller: { readonly slutanvandare: string; readonly roller: string[]; readonly [key: string]: unknown }
  readonly name: string
  readonly csrf: string
  readonly endsAt: string
}

/** The smallest console: who one is, a form, and a value that is kept. */
function consoleOf(sessions: Sessions, notices: string[]): RequestHandler {
  const app = express()
  const form = express.urlencoded({ extended: false })
  app.use((_req, res, next) => {
    res.set('Content-Security-Policy', "default-src 'none'; form-action 'self'").set('Referrer-Policy', 'no-referrer')
    next()
  })
  app.post('/logga-ut/avisering', express.text({ type: '*/*' }), (req, _res, next) => {
    notices.push(new URLSearchParams(req.body as string).get('logout_token') ?? '')
    next()
  })
  app.use(...sessions.middleware, sessions.routes)
  app.get(['/hem', '/hem/:rest'], (req, res) => {
    if (sessions.signedIn(req) === undefined) res.redirect(303, `/logga-in?till=${encodeURIComponent(req.originalUrl)}`)
    else res.send(`hem ${sessions.signedIn(req)?.name ?? ''} ${req.originalUrl}`)
  })
  app.get('/vem', (req, res) => {
    const who = sessions.signedIn(req)
    if (who === undefined) res.status(401).end()
    else res.json(who)
  })
  app.get('/pagar', async (req, res) => {
    await once(app, 'go-on')
    res.json(await sessions.goesOn(req))
  })
  app.get('/langsam', async (req, res) => {
    await once(app, 'go-on')
    res.json(sessions.signedIn(req) ?? null)
  })
  app.get('/vantar', (_req, res) => void res.json(app.listenerCount('go-on')))
  app.post('/ga-vidare', (_req, res) => void res.json(app.emit('go-on')))
  app.post('/gor', form, (req, res) => {
    const { csrf } = req.body as { csrf?: string }
    res.status(sessions.crossSite(req, csrf ?? null) ? 403 : 200).end()
  })
  app.post('/behall', form, async (req, res) => void res.send(await sessions.keep(req, req.body as object, 10)))
  app.get('/behallet/:id', async (req, res) => void res.json((await sessions.kept(req, req.params.id)) ?? null))
  app.post('/forlang/:id', async (req, res) => void res.json(await sessions.renew(req, String(req.params.id), 10)))
  app.post('/slapp/:id', async (req, res) => {
    await sessions.drop(req, String(req.params.id))
    res.end()
  })
  return app
}
