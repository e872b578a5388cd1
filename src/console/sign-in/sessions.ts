import { timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import session from 'express-session'
import type { Sessions, SignedIn } from '../frame/session.ts'
import { createKept } from './kept.ts'
import { COOKIE } from './pending.ts'
import { createIdentityProvider } from './provider.ts'
import { createRoutes, type SignInDeps } from './routes.ts'
import { type Person, SESSION_COOKIE, sessionGoesOn, SessionStore } from './session-store.ts'

const ONE_MINUTE = 60_000

export function createSessions(deps: SignInDeps): Sessions {
  const { options, keys, clock, address } = deps
  const idleMs = options.vilaMinuter * ONE_MINUTE
  const checkMs = options.omprovningMinuter * ONE_MINUTE
  const store = new SessionStore({ ...deps, idleMs })
  const kept = createKept(deps)
  const provider = createIdentityProvider(deps)

  const personOf = (req: Request): Person | undefined => {
    const person = (req.session as Request['session'] | undefined)?.person
    return person !== undefined && person.endsAt > clock().getTime() ? person : undefined
  }
  /** Whoever has a page open has loaded it within the idle time: renewed this early, no form meets a check that is over. */
  const isDue = ({ checkedUntil }: Person) => checkedUntil - clock().getTime() < Math.min(idleMs, checkMs / 2)

  function signedIn(req: Request): SignedIn | undefined {
    const person = personOf(req)
    if (person === undefined || person.checkedUntil <= clock().getTime()) return undefined
    const { caller, name, csrf, endsAt } = person
    return { caller, name, csrf, endsAt: new Date(endsAt) }
  }

  function crossSite(req: Request, token: string | null): boolean {
    const person = personOf(req)
    return person === undefined || token === null || !isSame(token, person.csrf) || isForeign(req, address())
  }

  const renew: RequestHandler = async (req, res, next) => {
    if (isBackground(req)) store.leaveIdle(req.session)
    const person = personOf(req)
    if (person === undefined || !isDue(person) || !isNavigation(req) || !(await provider.reachable())) return next()
    res.redirect(303, `/logga-in?till=${encodeURIComponent(req.originalUrl)}`)
  }

  return {
    middleware: [
      secure,
      session({
        name: SESSION_COOKIE,
        // Ids have 192 random bits; the library signs them all the same.
        secret: keys.sessionRef('cookie\u001f1') + keys.sessionRef('cookie\u001f2'),
        store,
        resave: false,
        saveUninitialized: false,
        cookie: COOKIE,
      }),
      renew,
    ],
    routes: createRoutes({ ...deps, provider, personOf, isDue, crossSite }),
    signedIn,
    goesOn: async (req) => signedIn(req) !== undefined && (await sessionGoesOn(deps, req.sessionID)),
    crossSite,
    keep: (req, value, minutes) => kept.keep(req.sessionID, value, minutes),
    kept: async (req, id) => (personOf(req) === undefined ? undefined : kept.read(req.sessionID, id)),
    renew: (req, id, minutes) => kept.renew(req.sessionID, id, minutes),
    drop: (req, id) => kept.drop(req.sessionID, id),
  }
}

/** The settings say that browsers come over https or from this machine; what a proxy's connection to the hub is says nothing. */
const secure: RequestHandler = (req, _res, next) => {
  Object.defineProperty(req, 'secure', { value: true, configurable: true })
  next()
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Whether another site's page sent the request, or something that does not say what did. */
function isForeign({ headers }: Request, address: string): boolean {
  const site = headers['sec-fetch-site']
  const own = headers.origin === new URL(address).origin
  if (site === undefined) return !own
  // A browser whose pages send no referrer calls the origin of its forms null.
  return (
    (site !== 'same-origin' && site !== 'none') || !(own || headers.origin === undefined || headers.origin === 'null')
  )
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])
/** What a script on a page asks for by itself. */
const isBackground = ({ method, headers }: Request): boolean =>
  READS.has(method) && headers['sec-fetch-dest'] === 'empty'

/** A page that may lead to another site and back. */
const isNavigation = ({ method, headers, path }: Request): boolean =>
  method === 'GET' &&
  (headers['sec-fetch-dest'] ?? 'document') === 'document' &&
  (headers.accept ?? '').includes('text/html') &&
  !path.startsWith('/logga-')
