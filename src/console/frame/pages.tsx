import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express'
import { renderToString } from 'preact-render-to-string'
import type { Suspended } from '../../api/admission.ts'
import { write } from '../../api/answer.ts'
import { answerFile, askedRange } from '../../api/answer-file.ts'
import type { PageCall, Perform } from '../../api/perform.ts'
import type { Problem } from '../../api/problem.ts'
import type { Report } from '../../api/report.ts'
import { requestId } from '../../api/trace.ts'
import { InsynError } from '../../errors.ts'
import type { Policy } from '../../policy/policy.ts'
import { areasOf, FIRST_PAGE } from './areas.ts'
import { ASSETS, serveAsset } from './assets.ts'
import { answerEvents } from './events.ts'
import { ButtonLink } from './forms.tsx'
import { Layout, nothingPage, type Shown } from './layout.tsx'
import type { Sessions, SignedIn } from './session.ts'
import { NOTHING } from './texts.ts'
import type { Page, PageAnswer, PageRoute, Visit, VisitPerform } from './visit.ts'

export interface PagesDeps {
  readonly policy: Policy
  /** Absent: nobody signs in here, and only open pages are served. */
  readonly sessions?: Sessions | undefined
  readonly routes: readonly PageRoute[]
  /** Pages that need no sign-in, by path. */
  readonly open: ReadonlyMap<string, (req: Request) => Promise<Page> | Page>
  /** Where callers reach the hub; its path stands before every path of a page. */
  readonly publicAddress?: string | undefined
  readonly clock: () => Date
  readonly report: Report
  /** Whether the console's own client is suspended. Operations of the API refuse by themselves, and record that; tools do not. */
  readonly suspended?: Suspended | undefined
}

/** No script, style, image or form of another origin, and nothing inline. */
const CSP = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'connect', 'font'].map((kind) => `${kind}-src 'self'`),
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Larger than any form of the console. */
const FORM_LIMIT = '64kb'

/** Where a path begins in a page. */
const PATHS = /( (?:href|action|src|data-events|data-closed)="|content="[0-9]+;url=)\//g

const pathOf = (publicAddress: string): string =>
  publicAddress === '' ? '' : new URL(publicAddress).pathname.replace(/\/$/, '')

/** Every path in a page is the hub's own, from its root; attributes are quoted, and quotes in values escaped. */
const placedAt = (base: string, html: string): string => (base === '' ? html : html.replace(PATHS, `$1${base}/`))

/** Writes a whole page. */
export function sendPage(res: Response, shown: Omit<Shown, 'assets'>, publicAddress = ''): void {
  const html = `<!doctype html>${renderToString(<Layout {...shown} assets={ASSETS} />)}`
  const placed = placedAt(pathOf(publicAddress), html)
  res.setHeader('Content-Security-Policy', CSP)
  res.setHeader('Cache-Control', 'no-store')
  write(res, shown.page.status ?? 200, 'text/html; charset=utf-8', placed)
}

