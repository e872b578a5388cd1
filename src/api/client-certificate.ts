import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { InsynError } from '../errors.ts'

/** Thumbprint (RFC 8705: SHA-256 of the DER form, base64url) of the certificate whose key the client holds. */
export type ClientCertificate = (req: IncomingMessage) => string | undefined

/**
 * A trusted proxy passes the client's certificate in `Client-Cert` (RFC 9440); the certificate of the connection is
 * then the proxy's and is ignored. From any other peer the header is ignored. With `requireIssuer`, a certificate of a
 * connection counts only when one of the configured authorities has issued it. Throws KONFIG_OGILTIG for an entry that
 * is not an address.
 */
export function createClientCertificate(trustedProxies: readonly string[], requireIssuer: boolean): ClientCertificate {
  const trusted = addressList(trustedProxies)
  const connections = new WeakMap<
    Socket,
    { readonly trusted: boolean; readonly certificateOfConnection: string | undefined }
  >()

  return ({ socket, headers }) => {
    let connection = connections.get(socket)
    if (connection === undefined) {
      connection = {
        trusted: trusted(socket.remoteAddress),
        certificateOfConnection: certificateOfConnection(socket, requireIssuer),
      }
      connections.set(socket, connection)
    }
    return connection.trusted ? certificateFromHeader(headers['client-cert']) : connection.certificateOfConnection
  }
}

function certificateOfConnection(socket: Socket, requireIssuer: boolean): string | undefined {
  if (!(socket instanceof TLSSocket) || (requireIssuer && !socket.authorized)) return undefined
  const certificate = socket.getPeerX509Certificate()
  return certificate === undefined ? undefined : thumbprint(certificate.raw)
}

/**
 * An Item of Structured Fields (RFC 8941) that is one byte sequence; repeated headers arrive joined and do not match.
 */
function certificateFromHeader(header: string | string[] | undefined): string | undefined {
  const base64 =
    typeof header === 'string'
      ? /^:((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?):$/.exec(header)?.[1]
      : undefined
  return base64 === undefined ? undefined : thumbprint(Buffer.from(base64, 'base64'))
}

const thumbprint = (der: Uint8Array): string => createHash('sha256').update(der).digest('base64url')

/** Whether an address, of a connection or in text, is one of these. Throws KONFIG_OGILTIG for an entry that is no address. */
export function addressList(items: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const item of items) {
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? []
    const family = isIP(address)
    const max = family === 4 ? 32 : 128
    const length = Number(bits ?? max)
    if (family === 0 || length > max)
      throw new InsynError('KONFIG_OGILTIG', 'http.betroddaProxyer: every entry must be an IP address or a CIDR block')
    list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  }
  return (address) => {
    // A socket that listens on IPv6 reports IPv4 peers as mapped addresses.
    const certificateOfConnection = address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? ''
    const family = isIP(certificateOfConnection)
    return family !== 0 && list.check(certificateOfConnection, family === 4 ? 'ipv4' : 'ipv6')
  }
}
