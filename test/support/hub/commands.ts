import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { UNDISTURBED } from '../campaign.ts'

const PROGRAM = join(import.meta.dirname, 'command-process.js')
/**
 * As in operation, where times are measured. What runs for seconds never pays back the compiling of its code to fast code, nor the
 * reading of a source map.
 */
export const NODE_OPTIONS = UNDISTURBED ? ['--enable-source-maps'] : ['--interrupt-budget=600000']
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

/** Of all installations that tests of this process make. They end with it. */
const idle: Runner[] = []

/**
 * Runs a command in a process that has run others, which spares each what a start of the program costs: more than most commands do.
 * Those that run at the same time have a process each.
 */
export async function runCommand(
  args: readonly string[],
  at: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Done> {
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
  child.send({ args, ...at })
  const [code] = await Promise.race([Promise.all([answered, ...streams]).then(([answer]) => answer), exited])
  for (const stream of [child.stdout, child.stderr]) stream?.removeAllListeners('data')
  if (child.exitCode === null && child.signalCode === null) idle.push(runner)
  return { code, output }
}

async function begin(): Promise<Runner> {
  const child = spawn(process.execPath, [...NODE_OPTIONS, PROGRAM], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    if (stream instanceof Socket) stream.unref()
  }
  const runner = { child, exited: once(child, 'exit') as Promise<[number | null]> }
  await Promise.race([once(child, 'message'), runner.exited])
  return runner
}
