import { InsynError } from '../../errors.ts'
import type { Connection } from '../../platform/connection.ts'
import type { LoginGuard } from '../../platform/login-guard.ts'
import { type SoapBinding, soapBinding, type StreamLimits } from '../soap/binding.ts'
import { SoapFault } from '../soap/envelope.ts'
import type { Recipient } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'
import type { SharedSession } from '../source-definition.ts'

export const PARAPLYET_NS = 'urn:insyn:paraplyet:v1'

export interface Installation {
  readonly url: string
  readonly user: string
  readonly password: string
  /** Whether a login may end another session of the same user. */
  readonly taOver: boolean
  readonly connection?: Connection
}

export type Query =
  | { readonly operation: 'LasAllt' }
  | { readonly operation: 'LasAndrade'; readonly since: Date }
  | { readonly operation: 'LasPerson'; readonly personnummer: string }

export interface ParaplyetClient {
  read<T>(query: Query, recipient: Recipient<T>, limits: StreamLimits): AsyncGenerator<T, void>
  readonly session: SharedSession
  /** Logs out, if logged in. */
  close(): Promise<void>
  /** Logs in and out again, unless the user has a session: nobody is logged out by it. */
  check(signal: AbortSignal): Promise<void>
}

const LOGIN_REFUSED = 'Klient.InloggningNekad'
const SESSION_GONE = new Set(['Klient.SessionOgiltig', 'Klient.SessionOvertagen'])
const FAULT_CODES = new Set([
  ...SESSION_GONE,
  'Klient.SessionUpptagen',
  LOGIN_REFUSED,
  'Klient.OgiltigBegaran',
  'Server.Fel',
])
const LOGOUT_MS = 5_000

export const paraplyetBinding = (transport: Transport): SoapBinding =>
  soapBinding({
    wsdl: new URL('./paraplyet.wsdl', import.meta.url),
    namespace: PARAPLYET_NS,
    answerSuffix: 'Svar',
    faultCodes: FAULT_CODES,
    refusesLogin: (code) => code === LOGIN_REFUSED,
    transport,
  })

export interface ClientOptions {
  readonly stadsdel: string
  readonly installation: Installation
  readonly binding: SoapBinding
  readonly loginMs: number
  readonly guard: LoginGuard
  /** Absent: the client logs in itself. */
  readonly session?: SharedSession | undefined
}

/**
 * One installation. The user has one session at a time, so every read of the installation shares it: log in lazily,
 * keep the session until the service says that it is gone, then log in again, once per read.
 */
export function paraplyetClient({
  stadsdel,
  installation,
  binding,
  loginMs,
  guard,
  session: shared,
}: ClientOptions): ParaplyetClient {
  const { url, user, password, taOver } = installation
  const who = `paraplyet ${stadsdel}`
  let session: Promise<string> | undefined
  let known: string | undefined

  /** Not ended by the signal of its first caller: other reads may wait for the same login. */
  async function logIn(takeOver: boolean): Promise<string> {
    const argument = { Anvandare: user, Losenord: password, ...(takeOver && { TaOver: true }) }
    const what = `${who} LoggaIn`
    const attempt = await guard.attempt(what)
    try {
      const answer = await binding.call({ url, what, operation: 'LoggaIn', argument }, untilMs(loginMs))
      const fresh = sessionFrom(answer, who)
      attempt.accepted()
      return fresh
    } catch (error) {
      const failure = error instanceof SoapFault ? loginError(error, who) : error
      attempt.failed(failure)
      throw failure
    }
  }

  async function logOut(ended: string): Promise<void> {
    const request = { url, what: `${who} LoggaUt`, operation: 'LoggaUt', argument: { Session: ended } }
    // The service ends the session by itself later: nothing depends on it.
    await binding.call(request, untilMs(LOGOUT_MS)).catch(() => undefined)
  }

  const own: SharedSession = {
    take() {
      if (session !== undefined) return session
      const fresh = logIn(taOver)
      session = fresh
      fresh.then(
        (text) => (known = text),
        () => {
          if (session === fresh) session = undefined
        },
      )
      return fresh
    },
    forget(gone) {
      if (known === gone) session = known = undefined
    },
  }
  const held = shared ?? own

  function stream<T>(
    withSession: string,
    query: Query,
    recipient: Recipient<T>,
    limits: StreamLimits,
  ): AsyncGenerator<T, void> {
    const { operation } = query
    const argument = { Session: withSession, ...argumentOf(query) }
    return binding.stream({ url, what: `${who} ${operation}`, operation, argument }, recipient, limits)
  }

  return {
    session: own,
    async *read(query, recipient, limits) {
      const first = await beforeAbort(held.take(), limits.signal, who)
      try {
        yield* stream(first, query, recipient, limits)
        return
      } catch (error) {
        // A fault stands in the place of the answer, so that nothing of an answer can have been delivered.
        if (!sessionGone(error)) throw error
      }
      held.forget(first)
      try {
        yield* stream(await beforeAbort(held.take(), limits.signal, who), query, recipient, limits)
      } catch (error) {
        throw error instanceof SoapFault && sessionGone(error) ? loginError(error, who) : error
      }
    },

    async close() {
      const ended = session
      session = known = undefined
      const held = await ended?.catch(() => undefined)
      if (held !== undefined) await logOut(held)
    },

    async check(signal) {
      if (session !== undefined) return
      try {
        await logOut(await beforeAbort(logIn(false), signal, who))
      } catch (error) {
        // The service looks at the password before it says that the user's session is held elsewhere.
        if (!(error instanceof InsynError && error.code === 'KALLA_INLOGGNING' && error.retryable)) throw error
      }
    },
  }
}

const untilMs = (deadlineMs: number) => ({ signal: new AbortController().signal, deadlineMs })

/** Ends one read's wait for the shared login, which goes on for the others. */
async function beforeAbort<T>(login: Promise<T>, signal: AbortSignal, who: string): Promise<T> {
  let onAbort = (): void => undefined
  const abort = new Promise<never>((_, reject) => {
    onAbort = () => reject(new InsynError('KALLA_OTILLGANGLIG', `${who} LoggaIn: aborted by the caller`))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([login, abort])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

const sessionGone = (error: unknown): boolean => error instanceof SoapFault && SESSION_GONE.has(error.faultCode)

/** A session held elsewhere may become free, so that the read may be tried again; a refused user stays refused. */
function loginError(fault: SoapFault, who: string): InsynError {
  const { faultCode } = fault
  if (faultCode === LOGIN_REFUSED)
    return new InsynError('KALLA_INLOGGNING', `${who}: login refused: check user and password of the installation`)
  if (faultCode === 'Klient.SessionUpptagen' || SESSION_GONE.has(faultCode)) {
    return new InsynError(
      'KALLA_INLOGGNING',
      `${who}: the user's session is held elsewhere: give Insyn a user of its own, or set taOver`,
      { retryable: true },
    )
  }
  return fault
}

function argumentOf(query: Query): { readonly [name: string]: string } {
  switch (query.operation) {
    case 'LasAllt':
      return {}
    case 'LasAndrade':
      return { Sedan: query.since.toISOString() }
    case 'LasPerson':
      return { Personnummer: query.personnummer }
  }
}

function sessionFrom(answer: unknown, who: string): string {
  const session = typeof answer === 'object' && answer !== null && 'Session' in answer ? answer.Session : undefined
  if (typeof session === 'string' && session !== '') return session
  throw new InsynError('KALLA_INTE_SVAR', `${who} LoggaIn: no session in the answer`)
}
