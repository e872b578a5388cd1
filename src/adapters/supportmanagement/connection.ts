import { createCaller } from '../casesystem/http.ts'

/** Where support-management is, and as whom it is called. */
export interface Connection {
  /** The address that `/{municipalityId}/{namespace}` follows. */
  readonly url: string
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
  readonly kommun: string
  readonly namnrymd: string
  /** The user that we act as. */
  readonly avsandare: string
  /** Statuses of an open errand; in any other it takes nothing new. */
  readonly oppnaStatus: readonly string[]
}

export const connect = ({ token, deadlineMs, avsandare }: Connection) =>
  createCaller({ token, deadlineMs, headers: { 'x-sent-by': `${avsandare}; type=adAccount` } })

/** The address of our namespace. */
export const namespace = ({ url, kommun, namnrymd }: Connection): string =>
  `${url}/${encodeURIComponent(kommun)}/${encodeURIComponent(namnrymd)}`
