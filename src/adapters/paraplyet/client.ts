import { InsynError } from '../../errors.ts'
import { SoapFault } from '../soap/envelope.ts'
import { soapBindning, type SoapBindning } from '../soap/binding.ts'
import { lasStrom, type Mottagare, type Villkor } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'

export const PARAPLYET_NS = 'urn:insyn:paraplyet:v1'

export interface Installation {
  readonly url: string
  readonly anvandare: string
  readonly losenord: string
  /** Whether a login may end another session of the same user. */
  readonly taOver: boolean
}

export type Fraga =
  | { readonly operation: 'LasAllt' }
  | { readonly operation: 'LasAndrade'; readonly sedan: Date }
  | { readonly operation: 'LasPerson'; readonly personnummer: string }

export interface ParaplyetKlient {
  las<T>(fraga: Fraga, mottagare: Mottagare<T>, villkor: Villkor): AsyncGenerator<T, void>
  /** Logs out, if logged in. */
  stang(): Promise<void>
}

const SESSION_BORTA = new Set(['Klient.SessionOgiltig', 'Klient.SessionOvertagen'])
const FAULTKODER = new Set([
  ...SESSION_BORTA,
  'Klient.SessionUpptagen',
  'Klient.InloggningNekad',
  'Klient.OgiltigBegaran',
  'Server.Fel',
])
const UTLOGGNING_MS = 5_000

export const paraplyetBindning = (transport: Transport): SoapBindning =>
  soapBindning({
    wsdl: new URL('./paraplyet.wsdl', import.meta.url),
    namespace: PARAPLYET_NS,
    svarsandelse: 'Svar',
    faultkoder: FAULTKODER,
    transport,
  })

export interface KlientOptions {
  readonly stadsdel: string
  readonly installation: Installation
  readonly bindning: SoapBindning
  readonly transport: Transport
  readonly inloggningMs: number
}

/**
 * One installation. The user has one session at a time, so every read of the installation shares it: had when first
 * needed, kept until the service says it is gone (its clock decides, not ours), and then had again once per read.
 */
export function paraplyetKlient({
  stadsdel,
  installation,
  bindning,
  transport,
  inloggningMs,
}: KlientOptions): ParaplyetKlient {
  const { url, anvandare, losenord, taOver } = installation
  const vem = `paraplyet ${stadsdel}`
  let session: Promise<string> | undefined

  /** With a time of its own: others may be waiting for the same login when its first caller gives up. */
  async function loggaIn(): Promise<string> {
    const argument = { Anvandare: anvandare, Losenord: losenord, ...(taOver && { TaOver: true }) }
    const frist = { signal: new AbortController().signal, deadlineMs: inloggningMs }
    try {
      return sessionUr(await bindning.anropa({ url, vem, operation: 'LoggaIn', argument }, frist), vem)
    } catch (error) {
      throw error instanceof SoapFault ? inloggningsfel(error, vem) : error
    }
  }

  function minSession(): Promise<string> {
    if (session !== undefined) return session
    const ny = loggaIn()
    session = ny
    ny.catch(() => glom(ny))
    return ny
  }
  const glom = (borta: Promise<string>): void => {
    if (session === borta) session = undefined
  }

  async function* strom<T>(
    medSession: string,
    fraga: Fraga,
    mottagare: Mottagare<T>,
    villkor: Villkor,
  ): AsyncGenerator<T, void> {
    const { operation } = fraga
    const argument = { Session: medSession, ...argumentAv(fraga) }
    const { xml, soapAction } = await bindning.kuvert({ url, vem, operation, argument })
    const vad = `${vem} ${operation}`
    const svar = await transport.post(url, { ...villkor, vad, soapAction, body: xml })
    const svarselement = { namespace: PARAPLYET_NS, namn: `${operation}Svar` }
    yield* lasStrom(svar, { vad, svar: svarselement, faultkoder: FAULTKODER, inre: mottagare.inre }, mottagare)
  }

  return {
    async *las(fraga, mottagare, villkor) {
      const forsta = minSession()
      try {
        yield* strom(await innanAvbrott(forsta, villkor.signal, vem), fraga, mottagare, villkor)
        return
      } catch (error) {
        // A fault stands in the place of the answer, so that nothing of an answer can have been delivered.
        if (!sessionBorta(error)) throw error
      }
      glom(forsta)
      try {
        yield* strom(await innanAvbrott(minSession(), villkor.signal, vem), fraga, mottagare, villkor)
      } catch (error) {
        throw error instanceof SoapFault && sessionBorta(error) ? inloggningsfel(error, vem) : error
      }
    },

    async stang() {
      const min = session
      session = undefined
      if (min === undefined) return
      try {
        const frist = { signal: new AbortController().signal, deadlineMs: UTLOGGNING_MS }
        await bindning.anropa({ url, vem, operation: 'LoggaUt', argument: { Session: await min } }, frist)
      } catch {
        // The session then ends by its own time; stopping must not hang on it.
      }
    },
  }
}

/** A login is shared and goes on for the others; whoever gives up waiting for it is let go at once. */
async function innanAvbrott<T>(inloggning: Promise<T>, signal: AbortSignal, vem: string): Promise<T> {
  let slapp: () => void = () => undefined
  const avbrott = new Promise<never>((_, reject) => {
    slapp = () => reject(new InsynError('KALLA_OTILLGANGLIG', `${vem} LoggaIn: aborted by the caller`))
    if (signal.aborted) slapp()
    signal.addEventListener('abort', slapp, { once: true })
  })
  try {
    return await Promise.race([inloggning, avbrott])
  } finally {
    signal.removeEventListener('abort', slapp)
  }
}

const sessionBorta = (error: unknown): boolean => error instanceof SoapFault && SESSION_BORTA.has(error.faultkod)

/** A session that somebody else holds may become free; a refused user does not become right by asking again. */
function inloggningsfel(fault: SoapFault, vem: string): InsynError {
  const { faultkod } = fault
  if (faultkod === 'Klient.InloggningNekad') return new InsynError('KALLA_INLOGGNING', `${vem}: login refused`)
  if (faultkod === 'Klient.SessionUpptagen' || SESSION_BORTA.has(faultkod)) {
    return new InsynError('KALLA_INLOGGNING', `${vem}: the user's session is held elsewhere`, { retryable: true })
  }
  return fault
}

function argumentAv(fraga: Fraga): { readonly [namn: string]: string } {
  switch (fraga.operation) {
    case 'LasAllt':
      return {}
    case 'LasAndrade':
      return { Sedan: fraga.sedan.toISOString() }
    case 'LasPerson':
      return { Personnummer: fraga.personnummer }
  }
}

function sessionUr(svar: unknown, vem: string): string {
  const session = typeof svar === 'object' && svar !== null && 'Session' in svar ? svar.Session : undefined
  if (typeof session === 'string' && session !== '') return session
  throw new InsynError('KALLA_INTE_SVAR', `${vem} LoggaIn: no session in the answer`)
}
