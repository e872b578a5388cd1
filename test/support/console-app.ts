import { join } from 'node:path'
import { readCategories } from '../../src/cases/categories.ts'
import { type ConsoleDeps, createConsole } from '../../src/console/console.ts'
import type { SignedIn } from '../../src/console/frame/session.ts'
import { NOW, realPolicy, startUppslagApp } from './api-in-memory.ts'
import { memoryAudit } from './memory-audit.ts'
import { memorySessions, signedIn } from './memory-sessions.ts'

type Changed = Parameters<typeof startUppslagApp>[0]

/** The pages in front of the API in memory, and who has signed in to them: `eva` looks up, `bo` approves. */
export async function startConsoleApp(changed: Changed = {}, ofConsole: Partial<ConsoleDeps> = {}) {
  const policy = changed?.policy ?? realPolicy()
  const people: Record<string, SignedIn> = {}
  const app = await startUppslagApp({
    policy,
    ...changed,
    pages: createConsole({
      ...{ policy, clock: changed?.clock ?? (() => NOW), report: () => undefined, sessions: memorySessions(people) },
      ...{ categories: readCategories(join(import.meta.dirname, '../../config'), policy) },
      ...{ liveMs: 2000, givesCategory: true, ring: [], ...memoryAudit() },
      ...ofConsole,
    }),
  })
  const own = { ownRef: app.keys.personRef('189001099804') }
  const add = (name: string, roller: readonly string[], caller: Partial<SignedIn['caller']> = {}) => {
    people[name] = signedIn(name, roller, { ...own, ...caller })
  }
  add('eva', ['aldre-direkt'])
  add('bo', ['gruppledare'])
  const request = async (who: string, path: string, init: RequestInit = {}) => {
    const headers = { cookie: `session=${who}`, accept: 'text/html', ...init.headers }
    const answer = await fetch(app.base + path, { redirect: 'manual', ...init, headers })
    const { status } = answer
    return {
      status,
      headers: answer.headers,
      location: answer.headers.get('location') ?? '',
      html: await answer.text(),
    }
  }
  const post = (who: string, path: string, fields: Readonly<Record<string, string>>) =>
    request(who, path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf: `token-of-${who}`, ...fields }).toString(),
    })
  return { ...app, add, get: request, post }
}
export type ConsoleApp = Awaited<ReturnType<typeof startConsoleApp>>
