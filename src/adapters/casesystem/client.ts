import { Agent, request } from 'undici'
import { InsynError } from '../../errors.ts'
import type { Arendesystem } from '../../mirror/arendesystem.ts'
import { lasArendesida, lasInnehall, lasRensningssvar, lasSkrivsvar } from './replies.ts'

export interface ArendesystemOptions {
  /** The address that `/arenden` follows. */
  readonly url: string
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
}

const SIDA = 500
const CAP_BYTES = 16 * 1024 * 1024

interface Anrop {
  readonly vad: string
  readonly method: 'GET' | 'PUT' | 'DELETE'
  readonly vag: string
  readonly body?: unknown
  readonly signal: AbortSignal
}

interface Svar {
  readonly status: number
  readonly text: string
}

/** The case system over its REST contract (docs: simulators/arendesystem/README.md). `stang` ends its connections. */
export function createArendesystem(options: ArendesystemOptions): Arendesystem & { stang(): Promise<void> } {
  const agent = new Agent({ connections: 16 })
  const anropa = (anrop: Anrop): Promise<Svar> => call(agent, options, anrop)
  const spegling = (arendeId: string): string => `/arenden/${encodeURIComponent(arendeId)}/spegling`

  return {
    async skriv(arendeId, uppgift, signal) {
      const vag = `${spegling(arendeId)}/${encodeURIComponent(uppgift.uppgiftRef)}`
      const { text } = await anropa({ vad: 'skriv', method: 'PUT', vag, body: uppgift, signal })
      if (lasSkrivsvar(text) === undefined) throw inteSvar('skriv')
    },

    async taBort(arendeId, uppgiftRef, version, signal) {
      const vag = `${spegling(arendeId)}/${encodeURIComponent(uppgiftRef)}?version=${version}`
      const { status, text } = await anropa({ vad: 'taBort', method: 'DELETE', vag, signal })
      if (status === 200 && lasSkrivsvar(text) === undefined) throw inteSvar('taBort')
    },

    async rensa(arendeId, signal) {
      const { status, text } = await anropa({ vad: 'rensa', method: 'DELETE', vag: spegling(arendeId), signal })
      if (status === 200 && lasRensningssvar(text) === undefined) throw inteSvar('rensa')
    },

    async innehall(arendeId, signal) {
      const vag = `/arenden/${encodeURIComponent(arendeId)}`
      const { status, text } = await anropa({ vad: 'innehall', method: 'GET', vag, signal })
      if (status === 404) return []
      const svar = lasInnehall(text)
      if (svar === undefined) throw inteSvar('innehall')
      return svar.speglingar
    },

    async *oppnaArenden(signal) {
      const sedda = new Set<string>()
      let efter: string | null = null
      do {
        const fran: string = efter === null ? '' : `&efter=${encodeURIComponent(efter)}`
        const vag = `/arenden?status=oppet&antal=${SIDA}${fran}`
        const sida = lasArendesida((await anropa({ vad: 'oppnaArenden', method: 'GET', vag, signal })).text)
        if (sida === undefined) throw inteSvar('oppnaArenden')
        for (const { arendeId, personnummer, andamal } of sida.arenden) yield { arendeId, personnummer, andamal }
        efter = sida.nasta
        if (efter !== null && sedda.has(efter)) throw inteSvar('oppnaArenden')
        if (efter !== null) sedda.add(efter)
      } while (efter !== null)
    },

    stang: () => agent.destroy(),
  }
}

async function call(agent: Agent, { url, token, deadlineMs }: ArendesystemOptions, anrop: Anrop): Promise<Svar> {
  const { vad, method, vag, body, signal } = anrop
  const controller = new AbortController()
  const avbryt = (): void => controller.abort()
  const timer = setTimeout(avbryt, deadlineMs)
  if (signal.aborted) avbryt()
  signal.addEventListener('abort', avbryt, { once: true })
  try {
    const svar = await request(url + vag, {
      dispatcher: agent,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: controller.signal,
    })
    const status = svar.statusCode
    const text = await lasText(svar.body)
    // A case that the case system does not have holds nothing of ours: what was to be removed is gone.
    if (status === 404 && (method === 'DELETE' || vad === 'innehall')) return { status, text: '' }
    granska(vad, status, String(svar.headers['content-type'] ?? ''))
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

function granska(vad: string, status: number, contentType: string): void {
  if (status >= 400 && status < 500 && !TILLFALLIGA.has(status)) {
    throw new InsynError('MALSYSTEM_NEKAR', `case system ${vad}: status ${status}`)
  }
  if (status !== 200) throw otillganglig(vad, `status ${status}`)
  if (!/^application\/json\b/i.test(contentType)) throw inteSvar(vad)
}

const otillganglig = (vad: string, varfor: string): InsynError =>
  new InsynError('MALSYSTEM_OTILLGANGLIGT', `case system ${vad}: ${varfor}`, { retryable: true })

/** A proxy's page, an empty body or another document: nothing says that the call was done. */
const inteSvar = (vad: string): InsynError => otillganglig(vad, 'not an answer')
