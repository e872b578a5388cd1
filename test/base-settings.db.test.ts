import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { loadConfig } from '../src/config.ts'
import { createHub } from '../src/hub.ts'
import { urlOf, useDatabase } from './support/database/database.ts'
import { silent } from './support/hub/hub-in-process.ts'

const ROOT = join(import.meta.dirname, '..')
const db = useDatabase()
const state = mkdtempSync(join(tmpdir(), 'insyn-grund-'))
afterAll(() => rmSync(state, { recursive: true, force: true }))

const SECRETS = {
  INSYN_DRIFT_TOKEN: 'en-hemlighet-for-driften',
  INSYN_HUVUDNYCKEL: Buffer.alloc(32, 7).toString('base64'),
  INSYN_PARAPLYET_BROMMA: 'prov',
  INSYN_AGRESSO: 'prov',
  INSYN_ARENDESYSTEM: 'prov',
}

test('the production base starts as it stands: it serves, is ready, shows metrics to its token, and says what is not connected', async () => {
  const env = { ...SECRETS, INSYN_DATABAS: urlOf(db), INSYN_PORT: '0', NODE_ENV: 'production' }
  const config = loadConfig(join(ROOT, 'config/insyn.yaml'), env)
  expect(config.http).toMatchObject({ utfasningMs: 10_000, keepAliveMs: 75_000, publikAdress: 'https://insyn.example' })
  const said: string[] = []
  const log = {
    ...silent,
    warn: (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void said.push(`${event} ${String(fields.source)}/${String(fields.stadsdel)}`),
  }
  // Only the wait at its stop is shortened.
  const hub = await createHub({ ...config, http: { ...config.http, utfasningMs: 0 } }, state, log)
  try {
    await hub.serve()
    const address = hub.adress.replace('0.0.0.0', '127.0.0.1')
    const status = async (path: string, token?: string) =>
      (await fetch(`${address}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }))
        .status
    expect(await status('/health/live')).toBe(200)
    expect(await status('/health/ready')).toBe(200)
    expect([await status('/metrics'), await status('/metrics', SECRETS.INSYN_DRIFT_TOKEN)]).toEqual([401, 200])
    // No console is set up in the base.
    expect(await status('/logga-in')).toBe(404)
    expect(hub.scopes()).toEqual([
      { source: 'paraplyet', stadsdel: 'bromma' },
      { source: 'agresso', stadsdel: 'bromma' },
    ])
  } finally {
    await hub.stop()
  }
})

test('every secret of the base is a reference that must be there, and no file of a demo is named', () => {
  const text = readFileSync(join(ROOT, 'config/insyn.yaml'), 'utf8')
  for (const name of Object.keys(SECRETS)) {
    expect(text).toContain(`\${env:${name}}`)
    const others = Object.fromEntries(Object.entries(SECRETS).filter(([one]) => one !== name))
    expect(() => loadConfig(join(ROOT, 'config/insyn.yaml'), { ...others, INSYN_DATABAS: 'postgresql://x/y' })).toThrow(
      name,
    )
  }
  expect(text).not.toMatch(/demo/i)
})

test('the base has no client of the demo, and none that may have every role', () => {
  const read = (file: string) => parse(readFileSync(join(ROOT, 'config', file), 'utf8')) as Record<string, object>
  const roles = Object.keys(read('roller.yaml').roller ?? {})
  const clients = Object.entries(read('klienter.yaml').klienter as Record<string, { roller: string[] }>)
  expect(clients.map(([name]) => name)).toEqual(['arendesystem', 'telefoni', 'konsol'])
  for (const [, { roller }] of clients) expect(roles.filter((role) => !roller.includes(role))).not.toEqual([])
})
