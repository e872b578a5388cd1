import { canonical } from '../../mapping/canonical.ts'
import type { CaseSystem } from '../../cases/case-system.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { type Call, notAnAnswer, refuses, unavailable } from '../casesystem/http.ts'
import { type Connection, connect, namespace } from './connection.ts'
import { own, type Errand, type Lists, keyFor, wantedLists, sameLists, parse } from './errand.ts'
import { GONE, createErrandReading, errandFrom, type ReadOptions } from './read-errand.ts'
import { schemaId, type SchemaKind } from './schemas.ts'

export interface SupportManagementOptions extends Connection, Pick<ReadOptions, 'arendetagg'> {
  readonly clock: () => Date
}

/** Somebody else wrote at the same time: read again, and write upon that. */
const CONFLICT = [409, 412]
const ROUND = 5

/**
 * If-Match for a parameter that is not there yet. The service holds it only against one that is, so that this makes it
 * and never writes over one that came meanwhile.
 */
const NOT_FOUND = '"-1"'
const etag = (version: number | undefined): string => (version === undefined ? NOT_FOUND : `"${version}"`)

/**
 * Sundsvall's support-management as the case system: docs/support-management.md. Every uppgift is a json-parameter of
 * the errand, and the errand's tags and parameters follow what it holds. All writing is conditional upon what was read.
 */
export function createSupportManagement(options: SupportManagementOptions) {
  const { kommun, oppnaStatus, clock } = options
  const http = connect(options)
  const errands = `${namespace(options)}/errands`
  const readCounts = createErrandReading({ ...options, http, errands })
  const at = (errand: Errand): string => `${errands}/${encodeURIComponent(errand.id)}`
  const placeOf = (errand: Errand, key: string): string => `${at(errand)}/json-parameters/${encodeURIComponent(key)}`
  const inTurn = createQueue()

  const isOpen = ({ status }: Errand): boolean => oppnaStatus.includes(status)

  /** False: somebody else wrote meanwhile, or what was to be removed is gone. */
  async function rewrite(call: Omit<Call, 'expected'>): Promise<boolean> {
    const { status } = await http.call({ ...call, expected: [GONE, ...CONFLICT] })
    return status < 400
  }

  const setParameter = (
    what: string,
    errand: Errand,
    one: { uppgiftRef: string; slag: SchemaKind; value: object; over: number | undefined },
    signal: AbortSignal,
  ): Promise<boolean> => {
    const key = keyFor(one.uppgiftRef)
    const body = { key, schemaId: schemaId(kommun, one.slag), value: one.value }
    return rewrite({ what, method: 'PUT', url: placeOf(errand, key), body, ifMatch: etag(one.over), signal })
  }

  const takeParameter = (what: string, errand: Errand, key: string, version: number, signal: AbortSignal) =>
    rewrite({ what, method: 'DELETE', url: placeOf(errand, key), ifMatch: etag(version), signal })

  /** Tags and parameters as they should be. True when they are; false when somebody else wrote meanwhile. */
  async function followAlong(what: string, errand: Errand, lists: Lists, signal: AbortSignal): Promise<boolean> {
    if (sameLists(errand, lists)) return true
    // The ETag of this answer is one behind: not read. What it holds is compared.
    const answer = await http.call({
      what,
      method: 'PATCH',
      url: at(errand),
      body: lists,
      ifMatch: etag(errand.version),
      expected: [GONE, ...CONFLICT],
      signal,
    })
    return answer.status < 400 && sameLists(errandFrom(what, answer), lists)
  }

  /**
   * Reads the errand and changes it until it is as it should be: `steg` makes one change and says false, or says true.
   * One caller at a time per errand, since every change of it makes what the others have read too old.
   */
  function bringTo(
    what: string,
    arendeId: string,
    step: (errand: Errand) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    return inTurn(arendeId, async () => {
      for (let round = 0; round < ROUND; round++) {
        const errand = await readCounts.find(what, arendeId, signal)
        if (errand === undefined) {
          if (what === 'skriv') throw refuses(what, 'no such errand')
          return
        }
        if (await step(errand)) return
      }
      throw unavailable(what, 'the errand is written by others at the same time')
    })
  }

  const today = (): string => swedishDate(clock())

  return {
    write(arendeId, uppgift, signal) {
      const what = 'skriv'
      const { uppgiftRef, version, informationsmangd } = uppgift
      let written = false
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          const { has, content } = place(errand, uppgiftRef)
          if (!isOpen(errand)) {
            // It was closed between our reading and our writing: what was written must not be what stays.
            if (written && has !== undefined) await takeParameter(what, errand, has.key, has.version, signal)
            throw refuses(what, 'the errand is not open')
          }
          if (content === undefined || content.version < version) {
            const one = { uppgiftRef, slag: informationsmangd, value: uppgift, over: has?.version }
            written = (await setParameter(what, errand, one, signal)) || written
            return false
          }
          if (written && content.version === version && canonical(has?.value) !== canonical(uppgift))
            throw unavailable(what, 'the errand does not hold what was written')
          return followAlong(what, errand, wantedLists(errand, today()), signal)
        },
        signal,
      )
    },

    remove(arendeId, uppgiftRef, version, signal) {
      const what = 'taBort'
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          const { has, content } = place(errand, uppgiftRef)
          const newer = content !== undefined && content.version > version
          // Taken out before its trace is written: that needs no JSON schema, whose service may be away.
          if (has !== undefined && content?.slag !== 'borttagen' && !newer) {
            await takeParameter(what, errand, has.key, has.version, signal)
            return false
          }
          if (!(await followAlong(what, errand, wantedLists(errand, today()), signal))) return false
          if (newer || content?.version === version) return true
          const value = { uppgiftRef, version, borttagen: true }
          await setParameter(what, errand, { uppgiftRef, slag: 'borttagen', value, over: has?.version }, signal)
          return false
        },
        signal,
      )
    },

    purge(arendeId, signal) {
      const what = 'rensa'
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          const vara = own(errand)
          for (const { key, version } of vara) await takeParameter(what, errand, key, version, signal)
          if (vara.length > 0) return false
          return followAlong(what, errand, wantedLists(errand, today()), signal)
        },
        signal,
      )
    },

    async content(arendeId, signal) {
      const errand = await readCounts.find('innehall', arendeId, signal)
      return (errand === undefined ? [] : own(errand)).flatMap((parameter) => {
        const content = parse(parameter)
        if (content.slag === 'frammande') throw notAnAnswer('innehall')
        return content.slag === 'uppgift' ? [content.uppgift] : []
      })
    },

    openArenden: (signal) => readCounts.openArenden(signal),
    close: () => http.close(),
  } satisfies CaseSystem & { close(): Promise<void> }
}

/** The parameter that an uppgift has in the errand, and what it holds. */
function place(errand: Errand, uppgiftRef: string) {
  const has = own(errand).find(({ key }) => key === keyFor(uppgiftRef))
  return { has, content: has === undefined ? undefined : parse(has) }
}

/** Runs steps with the same key one after the other. */
function createQueue() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(key: string, step: () => Promise<T>): Promise<T> => {
    const min = (last.get(key) ?? Promise.resolve()).then(step, step)
    last.set(key, min)
    try {
      return await min
    } finally {
      if (last.get(key) === min) last.delete(key)
    }
  }
}
