/**
 * The closed set of failures that somebody acts on. Code branches on `code`, never on message text. A message names
 * fields, scopes and counts, never a value of a person: it may end up in a log line.
 */
export type ErrorCode =
  | 'KONFIG_OGILTIG' // a setting or manifest is wrong: start-up ends
  | 'NYCKEL_SAKNAS' // the keyring is lost, destroyed or does not belong to this database
  | 'DATABAS_FEL' // the embedded database does not start, or a migration fails
  | 'DATABAS_NERE' // the database cannot be reached, or ends connections: worth another try
  | 'DATABAS_SVARAR_EJ' // the database is silent for longer than its deadline: worth another try
  | 'DATABAS_LANGSAM' // the database ended a statement that took longer than a minute: worth another try
  | 'DATABAS_SKRIVSKYDDAD' // the database takes no writes, as a standby: worth another try when there is a primary
  | 'DATABAS_FULL' // the disk of the database is full
  | 'KALLA_OTILLGANGLIG' // refused, timed out, reset: worth another try
  | 'KALLA_INLOGGNING' // credentials refused, or the session is lost and login fails
  | 'KALLA_FAULT' // the source answered with a SOAP fault or a ReturnCode that is not 0
  | 'KALLA_INTE_SVAR' // the reply is not a complete, well-formed answer of the expected operation
  | 'KALLA_FOR_STOR' // the reply is larger than the settings let it be, or than a small call's may be
  | 'KALLA_TRUNKERAD' // well-formed but fewer rows than the source itself says there are
  | 'KALLA_OORDNAD' // rows of one person are not contiguous
  | 'KORNING_PAGAR' // another run of the same scope is under way
  | 'KORNING_FORLORAD' // the thread of a run has ended: what was committed stands, the next run reads anew
  | 'MALSYSTEM_OTILLGANGLIGT' // the case system did not take a write: worth another try
  | 'MALSYSTEM_NEKAR' // the case system refuses this write for good
  | 'KAFKA_OTILLGANGLIG' // no broker accepted or delivered a message in time: worth another try
  | 'KAFKA_NEKAR' // a broker refuses this message or topic for good
  | 'MEDDELANDE_OGILTIGT' // a message on the bus does not follow its contract
  | 'LOGG_OTILLGANGLIG' // no durable access record could be written: no answer
  | 'LOGG_BRUTEN' // the access log does not verify
  | 'TOKEN_OGILTIG' // missing or invalid access token
  | 'BEGARAN_OGILTIG' // a request that does not follow its schema
  | 'ATKOMST_NEKAD' // the caller may never do this, whoever the person is
  | 'FINNS_EJ' // a resource other than a person does not exist
  | 'KONFLIKT' // the present state of the resource does not allow the request
  | 'NYCKEL_ATERANVAND' // an Idempotency-Key was reused for another request
  | 'FOR_MANGA_ANROP' // a client or an end user exceeds the rate in its contract

export class InsynError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean

  constructor(code: ErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'InsynError'
    this.code = code
    this.retryable = options.retryable ?? false
  }
}

/**
 * The code by which Node (`ENOENT`) or the database (SQLSTATE) names a failure: the only part of it that may be logged.
 */
export function failureCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The same of any failure, for a log line and wherever it is kept. */
export const codeOrUnknown = (error: unknown): string => failureCode(error) ?? 'OKANT_FEL'

/**
 * What failed and what to do about it, as a log line, the record of a run and a terminal may say it. Of an error that is
 * not ours only the code is told: a library's message may quote its input.
 */
export function failureText(error: unknown): string {
  if (error instanceof InsynError) return error.message
  const code = failureCode(error)
  const known = code !== undefined && /^[A-Za-z0-9_]{1,64}$/.test(code) ? ` (${code})` : ''
  return `a failure in the hub itself${known}, not in what it reads: look at the database and at the log events around it`
}
