import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { campaign, undisturbed, WHOLE } from './support/campaign.ts'
import { type Checkout, freshCheckout, type NpmProcess } from './support/hub/checkout.ts'
import { type Trouble, troubles } from './support/hub/start-faults.ts'
import { SCOPES } from './support/sources/demo-scopes.ts'

const SECOND = 1_000
/** What a start and an end may take: as long as is promised where nothing else is done. */
const FIRST_MS = undisturbed(300, 90) * SECOND
const SECOND_MS = undisturbed(120, 20) * SECOND
const END_MS = undisturbed(40, 5) * SECOND
let clone: Checkout
let running: NpmProcess
let state: string

beforeAll(() => {
  // The short form does not compile what `npm test` has compiled a moment ago.
  clone = freshCheckout(campaign(100, 300), { built: !WHOLE })
}, 60 * SECOND)
afterAll(async () => {
  for (const [pid] of clone.processes()) process.kill(pid, 'SIGKILL')
  clone.remove()
  if (state !== undefined) await rm(state, { recursive: true, force: true })
})

const SERVES = /Insyn serves (\S+)/
const STATE = /keeps its state in (\S+)/
/** The command as it is printed, to be pasted into a shell. */
const FIRST_LOOKUP = /First lookup:\n([^]+?)\n\n/

/** The named people of what a printed lookup answers. */
async function printedLookup(npm: NpmProcess): Promise<{ status: string; person?: object; beslut?: unknown[] }> {
  const command = await npm.until(FIRST_LOOKUP)
  const answer = execFileSync('sh', ['-c', `${command} -w '\\n%{http_code}'`], { encoding: 'utf8' })
  const [body = '', status = ''] = answer.split('\n')
  return { ...(JSON.parse(body) as object), status }
}

async function ended(npm: NpmProcess, checkout: Checkout): Promise<{ code: number | null; left: readonly string[] }> {
  const code = await Promise.race([npm.ended, delay(END_MS, 'still there' as const, { ref: false })])
  if (code === 'still there') throw new Error('still there')
  return { code, left: checkout.processes().map(([, args]) => args) }
}

async function untilGone(checkout: Checkout, pattern: RegExp): Promise<void> {
  while (checkout.processes().some(([, args]) => pattern.test(args)))
    await new Promise((resolve) => setTimeout(resolve, 50))
}

const inState = (name: string) => join(state, name)
const lines = (text: string) => text.split('\n').filter((line) => line !== '')

test(
  'a fresh clone answers the lookup that it prints within ninety seconds of npm start',
  async () => {
    const begun = Date.now()
    running = clone.npm(['start'])
    expect(await printedLookup(running)).toMatchObject({
      status: '200',
      person: { fornamn: expect.any(String), efternamn: expect.any(String) },
      beslut: expect.arrayContaining([expect.anything()]),
    })
    expect(Date.now() - begun).toBeLessThan(FIRST_MS)
    state = await running.until(STATE)
    expect(running.out()).toMatch(/40 cases were opened and mirrored/)
    expect(running.out().match(/ records /g)).toHaveLength(SCOPES)
    // The demo's tokens are bound to no certificate, which every start says; nothing else is wrong.
    expect(lines(running.err()).map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'certificate-binding-off',
    ])
  },
  FIRST_MS + 30 * SECOND,
)

test('its start page answers', async () => {
  const page = await fetch(await running.until(SERVES))
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Logga in')
})

test(
  'nobody else may read the keys or the token, nor reach anything of the state',
  () => {
    // 710: the group is the embedded server's own user id, which has no account.
    expect(execFileSync('ls', ['-ld', state], { encoding: 'utf8' })).toMatch(/^drwx--[x-]---/)
    for (const folder of ['logg', 'kvitton'])
      expect(execFileSync('ls', ['-ld', inState(folder)], { encoding: 'utf8' })).toMatch(/^drwx------/)
    for (const file of ['huvudnyckel', 'nyckelring.json', 'demo-token'])
      expect(execFileSync('ls', ['-l', join(state, file)], { encoding: 'utf8' })).toMatch(/^-rw-------/)
  },
  5 * SECOND,
)

test(
  'while it runs its state is not forgotten, and neither of its ports is taken over',
  async () => {
    const port = async (pattern: RegExp) => new URL(await running.until(pattern)).port
    const refused = [
      { npm: clone.npm(['run', 'reset']), line: /^insyn: a hub runs on .*: stop it first$/ },
      {
        npm: clone.npm(['start'], { INSYN_PORT: await port(SERVES) }),
        line: /^insyn: port \d+ is taken: set INSYN_PORT to another$/,
      },
      {
        npm: clone.npm(['start'], { INSYN_DEMO_PORT: await port(/curl -s (\S+)\/styrning/) }),
        line: /^insyn: port \d+ of the simulators is taken: set INSYN_DEMO_PORT to another$/,
      },
    ]
    for (const { npm, line } of refused) {
      expect(await npm.ended).toBe(1)
      expect(lines(npm.err())).toEqual([expect.stringMatching(line)])
    }
    expect((await printedLookup(running)).status).toBe('200')
  },
  180 * SECOND,
)

