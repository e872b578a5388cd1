import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cpuMsOf } from './process-tree.ts'

/** A process of its own that is asked one thing at a time. What is measured never shares a process with what measures it. */
export interface Peer {
  ask<T>(question: object): Promise<T>
  /** Milliseconds of processor time it has used, all threads together. */
  cpuMs(): Promise<number>
  /** The most memory it has ever held, in MB; NaN where the system does not tell. */
  peakMb(): Promise<number>
  stop(): Promise<void>
}

type Reply = { readonly ok: unknown } | { readonly failed: string }

/** Starts a compiled program of this folder, or of another relative to it, with one JSON argument. */
export function startPeer(program: string, argument: object): Peer {
  const child = fork(join(import.meta.dirname, program), [JSON.stringify(argument)])
  return {
    async ask<T>(question: object) {
      child.send(question)
      const reply = await nextReply(child, program)
      if ('failed' in reply) throw new Error(`${program}: ${reply.failed}`)
      return reply.ok as T
    },
    cpuMs: () => cpuMsOf(child.pid),
    async peakMb() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1000
    },
    async stop() {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function nextReply(child: ChildProcess, program: string): Promise<Reply> {
  const settled = new AbortController()
  const { signal } = settled
  const ended = once(child, 'exit', { signal }).then(() => ({ failed: `${program} ended` }))
  ended.catch(() => undefined)
  try {
    return await Promise.race([once(child, 'message', { signal }).then(([reply]) => reply as Reply), ended])
  } finally {
    settled.abort()
  }
}

/** What the process on the other side does with a question; `end` runs when it is no longer wanted. */
export function answerPeer<Q>(handle: (question: Q) => Promise<unknown>, end: () => Promise<unknown>): void {
  process.on('message', (question) => {
    handle(question as Q).then(
      (ok) => process.send?.({ ok: ok ?? null }),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? (error.stack ?? '') : 'failed' }),
    )
  })
  process.once('disconnect', () => void end().finally(() => process.exit(0)))
}
