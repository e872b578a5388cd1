import { once } from 'node:events'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { SyslogSender } from '../../atkomstlogg/publish/syslog-place.ts'
import { InsynError } from '../../errors.ts'
import { frame, syslogMessage } from './message.ts'

/** How a receiver is reached: `host:port`, and PEM texts. */
export interface SyslogOptions {
  readonly adress: string
  /** Trusted in place of the authorities that Node trusts. */
  readonly ca?: string
  readonly certifikat?: string
  readonly nyckel?: string
}

/**
 * Sends over TLS (RFC 5425). Syslog acknowledges nothing; so each piece has a connection of its own, and is taken for sent when the
 * receiver has closed after it, as it must when it has read to the end (RFC 5425, section 4.4). Until then the same is sent again.
 */
export function createSyslogSender({ adress, ca, certifikat, nyckel }: SyslogOptions, origin: string): SyslogSender {
  const { hostname, port } = new URL(`tls://${adress}`)
  const host = hostname.replace(/^\[(.+)\]$/, '$1')
  const options = {
    host,
    port: Number(port),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(certifikat === undefined ? {} : { cert: certifikat }),
    ...(nyckel === undefined ? {} : { key: nyckel }),
  } as const

  return {
    async send(entries, signal) {
      signal.throwIfAborted()
      const socket = connect(options)
      const abort = () => socket.destroy(signal.reason as Error)
      signal.addEventListener('abort', abort, { once: true })
      try {
        await once(socket, 'secureConnect')
        const ended = once(socket, 'end')
        ended.catch(() => undefined)
        socket.resume()
        socket.end(Buffer.concat(entries.map((entry) => frame(syslogMessage(entry, origin, process.pid)))))
        await ended
        if (!socket.writableFinished)
          throw new InsynError('MALSYSTEM_OTILLGANGLIGT', 'the syslog receiver closed before it had everything')
      } finally {
        signal.removeEventListener('abort', abort)
        socket.destroy()
      }
    },
  }
}
