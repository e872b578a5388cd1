import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { addressList } from './client-certificate.ts'

/** Where a request comes from, as evidence alone: nothing is decided by it. An IPv6 address stands for its /64. */
export type PeerAddress = (req: Pick<IncomingMessage, 'socket' | 'headers'>) => string

/**
 * Behind a trusted proxy the address that it has put last into X-Forwarded-For, past other trusted ones; what stands before that
 * is the client's own word. From any other peer the header is ignored.
 */
export function createPeerAddress(trustedProxies: readonly string[]): PeerAddress {
  const trusted = addressList(trustedProxies)

  return ({ socket, headers }) => {
    const forwarded = headers['x-forwarded-for']
    const named = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',')
    let address = plain(socket.remoteAddress ?? '')
    while (trusted(address)) {
      const next = plain(named.pop()?.trim() ?? '')
      if (isIP(next) === 0) break
      address = next
    }
    return isIP(address) === 6 ? networkOf(address) : address === '' ? 'okand' : address
  }
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')

/** One subscriber has a whole /64. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  // A dotted end is two groups.
  const count = first.length + last.length + (address.includes('.') ? 1 : 0)
  const groups = tail === undefined ? first : [...first, ...Array.from({ length: 8 - count }, () => '0'), ...last]
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
