import { once } from 'node:events'
import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
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

/** In which everything that was sent has arrived, or has met a receiver that was no longer there. */
const ARRIVAL_MS = 300

/**
 * Sends over TLS (RFC 5425). Syslog acknowledges nothing; so each piece has a connection of its own, and is taken for received when
 * the receiver closes once the hub has closed, as it must when it has read to the end (RFC 5425, section 4.4). One that closes
 * earlier, or never, is sent the same again.
 */
export function createSyslogSender(
  { adress, ca, certifikat, nyckel }: SyslogOptions,
  origin: string,
  arrivalMs = ARRIVAL_MS,
): SyslogSender {
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
        const closed = once(socket, 'end')
        socket.resume()
        const bytes = Buffer.concat(entries.map((entry) => frame(syslogMessage(entry, origin, process.pid))))
        await Promise.race([new Promise((resolve) => socket.write(bytes, resolve)), closed])
        if (await endsWithin(closed, arrivalMs))
          throw new InsynError('MALSYSTEM_OTILLGANGLIGT', 'the syslog receiver closed before it was asked to')
        socket.end()
        await closed
      } finally {
        signal.removeEventListener('abort', abort)
        socket.destroy()
      }
    },
  }
}

const endsWithin = (event: Promise<unknown>, withinMs: number): Promise<boolean> =>
  Promise.race([event.then(() => true), delay(withinMs, false)])
