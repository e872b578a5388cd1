import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { createPages } from '../../src/console/frame/pages.tsx'
import { operationsRoutes } from '../../src/console/operations/routes.ts'
import type { InsynError } from '../../src/errors.ts'
import type { Nights } from '../../src/operations/nights.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { NOW, realPolicy } from './api-in-memory.ts'
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
  const clock = () => NOW
  const pages = createPages(
    {
      ...{ policy, sessions, publicAddress, clock, open: new Map() },
      routes: operationsRoutes({ policy, operations: desk, clock }),
      report: (code) => reports.push(code),
    },
    () => Promise.reject(new Error('pages of operations perform nothing of the API')),
  )
  const server = express().use(pages).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const ask = (path: string, options: RequestInit & { readonly who?: string } = {}) => {
    const { who = 'operator', ...rest } = options
    const headers = { cookie: `session=${who}`, accept: 'text/html', ...rest.headers }
    return fetch(base + path, { redirect: 'manual', ...rest, headers })
  }
  return {
    calls,
    reports,
    endSession: () => sessions.end('operator'),
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
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type OperationsApp = Awaited<ReturnType<typeof startOperationsApp>>
