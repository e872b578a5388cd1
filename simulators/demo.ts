import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../src/cli/cli.ts'
import { leaveStalledLog, outliveReaders } from '../src/cli/closed-pipes.ts'
import { loadConfig } from '../src/config.ts'
import { InsynError } from '../src/errors.ts'
import type { Hub } from '../src/hub.ts'
import { forgetState } from '../src/hub/store.ts'
import { writeSecret } from '../src/platform/keys/secret-file.ts'
import { stateFolder } from '../src/platform/state-folder.ts'
import { swedishDate } from '../src/platform/stockholm-time.ts'
import type { Notice } from './main.ts'
import type { Truth } from './population/truth.ts'
import type { SimulatorOptions } from './simulators.ts'

const CONFIG = join(process.cwd(), 'config/demo.yaml')
/** Tokens that the demo writes, each for a file of its own: of an agent, two officers (granskare-demo.yaml) and a group leader. */
const TOKENS = {
  'demo-token': { slutanvandare: 'demo', roller: ['aldre-direkt'] },
  'demo-granskare-alla': { slutanvandare: 'demo-alla', roller: ['sakerhetsansvarig'] },
  'demo-granskare-bromma': { slutanvandare: 'demo-bromma', roller: ['granskare'] },
  'demo-gruppledare': { slutanvandare: 'demo-gruppledare', roller: ['gruppledare'] },
} as const
const PEOPLE = { oppna: 40, intervallMs: 15_000 }

/** Starts the simulators as a process of their own, then the hub in this one, and shows how to make a first lookup. */
export const demo = (): Promise<number> =>
  inOneLine(async () => {
    outliveReaders(process)
    const password = 'demo'
    const count = numberFrom('INSYN_DEMO_PERSONER', 3_000, 100, 10_000_000)
    const simulators = await startChild({
      population: { antal: count, seed: 1, today: swedishDate(new Date()) },
      port: numberFrom('INSYN_DEMO_PORT', 8081, 0, 65_535),
      losenord: password,
    })
    const env = { ...process.env, INSYN_DEMO: simulators.base, INSYN_DEMO_LOSENORD: password }
    try {
      const terminal = { out: process.stdout, err: process.stderr, cwd: process.cwd() }
      if (process.env.KAFKA_BROKERS && (await run(['kafka', 'skapa', '--config', CONFIG], env, terminal)) !== 0)
        return 1
      return await run(['start', '--config', CONFIG], env, terminal, {
        ready: (address, state, hub) => showWhatCanBeDone(address, state, hub, simulators.base, count),
      })
    } finally {
      leaveStalledLog(process)
      // Disconnecting is what ends the simulators.
      if (simulators.child.connected) simulators.child.disconnect()
    }
  })

/** Forgets what the demo has kept; refuses while anything uses it. */
export const reset = (): Promise<number> =>
  inOneLine(async () => {
    const { tillstand } = loadConfig(CONFIG, process.env)
    const folder = stateFolder(tillstand, process.cwd())
    if (!(await forgetState(folder))) throw new InsynError('DATABAS_FEL', `a hub runs on ${folder}: stop it first`)
    for (const file of Object.keys(TOKENS)) await rm(join(folder, file), { force: true })
    process.stdout.write(`forgotten: what ${folder} held\n`)
    return 0
  })

/** Whoever tries the hub out gets one line that says what to do, never a stack. */
async function inOneLine(steps: () => Promise<number>): Promise<number> {
  try {
    return await steps()
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0] : 'failed'
    process.stderr.write(`insyn: ${message}\n`)
    return 1
  }
}

function numberFrom(name: string, fallback: number, least: number, most: number): number {
  const value = Number(process.env[name] ?? fallback)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InsynError('KONFIG_OGILTIG', `${name} is not a whole number from ${least} to ${most}`)
  return value
}

