import type { CookieOptions, Request, Response } from 'express'
import type { Keys } from '../../platform/keys/keys.ts'
import type { AuthorizationRequest } from './provider.ts'

/** A sign-in under way. It lies sealed with the browser that began it, so that nobody can fill the database with begun ones. */
export interface Pending extends AuthorizationRequest {
  /** A path of the hub's own. */
  readonly returnTo: string
  /** Milliseconds since 1970. */
  readonly endsAt: number
}

/** Every cookie of the console: to this host alone, never readable by script, and not sent along by other sites' forms. */
export const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const satisfies CookieOptions

/** One for each sign-in, since two tabs may begin at the same time. */
const PREFIX = '__Host-insyn-inloggning-'
const LIFETIME_MS = 10 * 60_000
/** Tabs of one browser that sign in at the same time. More of these cookies would fill the head of its requests. */
const MOST = 5
const ABOUT = 'pending'

type Seal = Pick<Keys, 'sealSession' | 'openSession'>

export function begin(
  { keys, clock }: { readonly keys: Seal; readonly clock: () => Date },
  req: Request,
  res: Response,
  request: AuthorizationRequest & Pick<Pending, 'returnTo'>,
): void {
  const begun = cookiesOf(req).filter(([name]) => name.startsWith(PREFIX))
  for (const [name] of begun.slice(0, Math.max(0, begun.length + 1 - MOST))) res.clearCookie(name, COOKIE)
  const pending: Pending = { ...request, endsAt: clock().getTime() + LIFETIME_MS }
  res.cookie(nameOf(request.state), keys.sealSession(ABOUT, JSON.stringify(pending)), {
    ...COOKIE,
    maxAge: LIFETIME_MS,
  })
}

/** The sign-in that this browser began with this state; it counts once. */
export function resume(
  { keys, clock }: { readonly keys: Seal; readonly clock: () => Date },
  req: Request,
  res: Response,
  state: string,
): Pending | undefined {
  const name = nameOf(state)
  const sealed = cookiesOf(req).find((one) => one[0] === name)?.[1]
  if (sealed === undefined) return undefined
  res.clearCookie(name, COOKIE)
  try {
    const pending = JSON.parse(keys.openSession(ABOUT, sealed)) as Pending
    return pending.state === state && pending.endsAt > clock().getTime() ? pending : undefined
  } catch {
    return undefined
  }
}

const nameOf = (state: string): string => PREFIX + state.slice(0, 10)

const cookiesOf = ({ headers: { cookie = '' } }: Request): readonly (readonly [string, string])[] =>
  cookie.split(';').map((pair) => {
    const place = pair.indexOf('=')
    return [pair.slice(0, place).trim(), pair.slice(place + 1).trim()] as const
  })

/** A path of the hub's own, with its query; whatever else is asked for leads to the start page. */
export function ownPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 500 || !/^\/[\x21-\x7e]*$/.test(asked)) return '/'
  const origin = 'https://hub.invalid'
  if (!URL.canParse(asked, origin)) return '/'
  const { origin: leadsTo, pathname, search } = new URL(asked, origin)
  // Backslashes, `//` and encoded dots are read as a browser reads them.
  if (leadsTo !== origin || pathname.startsWith('//') || /^\/(logga-|utloggad)/.test(pathname)) return '/'
  return pathname + search
}
