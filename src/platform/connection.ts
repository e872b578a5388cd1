import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { InsynError } from '../errors.ts'

/** How a service is reached, as its part of the settings says it. PEM texts. */
export interface Connection {
  /** Trusted in place of the authorities that Node trusts. */
  readonly ca?: string | undefined
  readonly klientcertifikat?: string | undefined
  readonly klientnyckel?: string | undefined
  /** `http(s)://[user:password@]host:port` of a proxy that takes CONNECT. */
  readonly proxy?: string | undefined
  /** Requests a second that this process makes at most. */
  readonly anropPerSekund?: number | undefined
}

const CONNECT_MS = 10_000

/**
 * The one place that makes connections to sources. Their number is not limited here: a reader may hold one reply still
 * while it waits for another, and a full pool would then wait for itself. Throws KONFIG_OGILTIG, naming the setting.
 */
export function connect(who: string, connection: Connection): Dispatcher {
  const { proxy } = connection
  const tls = tlsOf(who, connection)
  if (proxy === undefined) return new Agent({ allowH2: false, connect: { timeout: CONNECT_MS, ...tls } })
  try {
    return new ProxyAgent({
      uri: proxy,
      allowH2: false,
      // Also to a service without TLS: the proxy never sees a request, only who is called.
      proxyTunnel: true,
      requestTls: { timeout: CONNECT_MS, ...tls },
      proxyTls: { timeout: CONNECT_MS },
    })
  } catch {
    // The library's own message quotes the address, password and all.
    throw new InsynError('KONFIG_OGILTIG', `${who}: proxy is no address of a proxy: http://host:port`)
  }
}

function tlsOf(who: string, { ca, klientcertifikat: cert, klientnyckel: key }: Connection) {
  const refuse = (what: string) => new InsynError('KONFIG_OGILTIG', `${who}: ${what}`)
  if ((cert === undefined) !== (key === undefined))
    throw refuse('klientcertifikat and klientnyckel belong together: set both or none')
  const tls = { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert }) }
  try {
    // Node takes a text without any certificate for a list of none, and trusts nobody.
    if (ca !== undefined) new X509Certificate(ca)
    createSecureContext({ ...tls, ...(key === undefined ? {} : { key }) })
  } catch {
    throw refuse('ca, klientcertifikat or klientnyckel is no PEM text, or certificate and key do not belong together')
  }
  return { ...tls, ...(key === undefined ? {} : { key }) }
}

export interface Deadline {
  /** How long it is in all. */
  readonly ms: number
  readonly signal: AbortSignal
  /** Whether the deadline, the caller or the connection ended the exchange; the library's own error is never passed on. */
  failure(what: string, error: unknown): InsynError
  end(): void
}

/**
 * One timer for everything that is done under it. Not AbortSignal.any: it holds on to every reply for as long as the
 * caller's signal lives.
 */
export function startDeadline(deadlineMs: number, signal?: AbortSignal): Deadline {
  const controller = new AbortController()
  let expired = false
  const abort = (): void => controller.abort()
  const timer = setTimeout(() => {
    expired = true
    abort()
  }, deadlineMs)
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort, { once: true })
  return {
    ms: deadlineMs,
    signal: controller.signal,
    failure(what, error) {
      if (expired)
        return new InsynError('KALLA_OTILLGANGLIG', `${what}: no whole answer in ${deadlineMs} ms`, { retryable: true })
      if (signal?.aborted === true) return new InsynError('KALLA_OTILLGANGLIG', `${what}: aborted by the caller`)
      return connectionFailure(what, error)
    },
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

/** What to do about a failure of the connection, by its code. */
const ADVICE: readonly (readonly [codes: RegExp, advice: string, passing: boolean])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there: check the address, and whether the service runs', true],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'the name of the host is not known: check the address and the name server', true],
  [/TIMEDOUT|TIMEOUT/, 'no connection in time: check address, firewall and proxy', true],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*)$/,
    'the certificate of the service is not accepted: set ca, or have the certificate renewed',
    false,
  ],
  [/^ERR_TLS_CERT_ALTNAME/, 'the certificate is that of another host: check the address', false],
  [
    /ALERT|^ERR_SSL_/,
    'TLS was refused: check the address (https?), klientcertifikat and the versions of TLS that the service takes',
    false,
  ],
]

function connectionFailure(what: string, error: unknown): InsynError {
  const refusal = proxyRefusal(error)
  if (refusal !== undefined) {
    const advice = refusal === 407 ? 'give user and password in proxy' : 'ask who runs it to let this address through'
    const retryable = refusal >= 500
    return new InsynError('KALLA_OTILLGANGLIG', `${what}: the proxy answers ${refusal}: ${advice}`, { retryable })
  }
  const code = errorCode(error)
  const [, advice, retryable = true] = ADVICE.find(([codes]) => codes.test(code)) ?? []
  return new InsynError(
    'KALLA_OTILLGANGLIG',
    [`${what}: ${code}`, ...(advice === undefined ? [] : [advice])].join(': '),
    {
      retryable,
    },
  )
}

/** The status with which a proxy refused the tunnel: the library tells it in its message alone. */
function proxyRefusal(error: unknown): number | undefined {
  const [, status] = error instanceof Error ? (/^Proxy response \((\d{3})\)/.exec(error.message) ?? []) : []
  return status === undefined ? undefined : Number(status)
}

/** The system's or the library's own code (`ECONNREFUSED`, `UND_ERR_SOCKET`), which holds nothing of the exchange. */
function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'connection failed'
}