async function showWhatCanBeDone(address: string, state: string, hub: Hub, base: string, count: number): Promise<void> {
  const started = Date.now()
  await item(`${base}/styrning/manniskor`, { ...PEOPLE, hubb: address })
  await hub.mirrorOpen()
  const personnummer = await somebodyWithEverything(base, count)
  // Open in the case system, so that what the console suggests for it can be saved there.
  const { arendeId } = await item<{ arendeId: string }>(`${base}/styrning/arenden`, {
    personnummer,
    andamal: 'samlad-fraga',
  })
  for (const [file, person] of Object.entries(TOKENS)) {
    const { access_token } = await item<{ access_token: string }>(`${base}/utfardare/token`, {
      ...person,
      klient: 'demo',
    })
    await writeSecret(join(state, file), access_token)
  }
  const token = (file: keyof typeof TOKENS) => quoted(join(state, file))
  const body = JSON.stringify({
    personnummer,
    andamal: 'samlad-fraga',
    arende: arendeId,
    relation: 'sjalv',
    identifiering: 'motringning',
  })
  // A command in another terminal has to find the same simulators and the same state.
  const beside = `INSYN_DEMO=${base} INSYN_TILLSTAND=${quoted(state)} npm run insyn --`
  process.stdout.write(`
${PEOPLE.oppna} cases were opened and mirrored in ${((Date.now() - started) / 1000).toFixed(1)} s.

Insyn is ready. Open

    ${address}/

and choose who to be. Somebody to look up there: ${personnummer}, in the case ${arendeId}. Without the console:

First lookup:
curl -s ${address}/api/v1/uppslag \\
  -H "Authorization: Bearer $(cat ${token('demo-token')})" \\
  -H 'Content-Type: application/json' \\
  -d '${body}'

The open cases with what is mirrored into them:
curl -s ${base}/styrning/arenden

Read a source anew:
${beside} synk --kalla paraplyet --stadsdel bromma --config config/demo.yaml

What an officer does with the access logs (insyn logg …), as one who reads all of them, one of Bromma's, or a group leader:
export INSYN_HUB=${address}
INSYN_TOKEN=$(cat ${token('demo-granskare-alla')})
INSYN_TOKEN=$(cat ${token('demo-granskare-bromma')})
INSYN_TOKEN=$(cat ${token('demo-gruppledare')})

Ctrl-C stops everything; npm start goes on where it ended, npm run reset starts anew.
`)
}

const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`

/** An unprotected person of the simulated city whose lookup shows every kind. */
async function somebodyWithEverything(base: string, count: number): Promise<string> {
  let best = { personnummer: '', kinds: -1 }
  for (let index = 0; index < Math.min(count, 200); index++) {
    const truth = await item<Truth>(`${base}/styrning/sanning`, { index })
    const kinds = new Set(Object.values(truth.stadsdelar).flatMap((mangder) => Object.keys(mangder))).size
    if (truth.skydd === 'ingen' && kinds > best.kinds) best = { personnummer: truth.personnummer, kinds }
  }
  return best.personnummer
}

async function item<T>(url: string, body: object): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`)
  const text = await answer.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

function startChild(options: SimulatorOptions): Promise<{ child: ChildProcess; base: string }> {
  const child = fork(join(import.meta.dirname, 'main.js'), [JSON.stringify(options)])
  return new Promise((resolve, reject) => {
    child.once('message', (notice: Notice) => {
      if ('done' in notice) return resolve({ child, base: notice.done })
      const why: Readonly<Record<string, string>> = {
        EADDRINUSE: `port ${options.port} of the simulators is taken: set INSYN_DEMO_PORT to another`,
        KONFIG_OGILTIG: 'the demo issues tokens to anybody: it does not run with NODE_ENV=production',
      }
      reject(new InsynError('KONFIG_OGILTIG', why[notice.fel] ?? `the simulators do not start (${notice.fel})`))
    })
    child.once('exit', (code) =>
      reject(new InsynError('KONFIG_OGILTIG', `the simulators do not start (exit code ${code ?? 'none'})`)),
    )
  })
}
