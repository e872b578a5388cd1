import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { InsynError } from '../errors.ts'

/** Thumbprint (RFC 8705: SHA-256 of the DER form, base64url) of the certificate whose key the client holds. */
export type Klientcertifikat = (req: IncomingMessage) => string | undefined

/**
 * A proxy that is trusted speaks for the client, by `Client-Cert` (RFC 9440) alone: the certificate of its own
 * connection is its own. From anybody else the header counts for nothing. With `kravUtfardare`, a certificate on a
 * connection counts only when one of the given authorities has issued it. Throws KONFIG_OGILTIG for what is no address.
 */
export function createKlientcertifikat(betroddaProxyer: readonly string[], kravUtfardare: boolean): Klientcertifikat {
  const betrodda = adresslista(betroddaProxyer)
  const forbindelser = new WeakMap<Socket, { readonly betrodd: boolean; readonly eget: string | undefined }>()

  return ({ socket, headers }) => {
    let forbindelse = forbindelser.get(socket)
    if (forbindelse === undefined) {
      forbindelse = { betrodd: betrodda(socket.remoteAddress), eget: eget(socket, kravUtfardare) }
      forbindelser.set(socket, forbindelse)
    }
    return forbindelse.betrodd ? urHuvud(headers['client-cert']) : forbindelse.eget
  }
}

function eget(socket: Socket, kravUtfardare: boolean): string | undefined {
  if (!(socket instanceof TLSSocket) || (kravUtfardare && !socket.authorized)) return undefined
  const certifikat = socket.getPeerX509Certificate()
  return certifikat === undefined ? undefined : tumavtryck(certifikat.raw)
}

/** An Item of Structured Fields (RFC 8941) that is one byte sequence; repeated headers arrive joined and are none. */
function urHuvud(huvud: string | string[] | undefined): string | undefined {
  const base64 =
    typeof huvud === 'string'
      ? /^:((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?):$/.exec(huvud)?.[1]
      : undefined
  return base64 === undefined ? undefined : tumavtryck(Buffer.from(base64, 'base64'))
}

const tumavtryck = (der: Uint8Array): string => createHash('sha256').update(der).digest('base64url')

function adresslista(poster: readonly string[]): (adress: string | undefined) => boolean {
  const lista = new BlockList()
  for (const post of poster) {
    const [, adress = '', bitar] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(post) ?? []
    const familj = isIP(adress)
    const hogst = familj === 4 ? 32 : 128
    const langd = Number(bitar ?? hogst)
    if (familj === 0 || langd > hogst)
      throw new InsynError('KONFIG_OGILTIG', 'http.betroddaProxyer: every entry is an IP address or a CIDR block')
    lista.addSubnet(adress, langd, familj === 4 ? 'ipv4' : 'ipv6')
  }
  return (adress) => {
    // A socket that listens on IPv6 names IPv4 peers so.
    const egen = adress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? ''
    const familj = isIP(egen)
    return familj !== 0 && lista.check(egen, familj === 4 ? 'ipv4' : 'ipv6')
  }
}
