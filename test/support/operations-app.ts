import type { InsynError } from '../../src/errors.ts'
import { createConsole } from '../../src/console/console.ts'
import type { Nights } from '../../src/operations/nights.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { NOW, realPolicy, startUppslagApp } from './api-in-memory.ts'
import { memoryDesk } from './memory-desk.ts'
import { memorySessions, signedIn } from './memory-sessions.ts'

/** The pages of operations on a socket: `operator` operates the hub, `agent` looks persons up. */
export async function startOperationsApp(
  changed: Partial<Nights> = {},
  { policy = realPolicy(), publicAddress }: { readonly policy?: Policy; readonly publicAddress?: string } = {},
) {
  const reports: string[] = []
  const sessions = memorySessions({
    operator: signedIn('operator', ['drift']),
    agent: signedIn('agent', ['aldre-direkt']),
  })
  const { desk, calls, failNext } = memoryDesk(changed)
  const console = createConsole({
    ...{ policy, sessions, operations: desk, clock: () => NOW, publicAddress, liveMs: 1000 },
    categories: {} as never,
    report: (code) => reports.push(code),
  })
  const app = await startUppslagApp({ policy, pages: console })
  const ask = (path: string, options: RequestInit & { readonly who?: string } = {}) => {
    const { who = 'operator', ...rest } = options
    const headers = { cookie: `session=${who}`, accept: 'text/html', ...rest.headers }
    return fetch(app.base + path, { redirect: 'manual', ...rest, headers })
  }
  return {
    calls,
    reports,
    failNext: (error: InsynError | Error | undefined) => failNext(error),
    ask,
    async page(path: string) {
      const answer = await ask(path)
      return { status: answer.status, html: await answer.text() }
    },
    async post(path: string, fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[]) {
      const pairs = (Array.isArray(fields) ? fields : Object.entries(fields)) as [string, string][]
      const body = new URLSearchParams([['csrf', 'token-of-operator'], ...pairs])
      const answer = await ask(path, { method: 'POST', body })
      return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') ?? '' }
    },
    stop: () => app.stop(),
  }
}

export type OperationsApp = Awaited<ReturnType<typeof startOperationsApp>>
