import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { close, createHttpServer, listen } from '../src/platform/http-server.ts'
import { ownCertificate } from './support/api/certificates.ts'

const PROGRAM = join(import.meta.dirname, '../scripts/healthcheck.js')
const folder = mkdtempSync(join(tmpdir(), 'insyn-halsa-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The exit code of the check of a hub with these settings; undefined: their file is missing. */
const check = (http: object | undefined, env: Readonly<Record<string, string>> = {}): Promise<number> => {
  const file = join(folder, 'insyn.yaml')
  rmSync(file, { force: true })
  if (http !== undefined) writeFileSync(file, stringify({ http }))
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, file], { env }).once('exit', (code) => resolve(code ?? -1))
  })
}

const { key, cert: certificate } = ownCertificate('insyn.example')
const TLS = { nyckel: key, certifikat: certificate }
const PORT = '${env:HTTP_PORT|1}'

test.each([
  ['a hub that answers over http is alive', undefined, 200, 0],
  ['one that answers over https is, whatever name its certificate has', TLS, 200, 0],
  ['one that answers something else is not', undefined, 503, 1],
])('%s', async (_, tls, status, code) => {
  const answer: RequestListener = (req, res) => void res.writeHead(req.url === '/health/live' ? status : 404).end()
  const server = createHttpServer(answer, tls)
  const { port } = new URL(await listen(server, { adress: '127.0.0.1', port: 0 }))
  const own = { adress: '0.0.0.0', port: Number(port), ...(tls && { tls: { nyckel: '${file:/x}' } }) }
  expect(await check(own)).toBe(code)
  expect(await check({ ...own, port: PORT }, { HTTP_PORT: port })).toBe(code)
  // As the hub itself, which takes its port from the environment first.
  expect(await check({ ...own, port: 1 }, { INSYN_PORT: port })).toBe(code)
  if (tls === undefined) expect(await check(undefined, { INSYN_PORT: port })).toBe(code)
  // The other protocol is not what the settings say, another port nobody's, and another address not the hub's.
  expect(await check({ ...own, tls: tls === undefined ? { nyckel: 'x' } : undefined })).toBe(1)
  expect(await check({ ...own, port: PORT })).toBe(1)
  expect(await check({ ...own, adress: '127.0.0.2' })).toBe(1)
  await close(server)
})
