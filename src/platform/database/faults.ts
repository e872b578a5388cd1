import { type ErrorCode, failureCode, InsynError } from '../../errors.ts'

/** What keeps the whole database from being used, whatever is asked of it. */
export type Outage = Extract<ErrorCode, 'DATABAS_NERE' | 'DATABAS_SVARAR_EJ' | 'DATABAS_SKRIVSKYDDAD'>

const OUTAGE_TEXTS: Readonly<Record<Outage, string>> = {
  DATABAS_NERE: 'the database is out of reach, or has ended the connection',
  DATABAS_SVARAR_EJ: 'the database does not answer in time',
  DATABAS_SKRIVSKYDDAD: 'the database takes no writes, as a standby: databas must lead to the primary',
}

export const isOutage = (code: unknown): code is Outage => typeof code === 'string' && Object.hasOwn(OUTAGE_TEXTS, code)

export const outage = (code: Outage, cause?: unknown): InsynError =>
  new InsynError(code, OUTAGE_TEXTS[code], { retryable: true, cause })

const SLOW_TEXT =
  'the database ended a statement that took longer than a minute: look at the memory and the disk of its server, and at what else it does'
const FULL_TEXT = "the database finds no room for more: free space on its server's disk; nothing is answered until then"

/** Error codes of Node for a server that cannot be reached, or no longer. ENOENT: there is no such socket. */
const UNREACHABLE = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ENOENT'.split(' '),
)
/** SQLSTATE of a server that shuts down, starts, or takes no more connections, and all of class 08. */
const GOING = /^(?:57P0[1235]|53300|08...)$/
/** What pg and its pool say without a code. */
const ENDED = /^(?:Connection terminated|Client (?:has encountered|was closed))/
const LATE = /^(?:timeout e|Query read timeout|Connection terminated due to connection timeout)/

/**
 * By a code of its own what the sender of a statement cannot help: a failure of the database as a whole, and the end of a statement
 * that took too long. Any other failure as it is: its SQLSTATE says more to whoever sent the statement.
 */
export function databaseFault(error: unknown): unknown {
  if (error instanceof InsynError || !(error instanceof Error)) return error
  const code = failureCode(error)
  if (code === '25006') return outage('DATABAS_SKRIVSKYDDAD', error)
  if (code === '57014') return new InsynError('DATABAS_LANGSAM', SLOW_TEXT, { retryable: true, cause: error })
  if (code === '53100') return new InsynError('DATABAS_FULL', FULL_TEXT, { cause: error })
  if (code !== undefined) return UNREACHABLE.has(code) || GOING.test(code) ? outage('DATABAS_NERE', error) : error
  if (LATE.test(error.message)) return outage('DATABAS_SVARAR_EJ', error)
  return ENDED.test(error.message) ? outage('DATABAS_NERE', error) : error
}
