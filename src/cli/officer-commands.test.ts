import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { anAlert } from '../../test/support/memory-alerts.ts'
import { run } from './cli.ts'
import type { Terminal } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'insyn-officer-'))
const alert = anAlert()
let app: UppslagApp
let token = ''
beforeAll(async () => {
  app = await startUppslagApp()
  token = await app.token({ klient: 'konsol', roller: ['granskare'] })
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(() => void app.larm.splice(0, Infinity, alert))

async function answer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = { INSYN_HUB: app.base, INSYN_TOKEN: token },
) {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const code = await run(args, env, { out, err, cwd: folder } as unknown as Terminal)
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
}

test('an officer sees the alerts of their logs as a table, or the answer itself, and acknowledges one', async () => {
  const { code, out } = await answer(['logg', 'larm'])
  expect(code).toBe(0)
  expect(out).toMatch(
    /^Tid \(UTC\) +Logg +Slag +Status +Kvitterat av +Larm\n2026-10-15T09:41:12.000Z +bromma +undantag +nytt /,
  )
  expect(out).toContain('1 larm, sida 1 av 1')
  const { out: json } = await answer(['logg', 'larm', '--json', '--status', 'nytt'])
  expect(JSON.parse(json)).toMatchObject({ larm: [{ larmId: alert.publicId }] })
  expect(await answer(['logg', 'kvittera', alert.publicId, '--kommentar', 'Fel nummer.'])).toMatchObject({
    ...{ code: 0, out: `larmet ${alert.publicId} är kvitterat\n` },
  })
  expect((await answer(['logg', 'larm'])).out).toMatch(/kvitterat +anna .*\n[\s\S]*kommentar: Fel nummer\./)
})

test('the token may come from a file, and the address from the command', async () => {
  writeFileSync(join(folder, 'token'), `${token}\n`)
  expect((await answer(['logg', 'larm', '--hub', `${app.base}/`, '--token-fil', 'token'], {})).code).toBe(0)
})

test.each([
  [
    'what the hub refuses',
    1,
    ['logg', 'kvittera', '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30', '--kommentar', 'x'],
    {},
    'Larmet finns inte i någon logg som du granskar.',
  ],
  ['which field is wrong', 2, ['logg', 'larm', '--status', 'x'], {}, 'Begäran följer inte sitt schema.\n  '],
  ['that no address is given', 2, ['logg', 'larm'], { INSYN_HUB: '' }, '--hub ska vara en adress, https://…'],
  ['that a token would go in clear', 2, ['logg', 'larm'], { INSYN_HUB: 'http://hub.example' }, '--hub ska vara https'],
  [
    'that no token is given',
    2,
    ['logg', 'larm'],
    { INSYN_TOKEN: ' ' },
    'ange din åtkomsttoken i en fil (--token-fil) eller i INSYN_TOKEN',
  ],
  [
    'that nobody answers',
    1,
    ['logg', 'larm'],
    { INSYN_HUB: 'http://127.0.0.1:9' },
    'hubben svarar inte på http://127.0.0.1:9',
  ],
  ['that a file cannot be read', 2, ['logg', 'larm', '--token-fil', 'ingen'], {}, 'går inte att läsa'],
  ['what is missing', 2, ['logg', 'kvittera'], {}, 'ange larmets id'],
])('one line says %s, and never the token', async (_, exit, args, env, text) => {
  const { code, out, err } = await answer(args, { INSYN_HUB: app.base, INSYN_TOKEN: token, ...env })
  expect([code, out, err.startsWith('insyn: '), err.includes(text), err.includes(token)]).toEqual([
    exit,
    '',
    true,
    true,
    false,
  ])
})

test('an option that there is not is a wrong usage', async () => {
  const { code, err } = await answer(['logg', 'larm', '--kalla', 'x'])
  expect([code, err]).toEqual([2, "insyn: unknown option '--kalla'\nSee: insyn logg larm --help\n"])
})
