import { InsynError } from '../../errors.ts'
import { SoapFault } from '../soap/envelope.ts'
import { soapBinding, type SoapBinding } from '../soap/binding.ts'
import { readStream, type Recipient, type Condition } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'

export const PARAPLYET_NS = 'urn:insyn:paraplyet:v1'

export interface Installation {
  readonly url: string
  readonly anvandare: string
  readonly losenord: string
  /** Whether a login may end another session of the same user. */
  readonly taOver: boolean
}

export type Query =
  | { readonly operation: 'LasAllt' }
  | { readonly operation: 'LasAndrade'; readonly sedan: Date }
  | { readonly operation: 'LasPerson'; readonly personnummer: string }

export interface ParaplyetClient {
  read<T>(query: Query, recipient: Recipient<T>, condition: Condition): AsyncGenerator<T, void>
  /** Logs out, if logged in. */
  close(): Promise<void>
}

const SESSION_GONE = new Set(['Klient.SessionOgiltig', 'Klient.SessionOvertagen'])
const FAULT_CODES = new Set([
  ...SESSION_GONE,
  'Klient.SessionUpptagen',
  'Klient.InloggningNekad',
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
    transport,
  })

export interface ClientOptions {
  readonly stadsdel: string
  readonly installation: Installation
  readonly binding: SoapBinding
  readonly transport: Transport
  readonly loginMs: number
}

/**
 * One installation. The user has one session at a time, so every read of the installation shares it: had when first
 * needed, kept until the service says it is gone (its clock decides, not ours), and then had again once per read.
 */
export function paraplyetClient({
  stadsdel,
  installation,
  binding,
  transport,
  loginMs,
}: ClientOptions): ParaplyetClient {
  const { url, anvandare, losenord, taOver } = installation
  const who = `paraplyet ${stadsdel}`
  let session: Promise<string> | undefined

  /** With a time of its own: others may be waiting for the same login when its first caller gives up. */
  async function logIn(): Promise<string> {
    const argument = { Anvandare: anvandare, Losenord: losenord, ...(taOver && { TaOver: true }) }
    const deadline = { signal: new AbortController().signal, deadlineMs: loginMs }
    try {
      return sessionFrom(await binding.call({ url, who, operation: 'LoggaIn', argument }, deadline), who)
    } catch (error) {
      throw error instanceof SoapFault ? loginError(error, who) : error
    }
  }

  function minSession(): Promise<string> {
    if (session !== undefined) return session
    const fresh = logIn()
    session = fresh
    fresh.catch(() => glom(fresh))
    return fresh
  }
  const glom = (gone: Promise<string>): void => {
    if (session === gone) session = undefined
  }

  async function* stream<T>(
    withSession: string,
    query: Query,
    recipient: Recipient<T>,
    condition: Condition,
  ): AsyncGenerator<T, void> {
    const { operation } = query
    const argument = { Session: withSession, ...argumentOf(query) }
    const { xml, soapAction } = await binding.envelope({ url, who, operation, argument })
    const what = `${who} ${operation}`
    const answer = await transport.post(url, { ...condition, what, soapAction, body: xml })
    const answerElement = { namespace: PARAPLYET_NS, namn: `${operation}Svar` }
    yield* readStream(
      answer,
      { what, answer: answerElement, faultCodes: FAULT_CODES, inner: recipient.inner },
      recipient,
    )
  }

  return {
    async *read(query, recipient, condition) {
      const first = minSession()
      try {
        yield* stream(await beforeAbort(first, condition.signal, who), query, recipient, condition)
        return
      } catch (error) {
        // A fault stands in the place of the answer, so that nothing of an answer can have been delivered.
        if (!sessionGone(error)) throw error
      }
      glom(first)
      try {
        yield* stream(await beforeAbort(minSession(), condition.signal, who), query, recipient, condition)
      } catch (error) {
        throw error instanceof SoapFault && sessionGone(error) ? loginError(error, who) : error
      }
    },

    async close() {
      const min = session
      session = undefined
      if (min === undefined) return
      try {
        const deadline = { signal: new AbortController().signal, deadlineMs: LOGOUT_MS }
        await binding.call({ url, who, operation: 'LoggaUt', argument: { Session: await min } }, deadline)
      } catch {
        // The session then ends by its own time; stopping must not hang on it.
      }
    },
  }
}

/** A login is shared and goes on for the others; whoever gives up waiting for it is let go at once. */
async function beforeAbort<T>(login: Promise<T>, signal: AbortSignal, who: string): Promise<T> {
  let release: () => void = () => undefined
  const abort = new Promise<never>((_, reject) => {
    release = () => reject(new InsynError('KALLA_OTILLGANGLIG', `${who} LoggaIn: aborted by the caller`))
    if (signal.aborted) release()
    signal.addEventListener('abort', release, { once: true })
  })
  try {
    return await Promise.race([login, abort])
  } finally {
    signal.removeEventListener('abort', release)
  }
}

const sessionGone = (error: unknown): boolean => error instanceof SoapFault && SESSION_GONE.has(error.faultCode)

/** A session that somebody else holds may become free; a refused user does not become right by asking again. */
function loginError(fault: SoapFault, who: string): InsynError {
  const { faultCode } = fault
  if (faultCode === 'Klient.InloggningNekad') return new InsynError('KALLA_INLOGGNING', `${who}: login refused`)
  if (faultCode === 'Klient.SessionUpptagen' || SESSION_GONE.has(faultCode)) {
    return new InsynError('KALLA_INLOGGNING', `${who}: the user's session is held elsewhere`, { retryable: true })
  }
  return fault
}

function argumentOf(query: Query): { readonly [name: string]: string } {
  switch (query.operation) {
    case 'LasAllt':
      return {}
    case 'LasAndrade':
      return { Sedan: query.sedan.toISOString() }
    case 'LasPerson':
      return { Personnummer: query.personnummer }
  }
}

function sessionFrom(answer: unknown, who: string): string {
  const session = typeof answer === 'object' && answer !== null && 'Session' in answer ? answer.Session : undefined
  if (typeof session === 'string' && session !== '') return session
  throw new InsynError('KALLA_INTE_SVAR', `${who} LoggaIn: no session in the answer`)
}
