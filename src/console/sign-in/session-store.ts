import connectPgSimple from 'connect-pg-simple'
import session, { type SessionData } from 'express-session'
import type pg from 'pg'
import type { Caller } from '../../access/caller.ts'
import type { Keys } from '../../platform/keys/keys.ts'

/** Who has signed in, as the session keeps it. Times are milliseconds since 1970. */
export interface Person {
  readonly caller: Caller
  readonly name: string
  readonly csrf: string
  readonly endsAt: number
  /** Until then the roles count that the identity provider gave. */
  readonly checkedUntil: number
  readonly idToken: string
  /** The assurance levels that the sign-in was asked for. */
  readonly acr?: readonly string[]
  /** The identity provider's subject (`sub`) and session (`sid`), where it has told them. */
  readonly providerSubject?: string
  readonly providerSession?: string
}

declare module 'express-session' {
  interface SessionData {
    person: Person
  }
}

/** `__Host-`: a browser takes it from this host alone, over TLS or from its own machine, and for the whole of it. */
export const SESSION_COOKIE = '__Host-insyn'

export type SessionKeys = Pick<Keys, 'sealSession' | 'openSession' | 'sessionRef'>

export interface SessionStoreDeps {
  readonly pool: pg.Pool
  readonly keys: SessionKeys
  readonly clock: () => Date
  readonly idleMs: number
}

/** What a row holds in clear beside the sealed content: references, which open nothing and name nobody. */
interface Row {
  readonly cookie: { readonly expires: Date }
  readonly sealed: string
  readonly subject?: string
  readonly providerSession?: string
}

/** Under which a session stands in the database. */
export const sessionRowId = (keys: SessionKeys, sid: string): string => keys.sessionRef(`session\u001f${sid}`)

type Done = (error?: unknown) => void

/**
 * connect-pg-simple with references for ids and sealed content. Only `set` makes a row, and only a sign-in calls it: a request
 * that ends after its session has been ended does not bring the session back.
 */
export class SessionStore extends session.Store {
  readonly #deps: SessionStoreDeps
  readonly #rows: session.Store
  readonly #idle = new WeakSet<object>()

  constructor(deps: SessionStoreDeps) {
    super()
    this.#deps = deps
    const PgStore = connectPgSimple(session)
    this.#rows = new PgStore({ pool: deps.pool, tableName: 'console_session', pruneSessionInterval: false })
  }

  /** The request that has this session is none of the person's own: it does not put off the end of an idle session. */
  leaveIdle(one: object): void {
    this.#idle.add(one)
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const { keys } = this.#deps
    const row = sessionRowId(keys, sid)
    this.#rows.get(row, (error: unknown, found) => {
      if (error) return done(error)
      if (found === null || found === undefined) return done(null, null)
      done(null, openContent(keys, row, (found as unknown as Row).sealed))
    })
  }

  override set(sid: string, content: SessionData, done?: Done): void {
    const { keys } = this.#deps
    const row = sessionRowId(keys, sid)
    const { caller, providerSubject, providerSession } = content.person
    const stored: Row = {
      cookie: { expires: this.#expires(content.person) },
      sealed: keys.sealSession(row, JSON.stringify(content)),
      ...providerRefs(keys, { utfardare: caller.utfardare, sub: providerSubject, sid: providerSession }),
    }
    this.#rows.set(row, stored as unknown as SessionData, done)
  }

  override destroy(sid: string, done?: Done): void {
    this.#rows.destroy(sessionRowId(this.#deps.keys, sid), done)
  }

  override touch(sid: string, content: SessionData, done?: () => void): void {
    if (this.#idle.has(content) || (content.person as Person | undefined) === undefined) return done?.()
    const row = { cookie: { expires: this.#expires(content.person) } }
    this.#rows.touch?.(sessionRowId(this.#deps.keys, sid), row as unknown as SessionData, done)
  }

  #expires({ endsAt }: Person): Date {
    const { clock, idleMs } = this.#deps
    return new Date(Math.min(clock().getTime() + idleMs, endsAt))
  }
}

/** Null, as for a session that is not there, when it does not open: sealed with keys of before a restore. */
function openContent(keys: SessionKeys, row: string, sealed: string): SessionData | null {
  try {
    return JSON.parse(keys.openSession(row, sealed)) as SessionData
  } catch {
    return null
  }
}

/** The session goes on under another id, with what it keeps. */
export async function renameSession(
  { pool, keys }: Pick<SessionStoreDeps, 'pool' | 'keys'>,
  from: string,
  to: string,
): Promise<void> {
  await pool.query('update console_session set sid = $2 where sid = $1', [
    sessionRowId(keys, from),
    sessionRowId(keys, to),
  ])
}

/** What the identity provider calls a person, and that person's session. */
export interface AtProvider {
  readonly utfardare: string
  readonly sub?: string | undefined
  readonly sid?: string | undefined
}

const providerRefs = (
  keys: SessionKeys,
  { utfardare, sub, sid }: AtProvider,
): Pick<Row, 'subject' | 'providerSession'> => ({
  ...(sub === undefined ? {} : { subject: keys.sessionRef(`subject\u001f${utfardare}\u001f${sub}`) }),
  ...(sid === undefined ? {} : { providerSession: keys.sessionRef(`sid\u001f${utfardare}\u001f${sid}`) }),
})

/** The sessions that such a logout ends. */
export async function sessionsEndedBy(
  { pool, keys }: Pick<SessionStoreDeps, 'pool' | 'keys'>,
  ended: AtProvider,
): Promise<readonly { readonly row: string; readonly person: Person | undefined }[]> {
  const { subject = null, providerSession = null } = providerRefs(keys, ended)
  const { rows } = await pool.query<{ sid: string; sealed: string }>(
    `select sid, sess ->> 'sealed' as sealed from console_session
      where ($1::text is null or sess ->> 'subject' = $1) and ($2::text is null or sess ->> 'providerSession' = $2)
        and ($1::text is not null or $2::text is not null)`,
    [subject, providerSession],
  )
  return rows.map((one) => ({ row: one.sid, person: openContent(keys, one.sid, one.sealed)?.person }))
}

/** False when it was ended, has ended by itself, or goes on under another id. */
export async function sessionGoesOn(
  { pool, keys, clock }: Pick<SessionStoreDeps, 'pool' | 'keys' | 'clock'>,
  sid: string,
): Promise<boolean> {
  const { rowCount } = await pool.query('select from console_session where sid = $1 and expire > $2', [
    sessionRowId(keys, sid),
    clock(),
  ])
  return rowCount === 1
}

export async function endSession(pool: pg.Pool, row: string): Promise<void> {
  await pool.query('delete from console_session where sid = $1', [row])
}

/** False when it has been used before. */
export async function useLogoutToken(
  { pool, keys }: Pick<SessionStoreDeps, 'pool' | 'keys'>,
  jti: string,
  ends: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    'insert into console_logout_token (id, ends) values ($1, $2) on conflict do nothing',
    [keys.sessionRef(`jti\u001f${jti}`), ends],
  )
  return rowCount === 1
}

/** Deletes what has ended. */
export async function purgeSessions(pool: pg.Pool, now: Date): Promise<void> {
  await pool.query('delete from console_session where expire < $1', [now])
  await pool.query('delete from console_kept where ends < $1', [now])
  await pool.query('delete from console_logout_token where ends < $1', [now])
}
