import express, { type Request, type Response, type Router } from 'express'
import type pg from 'pg'
import type { Caller } from '../../access/caller.ts'
import { groundsOf } from '../../access/grounds.ts'
import { ownRecord } from '../../access/records.ts'
import type { LogRecord } from '../../atkomstlogg/access.ts'
import { operatorRecord, type RecordThen } from '../../atkomstlogg/record-then.ts'
import type { Issuer } from '../../config.ts'
import type { ConsoleOptions } from '../../config/console-options.ts'
import type { Log } from '../../log.ts'
import { mayBePersonnummer } from '../../mapping/text.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import type { Policy } from '../../policy/policy.ts'
import * as pages from './pages.tsx'
import { begin, COOKIE, ownPath, type Pending, resume } from './pending.ts'
import { CALLBACK, type IdentityProvider, newRequest, SIGNED_OUT, SignInFailed } from './provider.ts'
import {
  endSession,
  type Person,
  renameSession,
  SESSION_COOKIE,
  sessionsEndedBy,
  useLogoutToken,
} from './session-store.ts'
import { judge, type Named, newToken } from './who.ts'

export interface SignInDeps {
  readonly options: ConsoleOptions
  /** The issuer that the options name. */
  readonly issuer: Issuer
  readonly policy: Policy
  readonly keys: Keys
  readonly pool: pg.Pool
  readonly recordThen: RecordThen
  readonly clock: () => Date
  readonly log: Pick<Log, 'warn'>
  /** Where browsers reach the hub, without a slash at its end. */
  readonly address: () => string
  /** Answers with a page of the console. */
  readonly show: (res: Response, page: pages.SignInPage) => void
}

interface RoutesDeps extends SignInDeps {
  readonly provider: IdentityProvider
  readonly personOf: (req: Request) => Person | undefined
  /** Whether the roles have to be asked for anew. */
  readonly isDue: (person: Person) => boolean
  readonly crossSite: (req: Request, token: string | null) => boolean
}

const ONE_MINUTE = 60_000
const ONE_HOUR = 60 * ONE_MINUTE
/** The largest logout tokens fit. */
const form = express.text({ type: 'application/x-www-form-urlencoded', limit: '16kb' })
const fieldOf = ({ body }: Request, name: string): string | null =>
  typeof body === 'string' ? new URLSearchParams(body).get(name) : null

