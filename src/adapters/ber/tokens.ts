import { InsynError } from '../../errors.ts'
import { startDeadline } from '../../platform/connection.ts'
import type { LoginGuard } from '../../platform/login-guard.ts'
import type { Http } from './http.ts'
import { createJsonScanner } from './json-scanner.ts'

export interface Credentials {
  /** Address of the token endpoint. */
  readonly token: string
  readonly klient: string
  readonly hemlighet: string
}

export interface Tokens {
  /** A token that should hold; the same for all reads until it expires or is dropped. */
  get(): Promise<string>
  /** The source refuses this token: the next `get` asks for another. */
  drop(token: string): void
}

export interface TokenOptions {
  /** Whose tokens they are, for error messages. */
  readonly who: string
  readonly loginMs: number
  readonly clock: () => Date
  readonly guard: LoginGuard
}

interface Token {
  readonly text: string
  readonly expires: number
}

/** A token that expires within this time may be refused on arrival. */
const MARGIN_MS = 10_000
const CAP_BYTES = 64 * 1024

/** OAuth 2.0 client credentials (RFC 6749, 4.4). */
export function createTokens(
  http: Http,
  credentials: Credentials,
  { who, loginMs, clock, guard }: TokenOptions,
): Tokens {
  const what = `${who} token`
  const authorization = basicOf(credentials)
  let latest: Promise<Token> | undefined
  let dropped: string | undefined

  /** With a deadline of its own: other reads may wait for the same token when the first caller gives up. */
  async function ask(): Promise<Token> {
    const attempt = await guard.attempt(what)
    const deadline = startDeadline(loginMs)
    const asked = clock().getTime()
    try {
      const reply = await http.exchange({
        what,
        method: 'POST',
        url: credentials.token,
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials',
        deadline,
        capBytes: CAP_BYTES,
      })
      if (reply.status !== 200)
        throw new InsynError('KALLA_INLOGGNING', `${who}: login refused: check klient and hemlighet of the register`)
      const { text, seconds } = readToken(reply.bytes, what)
      attempt.accepted()
      return { text, expires: asked + seconds * 1000 - MARGIN_MS }
    } catch (error) {
      attempt.failed(error)
      throw error
    } finally {
      deadline.end()
    }
  }
  const holds = (token: Token | undefined): token is Token =>
    token !== undefined && token.text !== dropped && token.expires > clock().getTime()

  return {
    async get() {
      const held = latest
      const token = await held?.catch(() => undefined)
      if (holds(token)) return token.text
      // Several reads may have found the same token too old: the first asks for all of them.
      if (latest === held || latest === undefined) latest = ask()
      return (await latest).text
    },
    drop(token) {
      dropped = token
    },
  }
}

/** RFC 6749, 2.3.1: both parts are form-encoded first. */
const basicOf = ({ klient, hemlighet }: Credentials): string =>
  `Basic ${Buffer.from([klient, hemlighet].map((part) => encodeURIComponent(part)).join(':')).toString('base64')}`

function readToken(bytes: Buffer, what: string): { text: string; seconds: number } {
  const read = new Map<string, string | null | undefined>()
  try {
    const json = createJsonScanner(bytes)
    json.object((name) => {
      if (name === 'access_token' || name === 'token_type' || name === 'expires_in') read.set(name, json.scalar())
      else json.skip()
    })
    json.end()
  } catch {
    // Not JSON: it is refused below, as an answer without a token.
    read.clear()
  }
  const text = read.get('access_token') ?? ''
  const seconds = Number(read.get('expires_in') ?? Number.NaN)
  // Characters of RFC 6750, 2.1: no others are safe in a header.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(text) || read.get('token_type')?.toLowerCase() !== 'bearer' || !(seconds > 0))
    throw new InsynError('KALLA_INTE_SVAR', `${what}: no bearer token in the answer`)
  return { text, seconds }
}
