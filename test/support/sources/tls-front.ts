import { request as forward } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Certificate, expiredCertificate, ownCertificate } from '../api/certificates.ts'

/** Stands before a simulated source with TLS, and its certificate may run out. */
export interface TlsFront {
  readonly url: string
  /** PEM of what a hub is to trust; also the certificate that has run out, so that nothing else is wrong with it. */
  readonly ca: string
  expire(this: void): void
  renew(this: void): void
  stop(): Promise<void>
}

export async function startTlsFront(source: string): Promise<TlsFront> {
  const behind = new URL(source)
  const [valid, expired] = [ownCertificate('paraplyet'), expiredCertificate('paraplyet')]
  const server = createServer({ key: valid.key, cert: valid.cert }, (req, res) => {
    const headers = { ...req.headers, host: behind.host }
    const onward = forward({ port: behind.port, host: behind.hostname, path: req.url, method: req.method, headers })
    onward.on('response', (reply) => {
      res.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.on('error', () => res.destroy())
      reply.pipe(res)
    })
    onward.on('error', () => res.destroy())
    res.on('error', () => onward.destroy())
    req.pipe(onward)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const show = ({ key, cert }: Certificate) => {
    server.setSecureContext({ key, cert })
    server.closeAllConnections()
  }
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}${behind.pathname}`,
    ca: valid.cert + expired.cert,
    expire: () => show(expired),
    renew: () => show(valid),
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