export function createRoutes(deps: RoutesDeps): Router {
  const { options, issuer, policy, keys, pool, recordThen, clock, log, show, provider } = deps
  const { personOf, isDue, crossSite } = deps
  const { klient } = options

  const record = (caller: Caller, cause: string, verdict: 'tomt' | 'nekat' = 'tomt'): LogRecord => {
    const { grounds } = groundsOf({ policy, keys, clock }, 'inloggning', caller, {})
    return ownRecord(keys, grounds, { roll: caller.roller.join(' ') || null, utfall: verdict, orsak: cause })[0]
  }
  /** Of somebody whose name cannot be recorded. */
  const recordNobody = (cause: string): LogRecord => {
    const { logg, access } = operatorRecord({ handelse: 'inloggning', orsak: cause, by: null, klient }, clock())
    return { logg, access: { ...access, utfall: 'nekat' } }
  }
  const fail = (res: Response, error: unknown) => {
    if (!(error instanceof SignInFailed)) throw error
    log.warn('sign-in-failed', { fault: error.fault, code: error.message })
    if (error.fault === 'unavailable') return show(res, pages.unavailablePage())
    show(res, error.fault === 'invalid' ? pages.brokenPage() : pages.cancelledPage())
  }

  /** Sends the browser to the identity provider. */
  async function start(
    req: Request,
    res: Response,
    { returnTo, prompt, acr }: Pick<Pending, 'returnTo' | 'prompt' | 'acr'>,
  ): Promise<void> {
    const request = { ...newRequest(), prompt, acr }
    const url = await provider.authorizationUrl(request)
    begin({ keys, clock }, req, res, { ...request, returnTo })
    res.redirect(303, url.href)
  }

  async function enter(
    req: Request,
    { caller, name, ...atProvider }: Named,
    { acr, idToken }: Pick<Person, 'acr' | 'idToken'>,
  ): Promise<void> {
    const now = clock().getTime()
    const before = personOf(req)
    const earlier = req.sessionID
    const same =
      before?.caller.utfardare === caller.utfardare && before.caller.slutanvandare === caller.slutanvandare
        ? before
        : undefined
    const person: Person = {
      caller,
      name,
      // Pages that the same person has open go on; those of somebody else do not.
      csrf: same?.csrf ?? newToken(),
      endsAt: same?.endsAt ?? now + options.hogstTimmar * ONE_HOUR,
      checkedUntil: now + options.omprovningMinuter * ONE_MINUTE,
      idToken,
      ...(acr === undefined ? {} : { acr }),
      ...atProvider,
    }
    await recordThen(record(caller, same === undefined ? 'inloggad' : 'inloggning-fornyad'), async () => {
      // An id that anybody knew before the sign-in opens nothing after it.
      req.sessionStore.generate(req)
      if (same !== undefined) await renameSession({ pool, keys }, earlier, req.sessionID)
      else await finished((done) => req.sessionStore.destroy(earlier, done))
      req.session.person = person
      await finished((done) => req.session.save(done))
    })
  }

  async function leave(req: Request, res: Response): Promise<void> {
    await finished((done) => req.session.destroy(done))
    res.clearCookie(SESSION_COOKIE, COOKIE)
  }

  const router = express.Router({ caseSensitive: true, strict: true })
  router.use([CALLBACK, SIGNED_OUT, '/logga-in', '/logga-ut'], (_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  router.get('/logga-in', async (req, res) => {
    const returnTo = ownPath(req.query.till)
    const person = personOf(req)
    if (person !== undefined && !isDue(person)) return res.redirect(303, returnTo)
    // Of a session that has ended by itself the browser still has the cookie: the identity provider's own session, which may be
    // going on, does not bring it back without the person.
    const ended = person === undefined && (req.headers.cookie ?? '').includes(`${SESSION_COOKIE}=`)
    const prompt = person === undefined ? (ended ? 'login' : undefined) : 'none'
    await start(req, res, { returnTo, prompt, acr: person?.acr }).catch((error: unknown) => fail(res, error))
  })

  router.get(CALLBACK, async (req, res) => {
    const { state } = req.query
    const pending = typeof state === 'string' ? resume({ keys, clock }, req, res, state) : undefined
    if (pending === undefined) return show(res, pages.brokenPage())
    const { returnTo } = pending
    try {
      const query = new URL(req.originalUrl, 'https://hub.invalid').search
      const { claims, idToken } = await provider.redeem(query, pending)
      const judged = judge({ policy, options, issuer, personRef: (number) => keys.personRef(number) }, claims, clock())
      if ('admitted' in judged) {
        await enter(req, judged.admitted, { idToken, ...(pending.acr === undefined ? {} : { acr: pending.acr }) })
        return res.redirect(303, returnTo)
      }
      const { refused, caller, acr } = judged
      if (acr !== undefined && (pending.acr === undefined || pending.prompt === 'none'))
        return await start(req, res, { returnTo, prompt: 'login', acr })
      await recordThen(caller === undefined ? recordNobody(refused) : record(caller, refused, 'nekat'), () =>
        leave(req, res),
      )
      show(res, pages.refusedPage(refused, options.kontakt))
    } catch (error) {
      if (error instanceof SignInFailed && error.fault === 'ask' && pending.prompt === 'none')
        return start(req, res, { returnTo, acr: pending.acr }).catch((again: unknown) => fail(res, again))
      fail(res, error)
    }
  })

  router.post('/logga-ut', form, async (req, res) => {
    const person = personOf(req)
    if (person === undefined) return show(res, pages.signedOutPage())
    if (crossSite(req, fieldOf(req, 'csrf'))) return show(res, pages.crossSitePage())
    await recordThen(record(person.caller, 'utloggad'), () => leave(req, res))
    // The token would stand in an address.
    const hint = holdsNumber(person.idToken, clock()) ? undefined : person.idToken
    const onward = await provider.endSessionUrl(hint).catch(() => undefined)
    if (onward === undefined) return show(res, pages.onlyHerePage())
    // No redirect: where a form's answer leads is bound by the page's `form-action 'self'`.
    res.set('Refresh', `0; url=${onward.href}`)
    show(res, pages.leavingPage(onward))
  })

  router.get(SIGNED_OUT, (_req, res) => show(res, pages.signedOutPage()))

  /** OpenID Connect Back-Channel Logout 1.0: the identity provider itself, not a browser. */
  router.post('/logga-ut/avisering', form, async (req, res) => {
    const token = fieldOf(req, 'logout_token')
    try {
      if (token === null) throw new SignInFailed('invalid', 'missing')
      const { sid, sub, jti = '', exp, iat = 0 } = await provider.readLogoutToken(token)
      if (typeof sid !== 'string' && typeof sub !== 'string') throw new SignInFailed('invalid', 'nobody')
      const ends = new Date(Math.max(exp ?? 0, iat + ONE_HOUR / 1000) * 1000)
      if (!(await useLogoutToken({ pool, keys }, jti, ends))) throw new SignInFailed('invalid', 'replay')
      const ended = await sessionsEndedBy(
        { pool, keys },
        { utfardare: issuer.namn, sub, sid: typeof sid === 'string' ? sid : undefined },
      )
      for (const { row, person } of ended)
        if (person === undefined) await endSession(pool, row)
        else await recordThen(record(person.caller, 'utloggad-av-tjansten'), () => endSession(pool, row))
      res.status(200).end()
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error
      log.warn('logout-token-refused', { fault: error.fault, code: error.message })
      res.status(error.fault === 'unavailable' ? 503 : 400).json({ error: 'invalid_request' })
    }
  })
  return router
}

const finished = (step: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) =>
    step((error) => {
      if (error === undefined || error === null) resolve()
      else reject(error instanceof Error ? error : new Error('session store'))
    }),
  )

/** Whether a personnummer can be read anywhere in the token's claims. */
function holdsNumber(idToken: string, now: Date): boolean {
  const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8')
  const texts: string[] = []
  JSON.parse(payload, (_key, value: unknown) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  return texts.some((text) => mayBePersonnummer(text, now))
}