test(
  'Ctrl-C ends everything in order within five seconds',
  async () => {
    running.interrupt()
    expect(await ended(running, clone)).toEqual({ code: 0, left: [] })
    // The demo's tokens are bound to no certificate, which every start says; nothing else is wrong.
    expect(lines(running.err()).map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'certificate-binding-off',
    ])
  },
  60 * SECOND,
)

test(
  'a second start goes on with what was kept: nothing is read anew, and it answers within twenty seconds',
  async () => {
    const begun = Date.now()
    await chmod(inState('demo-token'), 0o644)
    running = clone.npm(['start'])
    expect((await printedLookup(running)).status).toBe('200')
    expect((await stat(inState('demo-token'))).mode & 0o777).toBe(0o600)
    expect(Date.now() - begun).toBeLessThan(SECOND_MS)
    expect(running.out()).not.toMatch(/ records /)
  },
  180 * SECOND,
)

test(
  'after the hub was killed the simulators end by themselves and the next start takes the database over',
  async () => {
    const [hub] = clone.processes().find(([, args]) => /^\S*node .*scripts\/start\.js/.test(args)) ?? []
    const server = clone.processes().find(([, args]) => /\/bin\/postgres/.test(args))
    process.kill(hub ?? fail('no hub to kill'), 'SIGKILL')
    await running.ended
    await untilGone(clone, /simulators\/main\.js/)
    expect(clone.processes()).toContainEqual(server)

    running = clone.npm(['start'])
    expect((await printedLookup(running)).status).toBe('200')
    expect(clone.processes()).toContainEqual(server)
    running.interrupt()
    expect(await ended(running, clone)).toEqual({ code: 0, left: [] })
  },
  180 * SECOND,
)

const TROUBLES: Readonly<Record<string, Trouble>> = troubles(() => ({
  settings: join(clone.folder, 'config/demo.yaml'),
  state,
}))

test.each(Object.entries(TROUBLES).slice(0, campaign(2, Infinity)))(
  '%s ends the start with one line that says what to do, and leaves nothing running',
  async (_, { env, change, undo, line }) => {
    await change?.()
    const npm = clone.npm(['start'], env)
    const code = await npm.ended
    await undo?.()
    expect(lines(npm.err())).toEqual([expect.stringMatching(line)])
    expect(npm.err()).toMatch(/^insyn: /)
    expect(code).toBe(1)
    expect(clone.processes()).toEqual([])
  },
  120 * SECOND,
)

test(
  'after all that troubled it, it starts again and answers',
  async () => {
    running = clone.npm(['start'])
    expect((await printedLookup(running)).status).toBe('200')
    running.interrupt()
    expect(await ended(running, clone)).toEqual({ code: 0, left: [] })
  },
  180 * SECOND,
)

test(
  'reset forgets the database, the keys, the log and the token',
  async () => {
    const reset = clone.npm(['run', 'reset'])
    expect(await reset.ended).toBe(0)
    for (const name of ['postgresql', 'nyckelring.json', 'huvudnyckel', 'logg', 'demo-token'])
      expect({ name, exists: existsSync(inState(name)) }).toEqual({ name, exists: false })
    expect(clone.processes()).toEqual([])
  },
  120 * SECOND,
)

test(
  'Ctrl-C in the middle of the first read ends everything as well, and does not claim that it was read',
  async () => {
    // So many that the first of them are read long before the last.
    running = clone.npm(['start'], { INSYN_DEMO_PERSONER: '3000' })
    await running.until(/( records )/)
    running.interrupt()
    expect(await ended(running, clone)).toEqual({ code: 0, left: [] })
    expect(running.out()).not.toContain('has been read')
    expect(running.err()).not.toMatch(/^\s+at /m)
  },
  180 * SECOND,
)

const asRoot = WHOLE && process.getuid?.() === 0 ? test : test.skip
asRoot(
  'an ordinary user starts it in a folder of their own as well',
  async () => {
    const own = clone.forNobody()
    try {
      const npm = own.npm(['start'])
      expect((await printedLookup(npm)).status).toBe('200')
      expect(dirname(await npm.until(STATE))).toBe(own.folder)
      npm.interrupt()
      expect(await ended(npm, own)).toEqual({ code: 0, left: [] })
    } finally {
      for (const [pid] of own.processes()) process.kill(pid, 'SIGKILL')
      own.remove()
    }
  },
  300 * SECOND,
)

const fail = (message: string): never => {
  throw new Error(message)
}
