import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How an authority may answer other than it should. */
export interface AuthorityFaults {
  /** In place of the query that it got. */
  query?: (query: Buffer) => Buffer
  /** In place of its reply. */
  reply?: (reply: Buffer) => Buffer
  status?: number
}

const CONFIG = `[req]
distinguished_name = name
[name]
[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = cert.pem
signer_key = key.pem
certs = cert.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
`

/** A time stamping authority: OpenSSL's, behind a small HTTP server. */
export async function startTimeStampAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-tidsstampel-'))
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  writeFileSync(join(folder, 'config'), CONFIG)
  writeFileSync(join(folder, 'serial'), '01\n')
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem']
  const usage = ['-addext', 'extendedKeyUsage=critical,timeStamping', '-addext', 'keyUsage=critical,digitalSignature']
  openssl('req', '-x509', ...key, '-out', 'cert.pem', '-days', '1', '-subj', '/CN=tidsstampel', ...usage)
  const faults: AuthorityFaults = {}
  let asked = 0
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      asked++
      const query = Buffer.concat(chunks)
      writeFileSync(join(folder, 'query'), faults.query?.(query) ?? query)
      openssl('ts', '-reply', '-config', 'config', '-section', 'own', '-queryfile', 'query', '-out', 'reply')
      const reply = readFileSync(join(folder, 'reply'))
      res.writeHead(faults.status ?? 200, { 'content-type': 'application/timestamp-reply' })
      res.end(faults.reply?.(reply) ?? reply)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    asked: () => asked,
    /** What OpenSSL says of a token of this text; throws unless it verifies. */
    verify(text: string, token: Buffer): string {
      writeFileSync(join(folder, 'text'), text)
      writeFileSync(join(folder, 'token'), token)
      return String(openssl('ts', '-verify', '-data', 'text', '-in', 'token', '-token_in', '-CAfile', 'cert.pem'))
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
}
