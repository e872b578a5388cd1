import type { CaseSystem } from '../../cases/case-system.ts'
import { type Call, createCaller, notAnAnswer } from './http.ts'
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
      await call({ what: 'skriv', method: 'PUT', url: place, body: uppgift, signal }, readWriteAnswer)
    },

    async remove(arendeId, uppgiftRef, version, signal) {
      const place = `${mirroring(arendeId)}/${encodeURIComponent(uppgiftRef)}?version=${version}`
      await call({ what: 'taBort', method: 'DELETE', url: place, expected: [GONE], signal }, readWriteAnswer)
    },

    async enrich(arendeId, registration, signal) {
      const place = `${arende(arendeId)}/berikning`
      await call({ what: 'berika', method: 'PUT', url: place, body: registration, signal }, readWriteAnswer)
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
      return (await call(invoke, readContent))?.speglingar ?? []
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
