import { InsynError } from '../../errors.ts'
import { type Connection, type Deadline, startDeadline } from '../../platform/connection.ts'
import type { LoginGuard } from '../../platform/login-guard.ts'
import type { Http, ReadLimits } from './http.ts'
import { type Page, truncated } from './page-reader.ts'
import { createTokens, type Credentials } from './tokens.ts'

/** One stadsdel's register, as settings name it. */
export interface Register extends Credentials, Connection {
  readonly url: string
}

export type Query =
  | { readonly operation: 'alla' }
  | { readonly operation: 'andrade'; readonly since: Date }
  | { readonly operation: 'sok'; readonly personnummer: string }

export interface BerClient {
  /** Pages until the one that says it is the last, whose count must be what came. Ends without error only then. */
  read(query: Query, readPage: (bytes: Buffer) => Page, limits: ReadLimits): AsyncGenerator<Page, void>
}

export interface ClientOptions {
  readonly stadsdel: string
  readonly register: Register
  readonly http: Http
  readonly loginMs: number
  readonly clock: () => Date
  readonly guard: LoginGuard
}

type PageLimits = Pick<ReadLimits, 'capBytes' | 'counts'> & { readonly deadline: Deadline }

const CHILDREN_PER_PAGE = 500
/** A page is read whole before it is parsed, so that memory stays flat however long the read is. */
const PAGE_BYTES = 16 * 1024 * 1024

export function berClient({ stadsdel, register, http, loginMs, clock, guard }: ClientOptions): BerClient {
  const who = `ber ${stadsdel}`
  const tokens = createTokens(http, register, { who, loginMs, clock, guard })

  /** A token that the source refuses is replaced once per exchange. */
  async function fetchPage(query: Query, cursor: string | undefined, limits: PageLimits): Promise<Buffer> {
    const what = `${who} ${query.operation}`
    for (let attempt = 1; ; attempt++) {
      const token = await beforeAbort(tokens.get(), limits.deadline, what)
      const reply = await http.exchange({ ...requestOf(register.url, query, cursor, token), ...limits, what })
      if (reply.status === 200) return reply.bytes
      if (reply.status === 400) throw new InsynError('KALLA_INTE_SVAR', `${what}: status 400`)
      tokens.drop(token)
      if (attempt === 2) throw new InsynError('KALLA_INLOGGNING', `${what}: a fresh token is refused`)
    }
  }

  return {
    async *read(query, readPage, { signal, deadlineMs, capBytes, counts }) {
      const what = `${who} ${query.operation}`
      const deadline = startDeadline(deadlineMs, signal)
      const seen = new Set<string>()
      const before = counts.bytes
      let cursor: string | undefined
      let children = 0
      try {
        for (;;) {
          const left = Math.min(capBytes - (counts.bytes - before), PAGE_BYTES)
          const bytes = await fetchPage(query, cursor, { deadline, capBytes: left, counts })
          const page = pageIn(bytes, readPage, what)
          children += page.children
          yield page
          // The consumer's own pauses count.
          if (deadline.signal.aborted) throw deadline.failure(what, undefined)
          if (page.next === undefined) {
            if (page.total !== children) throw truncated(what, children, page.total)
            return
          }
          // A cursor that comes again would go round for ever, or pass the same children off as others.
          if (seen.has(page.next)) throw new InsynError('KALLA_INTE_SVAR', `${what}: a cursor that came before`)
          seen.add(page.next)
          cursor = page.next
        }
      } finally {
        deadline.end()
      }
    },
  }
}

/** The number of a child stands in a body and never in an address, which many keep. */
function requestOf(url: string, query: Query, cursor: string | undefined, token: string) {
  const authorization = `Bearer ${token}`
  if (query.operation === 'sok')
    return {
      method: 'POST' as const,
      url: `${url}/barn/sok`,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ personnummer: query.personnummer }),
    }
  const parameters = new URLSearchParams({ antal: String(CHILDREN_PER_PAGE) })
  if (query.operation === 'andrade') parameters.set('andradSedan', query.since.toISOString())
  if (cursor !== undefined) parameters.set('markor', cursor)
  return { method: 'GET' as const, url: `${url}/barn?${parameters.toString()}`, headers: { authorization } }
}

/** The scanner does not know whose reply it reads, and an error that is not ours is not passed on. */
function pageIn(bytes: Buffer, readPage: (bytes: Buffer) => Page, what: string): Page {
  try {
    return readPage(bytes)
  } catch (error) {
    if (!(error instanceof InsynError)) throw new InsynError('KALLA_INTE_SVAR', `${what}: the reply could not be read`)
    if (error.message.startsWith(what)) throw error
    throw new InsynError(error.code, `${what}: ${error.message}`)
  }
}

/** A token is shared and its request goes on for the other reads; a read whose time is out does not wait for it. */
async function beforeAbort<T>(waiting: Promise<T>, deadline: Deadline, what: string): Promise<T> {
  const { signal } = deadline
  let release: () => void = () => undefined
  const abort = new Promise<never>((_, reject) => {
    release = () => reject(deadline.failure(what, undefined))
    if (signal.aborted) release()
    signal.addEventListener('abort', release, { once: true })
  })
  try {
    return await Promise.race([waiting, abort])
  } finally {
    signal.removeEventListener('abort', release)
  }
}
