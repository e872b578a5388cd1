import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { WHOLE } from '../campaign.ts'

const PROGRAM = join(import.meta.dirname, 'command-process.js')
/**
 * What runs for seconds never pays back the compiling of its code to fast code: that begins later, except where campaigns run whole.
 */
export const NODE_OPTIONS = ['--enable-source-maps', ...(WHOLE ? [] : ['--interrupt-budget=600000'])]
/** Written by no command. */
const END = '\0'

export interface Done {
  readonly code: number | null
  readonly output: string
}

interface Runner {
  readonly child: ChildProcess
  readonly exited: Promise<[number | null]>
}

/**
 * Runs commands in a process that has run others, which spares each what a start of the program costs: more than most commands do.
 * Those that run at the same time have a process each.
 */
export function createCommands(folder: string, env: Readonly<Record<string, string>>) {
  const all: Runner[] = []
  const idle: Runner[] = []

  async function begin(): Promise<Runner> {
    // The folder is in the command line, for whoever ends what is left of a killed run.
    const child = spawn(process.execPath, [...NODE_OPTIONS, PROGRAM, folder], {
      ...{ env, cwd: folder },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8')
    const runner = { child, exited: once(child, 'exit') as Promise<[number | null]> }
    all.push(runner)
    await Promise.race([once(child, 'message'), runner.exited])
    return runner
  }

  async function run(args: readonly string[]): Promise<Done> {
    const runner = idle.pop() ?? (await begin())
    const { child, exited } = runner
    let output = ''
    const streams = [child.stdout, child.stderr].map(
      (stream) =>
        new Promise<void>((ended) => {
          stream?.on('data', (text: string) => {
            output += text.replace(END, '')
            if (text.endsWith(END)) ended()
          })
        }),
    )
    const answered = once(child, 'message') as Promise<[number]>
    child.send([...args])
    const [code] = await Promise.race([Promise.all([answered, ...streams]).then(([answer]) => answer), exited])
    for (const stream of [child.stdout, child.stderr]) stream?.removeAllListeners('data')
    if (lives(runner)) idle.push(runner)
    return { code, output }
  }

  return {
    run,
    async end() {
      for (const runner of all) if (lives(runner)) runner.child.disconnect()
      await Promise.all(all.map(({ exited }) => exited))
    },
  }
}

const lives = ({ child }: Runner): boolean => child.exitCode === null && child.signalCode === null
