import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

interface OtlpTraces {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[]
}

/** A span with its attributes by name, each as text. */
export type CollectedSpan = Omit<OtlpSpan, 'attributes'> & { readonly attributes: Readonly<Record<string, string>> }

/** Takes traces over HTTP as a collector of OpenTelemetry does, and keeps all that came, heads and bodies. */
export async function startCollector() {
  const came: string[] = []
  const bodies: string[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      came.push(`${req.url}\n${req.rawHeaders.join('\n')}\n${body}`)
      bodies.push(body)
      res.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    /** All that came. */
    text: () => came.join('\n'),
    spans: (): readonly CollectedSpan[] =>
      bodies.flatMap((body) =>
        (JSON.parse(body) as OtlpTraces).resourceSpans.flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) =>
            spans.map((span) => ({
              ...span,
              attributes: Object.fromEntries(
                span.attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]),
              ),
            })),
          ),
        ),
      ),
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
