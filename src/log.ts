import { Writable } from 'node:stream'
import winston from 'winston'
import { redact, redactText } from './log/redact.ts'

/** Fields are counts, codes, scopes and references: never a person's data. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

/** So many bytes wait for a reader that has stalled; what is logged beyond them is dropped and counted. */
const WAITING_BYTES = 1_048_576
const FIELDS = Symbol('fields')
/** Names that a line has by itself. */
const OWN_NAMES = new Set(['level', 'message', 'timestamp'])

/** The only way to a line: what comes out has been redacted, whatever was handed in. */
const redacting = winston.format((info) => {
  const fields = redact(info[FIELDS] ?? {}) as Record<string, unknown>
  for (const name of OWN_NAMES) delete fields[name]
  return Object.assign(info, { message: redactText(String(info.message)) }, fields)
})

/**
 * One JSON object a line, on stderr: stdout carries the output of commands. A reader that stalls or goes away costs lines,
 * never the hub: writing does not wait, and a closed pipe is no failure.
 */
export function createLog(level: string, to: NodeJS.WritableStream & { writableLength: number } = process.stderr): Log {
  let dropped = 0
  const lines = new Writable({
    decodeStrings: false,
    write(line: string, _, done) {
      if (to.writableLength > WAITING_BYTES) dropped++
      else to.write(line)
      done()
    },
  })
  const logger = winston.createLogger({
    level,
    format: winston.format.combine(winston.format.timestamp(), redacting(), winston.format.json()),
    transports: [new winston.transports.Stream({ stream: lines })],
  })
  const write = (severity: string) => (event: string, fields?: LogFields) =>
    void logger.log({ level: severity, message: event, [FIELDS]: fields })
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') }
  to.on('drain', () => {
    if (dropped === 0) return
    const count = dropped
    dropped = 0
    log.warn('log-lines-dropped', { count })
  })
  to.on('error', () => undefined)
  return log
}
