import type { SyslogEntry } from '../../atkomstlogg/publish/syslog-place.ts'

/** Facility 13 (log audit), severity 6 (informational). */
const PRIORITY = 13 * 8 + 6
/** The number that RFC 5612 keeps for documents: the hub has no number of its own at IANA. */
const ENTERPRISE = 32473

/** RFC 5424, section 6. `host` is the name of the installation. */
export function syslogMessage({ time, kind, parameters, text }: SyslogEntry, host: string, pid: number): string {
  const data = parameters.map(([name, value]) => ` ${name}="${value.replace(/["\\\]]/g, '\\$&')}"`).join('')
  return `<${PRIORITY}>1 ${time.toISOString()} ${host} insyn ${pid} ${kind} [${kind}@${ENTERPRISE}${data}] \u{feff}${text}`
}

/** A frame of RFC 5425, section 4.3: the length in bytes, a space, the message. */
export function frame(message: string): Buffer {
  const bytes = Buffer.from(message)
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes])
}
