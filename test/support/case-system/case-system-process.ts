import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CaseSystemProcess } from '../../../simulators/case-system/process.ts'

const PROGRAM = join(import.meta.dirname, '../../../dist/simulators/case-system/process.js')

/** The simulated case system as a process of its own, which keeps its address and its cases when it is killed. */
export interface CaseSystemHandle {
  readonly base: string
  /** With SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>
  restart(): Promise<void>
}

export async function startCaseSystem(options: Omit<CaseSystemProcess, 'port'>): Promise<CaseSystemHandle> {
  let child: ChildProcess
  async function start(port: number): Promise<string> {
    child = fork(PROGRAM, [JSON.stringify({ ...options, port } satisfies CaseSystemProcess)])
    const ended = once(child, 'exit').then(() => {
      throw new Error('the case system ended at its start')
    })
    ended.catch(() => undefined)
    const [base] = (await Promise.race([once(child, 'message'), ended])) as [string]
    return base
  }
  const base = await start(0)
  return {
    base,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    restart: async () => void (await start(Number(new URL(base).port))),
  }
}
