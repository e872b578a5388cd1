import type { CaseSystem, Registered } from '../../cases/case-system.ts'
import { canonical } from '../../mapping/canonical.ts'
import { type Call, createCaller, notAnAnswer, refuses, unavailable } from './http.ts'
import { readArendePage, readCase, readContent, readPurgeAnswer, readWriteAnswer } from './replies.ts'

export interface CaseSystemClientOptions {
  /** The address that `/arenden` follows. */
  readonly url: string
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
}

const PAGE = 500
const GONE = 404

/** The case system over its REST contract (docs: simulators/case-system/README.md). `close` ends its connections. */
export function createCaseSystem({ url, token, deadlineMs }: CaseSystemClientOptions) {
  const http = createCaller({ token, deadlineMs })
  const arende = (arendeId: string): string => `${url}/arenden/${encodeURIComponent(arendeId)}`
  const mirroring = (arendeId: string): string => `${arende(arendeId)}/spegling`

  /** Undefined when there is no such case, which is a refusal of a write and an answer to anything else. */
  async function call<T>(invoke: Call, read: (text: string) => T | undefined): Promise<T | undefined> {
    const { status, text } = await http.call(invoke)
    if (status === GONE) return undefined
    const answer = read(text)
    if (answer === undefined) throw notAnAnswer(invoke.what)
    return answer
  }

  return {
    async write(arendeId, uppgift, signal) {
      const place = `${mirroring(arendeId)}/${encodeURIComponent(uppgift.uppgiftRef)}`
      const answer = await call({ what: 'skriv', method: 'PUT', url: place, body: uppgift, signal }, readWriteAnswer)
      // Refused already: 404 is expected of no write.
      if (answer === undefined) throw notAnAnswer('skriv')
      if (answer.version < uppgift.version) throw unavailable('skriv', 'the case does not hold what was written')
      return answer.version
    },

    async remove(arendeId, uppgiftRef, version, signal) {
      const place = `${mirroring(arendeId)}/${encodeURIComponent(uppgiftRef)}?version=${version}`
      const invoke = { what: 'taBort', method: 'DELETE', url: place, expected: [GONE], signal } as const
      const answer = await call(invoke, readWriteAnswer)
      if (answer !== undefined && answer.version < version)
        throw unavailable('taBort', 'the removal did not take effect')
      return answer?.version ?? version
    },

    async enrich(arendeId, registration, signal) {
      const place = `${arende(arendeId)}/berikning`
      const answer = await call(
        { what: 'berika', method: 'PUT', url: place, body: registration, signal },
        readWriteAnswer,
      )
      if (answer === undefined || answer.version < registration.version) throw notAnAnswer('berika')
      // Not ours: a reconciliation finds it.
      if (answer.version > registration.version) throw refuses('berika', 'the case was told of something newer')
    },

    async purge(arendeId, signal) {
      const invoke = { what: 'rensa', method: 'DELETE', url: mirroring(arendeId), expected: [GONE], signal } as const
      await call(invoke, readPurgeAnswer)
    },

    async stateOf(arendeId, signal) {
      const invoke = { what: 'lage', method: 'GET', url: arende(arendeId), expected: [GONE], signal } as const
      const found = await call(invoke, readCase)
      return found === undefined ? 'missing' : found.status === 'oppet' ? 'open' : 'closed'
    },

    async content(arendeId, signal) {
      const invoke = { what: 'innehall', method: 'GET', url: arende(arendeId), expected: [GONE], signal } as const
      const { speglingar = [], berikning } = (await call(invoke, readContent)) ?? {}
      return {
        uppgifter: speglingar,
        foreign: [],
        // An implementation that does not tell its berikning is taken to have the right one.
        registers: (registration) => berikning === undefined || isSame(berikning, registration),
      }
    },

    async *openArenden(signal) {
      const what = 'oppnaArenden'
      const seen = new Set<string>()
      let after: string | null = null
      do {
        const from: string = after === null ? '' : `&efter=${encodeURIComponent(after)}`
        const place = `${url}/arenden?status=oppet&antal=${PAGE}${from}`
        const page = await call({ what, method: 'GET', url: place, signal }, readArendePage)
        if (page === undefined) throw notAnAnswer(what)
        for (const { arendeId, personnummer, andamal } of page.arenden)
          yield { arendeId, about: { personnummer, andamal } }
        after = page.nasta
        if (after !== null && seen.has(after)) throw notAnAnswer(what)
        if (after !== null) seen.add(after)
      } while (after !== null)
    },

    close: () => http.close(),
  } satisfies CaseSystem & { close(): Promise<void> }
}

/** One that registers nothing, and none at all, are the same. */
const isSame = (a: Registered | null, b: Registered | null): boolean => registrationText(a) === registrationText(b)

const registrationText = (registration: Registered | null): string => {
  const { stadsdelar = [], utforare = [], handlaggare = [], forslag = null } = registration ?? {}
  return canonical({ stadsdelar, utforare, handlaggare, forslag })
}
