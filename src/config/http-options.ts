/** How the hub is reached. */
export interface HttpOptions {
  readonly adress: string
  readonly port: number
  /** Number of processes that serve the API; with 1 the hub is one process. */
  readonly processer: number
  /** PEM texts. */
  readonly tls?: { readonly nyckel: string; readonly certifikat: string; readonly klientCa?: string }
  /** Addresses and CIDR blocks of the proxies whose Client-Cert header is trusted. */
  readonly betroddaProxyer: readonly string[]
  /** Where callers reach the hub, with the path of a proxy before it and without a slash at its end. */
  readonly publikAdress?: string
  /** Bearer token of the operator's monitoring; absent: no metrics are served where callers are. */
  readonly driftToken?: string
  /** An address of its own for the metrics, which are then served nowhere else. */
  readonly matvarden?: { readonly adress: string; readonly port: number }
  /** Milliseconds that a connection without a request stays open. */
  readonly keepAliveMs?: number
  /** Milliseconds at a stop between a readiness that says no and the listener's close. */
  readonly utfasningMs: number
}

export const HTTP = { processer: 1, betroddaProxyer: [], utfasningMs: 0 } satisfies Partial<HttpOptions>
