import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Ways in which a peer that cannot answer tells of a person all the same. */
const WAYS: readonly ((res: ServerResponse, gossip: string) => void)[] = [
  (res, gossip) => xml(res, 500, fault('soap:Server', `Could not read the row of ${gossip}`)),
  (res, gossip) => xml(res, 500, fault(`soap:${gossip.replace(/\W/g, '.')}`, gossip)),
  (res, gossip) => res.writeHead(503, gossip, { 'content-type': 'text/plain', 'retry-after': gossip }).end(gossip),
  (res, gossip) => res.writeHead(302, { location: `http://127.0.0.1:1/${gossip.replace(/\W/g, '')}` }).end(),
  (res, gossip) => res.writeHead(200, { 'content-type': `text/html; charset=${gossip}` }).end(`<p>${gossip}`),
  (res, gossip) => xml(res, 200, `<?xml version="1.0" encoding="${gossip.replace(/\W/g, '')}"?><a/>`),
  (res, gossip) => xml(res, 200, `<a><b x="${gossip}">${gossip}</a></b>`),
  (res, gossip) => xml(res, 200, `<!DOCTYPE a [<!ENTITY b "${gossip}">]><a>&b;</a>`),
  (res, gossip) => xml(res, 200, fault(gossip, gossip)),
]

export interface Gossip {
  readonly url: string
  readonly ways: number
  /** How many requests it has answered itself. */
  readonly asked: () => number
  stop(): Promise<void>
}

/** A peer that answers well until it is asked about a person. */
export interface Behind {
  /** Address of whoever gives the good answers. */
  readonly base: string
  /** Addresses and SOAP actions that it gossips about. */
  readonly gossips: RegExp
}

/**
 * A peer whose every answer is a failure that quotes the text; request number n is answered in way n. With somebody
 * behind it, only the answers to some operations are.
 */
export async function startGossip(gossip: string, behind?: Behind): Promise<Gossip> {
  let asked = 0
  const server = createServer((req, res) => {
    if (behind !== undefined && !behind.gossips.test(`${req.url ?? ''} ${String(req.headers.soapaction)}`))
      return void relay(behind.base, req, res).catch(() => res.destroy())
    const way = WAYS[asked++ % WAYS.length]
    req.resume().once('end', () => way?.(res, gossip))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ways: WAYS.length,
    asked: () => asked,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function relay(base: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { 'content-type': type = '', soapaction = '' } = req.headers
  const body = await buffer(req)
  const answer = await fetch(`${base}${req.url ?? ''}`, {
    method: req.method ?? 'POST',
    headers: { 'content-type': type, soapaction: String(soapaction) },
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  })
  res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' })
  res.end(Buffer.from(await answer.arrayBuffer()))
}

const xml = (res: ServerResponse, status: number, text: string) =>
  res.writeHead(status, { 'content-type': 'text/xml; charset=utf-8' }).end(text)

const fault = (code: string, text: string): string =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
  `<faultcode>${code}</faultcode><faultstring>${text}</faultstring><detail><rad>${text}</rad></detail>` +
  '</s:Fault></s:Body></s:Envelope>'
