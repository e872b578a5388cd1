import { canonical } from '../../mapping/canonical.ts'
import type { CaseSystem } from '../../cases/case-system.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { type Call, notAnAnswer, refuses, unavailable } from '../casesystem/http.ts'
import { type Connection, connect, namespace } from './connection.ts'
import { ownParameters, type Errand, type Lists, keyFor, wantedLists, sameLists, parse } from './errand.ts'
import { GONE, createErrandReading, errandFrom, type ReadOptions } from './read-errand.ts'
import { schemaId, type SchemaKind } from './schemas.ts'

export interface SupportManagementOptions extends Connection, Pick<ReadOptions, 'arendetagg'> {
  readonly clock: () => Date
}

/** Another client wrote at the same time: the errand is read again. */
const CONFLICT = [409, 412]
const MAX_ROUNDS = 5

/**
 * If-Match for a parameter that does not exist yet. The service compares it only with an existing one, so that this
 * creates the parameter and never overwrites one that was created meanwhile.
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
  const reading = createErrandReading({ ...options, http, errands })
  const at = (errand: Errand): string => `${errands}/${encodeURIComponent(errand.id)}`
  const placeOf = (errand: Errand, key: string): string => `${at(errand)}/json-parameters/${encodeURIComponent(key)}`
  const inTurn = createQueue()

  const isOpen = ({ status }: Errand): boolean => oppnaStatus.includes(status)

  /** False: another client wrote meanwhile, or what was to be removed is gone. */
  async function rewrite(call: Omit<Call, 'expected'>): Promise<boolean> {
    const { status } = await http.call({ ...call, expected: [GONE, ...CONFLICT] })
    return status < 400
  }

  const setParameter = (
    what: string,
    errand: Errand,
    parameter: { uppgiftRef: string; slag: SchemaKind; value: object; over: number | undefined },
    signal: AbortSignal,
  ): Promise<boolean> => {
    const key = keyFor(parameter.uppgiftRef)
    const body = { key, schemaId: schemaId(kommun, parameter.slag), value: parameter.value }
    return rewrite({ what, method: 'PUT', url: placeOf(errand, key), body, ifMatch: etag(parameter.over), signal })
  }

  const removeParameter = (what: string, errand: Errand, key: string, version: number, signal: AbortSignal) =>
    rewrite({ what, method: 'DELETE', url: placeOf(errand, key), ifMatch: etag(version), signal })

  /** Writes tags and parameters as they should be. True when they are; false when another client wrote meanwhile. */
  async function updateLists(what: string, errand: Errand, lists: Lists, signal: AbortSignal): Promise<boolean> {
    if (sameLists(errand, lists)) return true
    // The ETag of this answer is one version behind: its content is compared instead.
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
   * Reads the errand and changes it until it is as it should be: `step` makes one change and returns false, or returns true when there is nothing to change.
   * One caller at a time per errand, since every change outdates what the others have read.
   */
  function bringTo(
    what: string,
    arendeId: string,
    step: (errand: Errand) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    return inTurn(arendeId, async () => {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const errand = await reading.find(what, arendeId, signal)
        if (errand === undefined) {
          if (what === 'skriv') throw refuses(what, 'no such errand')
          return
        }
        if (await step(errand)) return
      }
      throw unavailable(what, 'other clients write the errand at the same time: try again later')
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
            if (written && has !== undefined) await removeParameter(what, errand, has.key, has.version, signal)
            throw refuses(what, 'the errand is not open')
          }
          if (content === undefined || content.version < version) {
            const parameter = { uppgiftRef, slag: informationsmangd, value: uppgift, over: has?.version }
            written = (await setParameter(what, errand, parameter, signal)) || written
            return false
          }
          if (written && content.version === version && canonical(has?.value) !== canonical(uppgift))
            throw unavailable(what, 'the errand does not hold what was written')
          return updateLists(what, errand, wantedLists(errand, today()), signal)
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
            await removeParameter(what, errand, has.key, has.version, signal)
            return false
          }
          if (!(await updateLists(what, errand, wantedLists(errand, today()), signal))) return false
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
          const hasOurs = ownParameters(errand)
          for (const { key, version } of hasOurs) await removeParameter(what, errand, key, version, signal)
          if (hasOurs.length > 0) return false
          return updateLists(what, errand, wantedLists(errand, today()), signal)
        },
        signal,
      )
    },

    async stateOf(arendeId, signal) {
      const errand = await reading.find('lage', arendeId, signal)
      return errand === undefined ? 'missing' : isOpen(errand) ? 'open' : 'closed'
    },

    async content(arendeId, signal) {
      const errand = await reading.find('innehall', arendeId, signal)
      return (errand === undefined ? [] : ownParameters(errand)).flatMap((parameter) => {
        const content = parse(parameter)
        if (content.slag === 'frammande') throw notAnAnswer('innehall')
        return content.slag === 'uppgift' ? [content.uppgift] : []
      })
    },

    openArenden: (signal) => reading.openArenden(signal),
    close: () => http.close(),
  } satisfies CaseSystem & { close(): Promise<void> }
}

/** The parameter that an uppgift has in the errand, and what it holds. */
function place(errand: Errand, uppgiftRef: string) {
  const has = ownParameters(errand).find(({ key }) => key === keyFor(uppgiftRef))
  return { has, content: has === undefined ? undefined : parse(has) }
}

/** Runs steps with the same key one after the other. */
function createQueue() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(key: string, step: () => Promise<T>): Promise<T> => {
    const running = (last.get(key) ?? Promise.resolve()).then(step, step)
    last.set(key, running)
    try {
      return await running
    } finally {
      if (last.get(key) === running) last.delete(key)
    }
  }
}
