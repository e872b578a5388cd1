import { randomUUID } from 'node:crypto'
import type { Request } from 'express'
import { Router } from 'express'
import type { Sessions, SignedIn } from '../../src/console/frame/session.ts'

/** Sessions in memory, for tests of single pages: the cookie names who has signed in. */
export function memorySessions(people: Readonly<Record<string, SignedIn>>): Sessions & { end(name: string): void } {
  const ended = new Set<string>()
  const kept = new Map<string, { readonly owner: string; readonly value: object }>()
  const nameOf = (req: Request) => /(?:^|; )session=([a-z-]+)/.exec(req.get('cookie') ?? '')?.[1] ?? ''
  const own = (req: Request, id: string) => (kept.get(id)?.owner === nameOf(req) ? kept.get(id) : undefined)
  return {
    middleware: [],
    routes: Router(),
    signedIn: (req) => people[nameOf(req)],
    goesOn: async (req) => !ended.has(nameOf(req)),
    /** Ended elsewhere: what is being answered does not know of it. */
    end: (name) => void ended.add(name),
    crossSite: (req, token) => token !== people[nameOf(req)]?.csrf,
    async keep(req, value) {
      const id = randomUUID()
      kept.set(id, { owner: nameOf(req), value })
      return id
    },
    kept: async (req, id) => own(req, id)?.value,
    renew: async (req, id) => own(req, id) !== undefined,
    async drop(req, id) {
      if (own(req, id) !== undefined) kept.delete(id)
    },
  }
}

/** Somebody who has signed in to the console with these roles. */
export const signedIn = (
  name: string,
  roller: readonly string[],
  caller: Partial<SignedIn['caller']> = {},
): SignedIn => ({
  caller: {
    ...{ slutanvandare: name, identitet: 'token', utfardare: 'inloggning', klient: 'demo', roller, ownRef: null },
    ...caller,
  },
  name,
  csrf: `token-of-${name}`,
  endsAt: new Date('2100-01-01T00:00:00Z'),
})
