import {
  createServer,
  type RequestListener,
  type Server as HttpServer,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer, Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { InsynError } from '../errors.ts'

type Server = HttpServer | HttpsServer

/** PEM texts. */
interface Tls {
  readonly nyckel: string
  readonly certifikat: string
  readonly klientCa?: string
}

/** How long a connection without a request stays open: longer than any proxy before the hub keeps it (docs/operations.md). */
const KEEP_ALIVE_MS = 75_000

/**
 * With `tls` every client is asked for a certificate, and none is refused here for lacking one: such a client may still
 * ask for the hub's health, and a token that is bound to a certificate is refused at sign-in. Throws KONFIG_OGILTIG.
 */
export function createHttpServer(
  app: RequestListener,
  tls: Tls | undefined,
  { keepAliveMs = KEEP_ALIVE_MS }: { readonly keepAliveMs?: number | undefined } = {},
): Server {
  const options = { ...LIMITS, keepAliveTimeout: keepAliveMs }
  const server = tls === undefined ? createServer(options, app) : createServerWithTls(app, tls, options)
  // Otherwise Node asks every client for its body that waits to be asked, whoever it is and however large the body.
  return server.on('checkContinue', app)
}

/** Bytes of a request's head, by which a token of 16 kB fits: what has more is a `clientError` (`HPE_HEADER_OVERFLOW`). */
const LIMITS = { maxHeaderSize: 32_768 }

function createServerWithTls(app: RequestListener, tls: Tls, options: ServerOptions): HttpsServer {
  const { nyckel: key, certifikat: cert, klientCa: ca } = tls
  try {
    const settings = { key, cert, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' } as const
    return createTlsServer({ ...options, ...settings, ...(ca === undefined ? {} : { ca }) }, app)
  } catch {
    // The message of the library may quote the key.
    throw new InsynError(
      'KONFIG_OGILTIG',
      'http.tls: key, certificate or klientCa cannot be used, or do not belong together',
    )
  }
}

/** Resolves with the served address; rejects with KONFIG_OGILTIG when the port or address cannot be used. */
export function listen(
  server: Server,
  { adress, port }: { readonly adress: string; readonly port: number },
  remedy = 'set INSYN_PORT to another',
): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new InsynError('KONFIG_OGILTIG', `port ${port} is taken: ${remedy}`)
          : new InsynError('KONFIG_OGILTIG', `cannot listen on ${adress}:${port} (${error.code ?? 'unknown'})`),
      ),
    )
    server.listen(port, adress, () => {
      const { port: boundPort } = server.address() as AddressInfo
      resolve(
        `${server instanceof HttpsServer ? 'https' : 'http'}://${adress.includes(':') ? `[${adress}]` : adress}:${boundPort}`,
      )
    })
  })
}

/** Rejects as `listen` does when the port is taken, and otherwise leaves it free. */
export async function requireFreePort(
  http: { readonly adress: string; readonly port: number },
  remedy?: string,
): Promise<void> {
  const server = createServer()
  await listen(server, http, remedy)
  await close(server)
}

/** A hub that is about to stop: it answers all that comes, and every answer is the last one on its connection. */
export interface Drain {
  /** The same answers, and the connection of each closes after it once the drain has begun. */
  through(app: RequestListener): RequestListener
  /** Also ends streams of events: a browser asks for one again, of a hub that stays. */
  begin(): void
  readonly begun: boolean
}

export function createDrain(): Drain {
  const open = new Set<ServerResponse>()
  let begun = false
  const close = (res: ServerResponse): void => {
    if (!res.headersSent) res.setHeader('Connection', 'close')
    else if (String(res.getHeader('Content-Type')).startsWith('text/event-stream')) res.destroy()
  }
  return {
    through: (app) => (req, res) => {
      open.add(res.once('close', () => open.delete(res)))
      if (begun) close(res)
      app(req, res)
    },
    begin() {
      begun = true
      open.forEach(close)
    },
    get begun() {
      return begun
    },
  }
}

/** Lets answers in flight finish, for at most ten seconds: longer than a lookup that reads sources takes. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), 10_000)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
