import { execFile } from 'node:child_process'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { close, createHttpServer, listen } from '../src/platform/http-server.ts'
import { ownCertificate } from './support/api/certificates.ts'

const PROGRAM = join(import.meta.dirname, '../scripts/healthcheck.js')

const check = (port: string): Promise<number> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM], { env: { INSYN_PORT: port } })
    child.once('exit', (code) => resolve(code ?? -1))
  })

const own = () => {
  const { key, cert: certificate } = ownCertificate('insyn.example')
  return { nyckel: key, certifikat: certificate }
}

test.each([
  ['a hub that answers over http is alive', undefined, 200, 0],
  ['one that answers over https is, whatever name its certificate has', own(), 200, 0],
  ['one that answers something else is not', undefined, 503, 1],
])('%s', async (_, tls, status, code) => {
  const answer: RequestListener = (req, res) => void res.writeHead(req.url === '/health/live' ? status : 404).end()
  const server = createHttpServer(answer, tls)
  const address = await listen(server, { adress: '127.0.0.1', port: 0 })
  expect(await check(new URL(address).port)).toBe(code)
  await close(server)
  // And nobody is not.
  expect(await check(new URL(address).port)).toBe(1)
})