/** Everything that is shown in a browser: the one place that reads sessions and forms, sets headers, answers and reports. */
export function createPages(deps: PagesDeps, perform: Perform): RequestHandler {
  const { policy, sessions, clock, report, publicAddress = '' } = deps
  const base = pathOf(publicAddress)
  const router = Router({ caseSensitive: true, strict: true })

  const visitor = (signedIn: SignedIn) => ({ ...signedIn, areas: areasOf(policy, signedIn.caller.roller) })

  function answerPage(req: Request, res: Response, page: Page): void {
    const signedIn = sessions?.signedIn(req)
    sendPage(res, { page, who: signedIn === undefined ? undefined : visitor(signedIn) }, publicAddress)
  }

  function redirect(res: Response, path: string): void {
    res.setHeader('Cache-Control', 'no-store')
    res.setHeader('Location', `${base}${path}`)
    write(res, 303, 'text/plain; charset=utf-8', '')
  }

  async function give(req: Request, res: Response, answer: PageAnswer): Promise<void> {
    if ('page' in answer) answerPage(req, res, answer.page)
    else if ('redirect' in answer) redirect(res, answer.redirect)
    else if ('stay' in answer) res.setHeader('Cache-Control', 'no-store').writeHead(204).end()
    else if ('file' in answer) {
      res.setHeader('Cache-Control', 'no-store')
      await answerFile(res, answer.contract.file, answer.file)
    } else {
      const place = (piece: string) => placedAt(base, piece)
      const goesOn = async () => (await sessions?.goesOn(req)) ?? false
      await answerEvents(res, answer.events, { last: req.get('last-event-id'), again: answer.again, goesOn, place })
    }
  }

  const visitOf = (keeping: Sessions, req: Request, res: Response, signedIn: SignedIn): Visit => ({
    who: visitor(signedIn),
    parameters: req.params as Readonly<Record<string, string>>,
    query: new URL(req.originalUrl, 'http://localhost').searchParams,
    form: formOf(req),
    range: askedRange(req),
    now: clock(),
    perform: ((contract: never, asked: Omit<PageCall<never, never, never>, 'caller' | 'res'>) =>
      perform(contract, { ...asked, caller: signedIn.caller, res })) as VisitPerform,
    keep: (value, minutes) => keeping.keep(req, value, minutes),
    kept: (id) => keeping.kept(req, id),
    renew: (id, minutes) => keeping.renew(req, id, minutes),
    drop: (id) => keeping.drop(req, id),
  })

  const pagePaths = deps.routes
    .filter(({ method }) => method === 'get')
    .map(({ path }) => new RegExp(`^${path.replaceAll(/:[^/]+/g, '[^/]+')}$`))
  /** The page that a form stands on: its own address, or the nearest above it. */
  const pageOf = ({ originalUrl, path }: Request): string => {
    const isPage = (one: string) => pagePaths.some((pattern) => pattern.test(one))
    if (isPage(path)) return originalUrl
    for (let above = path; above !== ''; above = above.replace(/\/[^/]*$/, '')) if (isPage(above)) return above
    return '/'
  }

  const handler =
    (keeping: Sessions, { method, area, handle }: PageRoute): RequestHandler =>
    async (req, res) => {
      const signedIn = keeping.signedIn(req)
      if (signedIn === undefined) {
        // A script asks: where somebody signs in is no answer to it.
        if (req.get('sec-fetch-dest') === 'empty') return write(res, 401, 'text/plain; charset=utf-8', '')
        if (method === 'get') return redirect(res, `/logga-in?till=${encodeURIComponent(req.originalUrl)}`)
        // A form's answer that led on to the identity provider would be stopped by `form-action 'self'`.
        const to = `/logga-in?till=${encodeURIComponent(pageOf(req))}`
        return answerPage(req, res, notTaken(req, NOTHING.signedOut, 401, { to, text: NOTHING.signIn }))
      }
      if (method === 'post' && keeping.crossSite(req, formOf(req).get('csrf')))
        return answerPage(req, res, notTaken(req, NOTHING.crossSite, 403, { to: pageOf(req), text: NOTHING.openAgain }))
      const visit = visitOf(keeping, req, res, signedIn)
      if (area === 'drift' && (deps.suspended?.(signedIn.caller.klient) ?? false) !== false)
        return answerPage(req, res, nothingPage(NOTHING.suspended, 403))
      if (!visit.who.areas.has(area)) return answerPage(req, res, nothingPage(NOTHING.noArea, 403))
      await give(req, res, await handle(visit))
    }

  router.use(serveAsset)
  if (sessions !== undefined) {
    // Sign-in reads its own forms: what the identity provider posts among them.
    router.use(...sessions.middleware, sessions.routes, express.text({ type: FORM_TYPE, limit: FORM_LIMIT }))
    router.get('/', (req, res, next) => {
      const signedIn = sessions.signedIn(req)
      const [first] = signedIn === undefined ? [] : visitor(signedIn).areas
      if (first === undefined) next()
      else redirect(res, FIRST_PAGE[first])
    })
    for (const route of deps.routes) router[route.method](route.path, handler(sessions, route))
  }
  for (const [path, page] of deps.open) router.get(path, async (req, res) => answerPage(req, res, await page(req)))
  router.use((req, res, next) => {
    if (req.method === 'GET' && wantsPage(req)) answerPage(req, res, nothingPage(NOTHING.missing, 404))
    else next()
  })
  router.use(((error: unknown, req, res, next) => {
    if (!wantsPage(req) || error instanceof URIError) return void next(error)
    if (res.headersSent) {
      report('OVANTAT', requestId(res), error)
      return void res.destroy()
    }
    if (isTooLarge(error)) return answerPage(req, res, nothingPage(NOTHING.tooLarge, 413))
    report(error instanceof InsynError ? error.code : 'OVANTAT', requestId(res), error)
    answerPage(req, res, nothingPage(NOTHING.failed, 500, <Reference id={requestId(res)} />))
  }) satisfies ErrorRequestHandler)
  return router
}

/** What asks for anything else gets the problem that every unknown address of the API has. */
const wantsPage = (req: Request): boolean => !req.path.startsWith('/api/') && req.accepts(['json', 'html']) === 'html'

const FORM_TYPE = 'application/x-www-form-urlencoded'

const formOf = ({ body }: Request): URLSearchParams => new URLSearchParams(typeof body === 'string' ? body : '')

const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 413

/** Fields in which somebody writes at length. */
const WRITTEN = ['skal', 'orsak', 'motivering', 'kommentar']

/** A form that was not taken: where it is sent anew, and what was written in it, to be copied. */
function notTaken(
  req: Request,
  texts: { readonly title: string; readonly text: string },
  status: number,
  { to, text }: { readonly to: string; readonly text: string },
): Page {
  // Another site could put words of its own here.
  const own = req.get('sec-fetch-site') === 'same-origin'
  const written = own ? WRITTEN.flatMap((name) => formOf(req).getAll(name)).filter((one) => one.trim() !== '') : []
  return nothingPage(
    texts,
    status,
    <>
      {written.length === 0 ? null : <p>{NOTHING.written}</p>}
      {written.map((one) => (
        <blockquote class="written">{one}</blockquote>
      ))}
      <p>
        <ButtonLink href={to} main>
          {text}
        </ButtonLink>
      </p>
    </>,
  )
}

const Reference = ({ id }: { readonly id: string }) => (
  <p>
    {NOTHING.reference} <span class="fixed">{id}</span>
  </p>
)

/** What a page shows in the place of an operation's answer. */
export const problemPage = (problem: Problem): PageAnswer => ({
  page: nothingPage(
    { title: problem.title, text: problem.detail },
    problem.status,
    <Reference id={problem.instance.replace('urn:uuid:', '')} />,
  ),
})
