import { Agent, request } from 'undici'
import { InsynError } from '../../errors.ts'

export interface HttpOptions {
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
  /** Sent with every call. */
  readonly huvuden?: Readonly<Record<string, string>>
}

export interface Anrop {
  /** What the call does, for the message of its failure. */
  readonly vad: string
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  readonly url: string
  readonly body?: unknown
  readonly ifMatch?: string
  /** Refusals that the caller has an answer to: they are no failure. */
  readonly vantade?: readonly number[]
  readonly signal: AbortSignal
}

export interface Svar {
  readonly status: number
  /** JSON, or empty. */
  readonly text: string
}

const CAP_BYTES = 64 * 1024 * 1024

/**
 * Calls a case system. Throws MALSYSTEM_OTILLGANGLIGT (try again) or MALSYSTEM_NEKAR (do not), whose message names the
 * call and the status and nothing that was sent or answered.
 */
export function createAnropare(options: HttpOptions) {
  const agent = new Agent({ connections: 16 })
  return {
    anropa: (anrop: Anrop): Promise<Svar> => call(agent, options, anrop),
    stang: (): Promise<void> => agent.destroy(),
  }
}

export type Anropare = ReturnType<typeof createAnropare>

async function call(agent: Agent, { token, deadlineMs, huvuden }: HttpOptions, anrop: Anrop): Promise<Svar> {
  const { vad, method, url, body, ifMatch, vantade = [], signal } = anrop
  const controller = new AbortController()
  const avbryt = (): void => controller.abort()
  const timer = setTimeout(avbryt, deadlineMs)
  if (signal.aborted) avbryt()
  signal.addEventListener('abort', avbryt, { once: true })
  try {
    const svar = await request(url, {
      dispatcher: agent,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...huvuden,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: controller.signal,
    })
    const status = svar.statusCode
    const text = await lasText(svar.body)
    if (vantade.includes(status)) return { status, text: '' }
    granska(vad, status)
    if (text !== '' && !/^application\/json\b/i.test(String(svar.headers['content-type'] ?? ''))) throw inteSvar(vad)
    return { status, text }
  } catch (error) {
    // The library's error may hold the request: only what kind it was goes on.
    if (error instanceof InsynError) throw error
    throw otillganglig(vad, controller.signal.aborted ? 'no whole answer in time' : 'connection failed')
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', avbryt)
  }
}

async function lasText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const delar: Uint8Array[] = []
  let byte = 0
  for await (const del of body) {
    byte += del.length
    if (byte > CAP_BYTES) throw otillganglig('svar', `more than ${CAP_BYTES} bytes`)
    delar.push(del)
  }
  return Buffer.concat(delar).toString('utf8')
}

/** 401 is about our token, not about this write: it may be tried again when the token is right. */
const TILLFALLIGA = new Set([401, 408, 425, 429])

function granska(vad: string, status: number): void {
  if (status >= 400 && status < 500 && !TILLFALLIGA.has(status)) throw nekar(vad, `status ${status}`)
  if (status < 200 || status > 204) throw otillganglig(vad, `status ${status}`)
}

export const nekar = (vad: string, varfor: string): InsynError =>
  new InsynError('MALSYSTEM_NEKAR', `case system ${vad}: ${varfor}`)

export const otillganglig = (vad: string, varfor: string): InsynError =>
  new InsynError('MALSYSTEM_OTILLGANGLIGT', `case system ${vad}: ${varfor}`, { retryable: true })

/** A proxy's page, an empty body or another document: nothing says that the call was done. */
export const inteSvar = (vad: string): InsynError => otillganglig(vad, 'not an answer')
