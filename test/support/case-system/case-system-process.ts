import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Arendeprocess } from '../../../simulators/case-system/process.ts'

const PROGRAM = join(import.meta.dirname, '../../dist/simulators/case-system/process.js')

/** The simulated case system as a process of its own, which keeps its address and its cases when it is killed. */
export interface CaseSystemProcess {
  readonly bas: string
  /** With SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>
  restart(): Promise<void>
}

export async function startCaseSystem(options: Omit<Arendeprocess, 'port'>): Promise<CaseSystemProcess> {
  let child: ChildProcess
  async function start(port: number): Promise<string> {
    child = fork(PROGRAM, [JSON.stringify({ ...options, port } satisfies Arendeprocess)])
    const ended = once(child, 'exit').then(() => {
      throw new Error('the case system ended at its start')
    })
    ended.catch(() => undefined)
    const [bas] = (await Promise.race([once(child, 'message'), ended])) as [string]
    return bas
  }
  const bas = await start(0)
  return {
    bas,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    restart: async () => void (await start(Number(new URL(bas).port))),
  }
}
