import type { CaseSystem } from '../../cases/case-system.ts'
import { canonical } from '../../mapping/canonical.ts'
import { type Call, refuses, unavailable } from '../casesystem/http.ts'
import { connect, type Connection, namespace } from './connection.ts'
import {
  borneOut,
  type Errand,
  type JsonParameter,
  keyFor,
  ownJsonParameters,
  ownParameters,
  parametersFor,
  refIn,
  sameParameters,
  uppgifterIn,
  uppgiftIn,
  written,
} from './errand.ts'
import { createErrandReading, GONE, type ReadOptions } from './read-errand.ts'
import { createRevisionReading } from './revisions.ts'
import { schemaId } from './schemas.ts'

export interface SupportManagementOptions extends Connection, Pick<ReadOptions, 'arendetagg'> {}

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
 * the errand, and what the errand registers are parameters. The errand itself is never changed, since the service stores a
 * snapshot of all that is in it each time that somebody does. All writing is conditional upon what was read.
 */
export function createSupportManagement(options: SupportManagementOptions) {
  const { kommun, oppnaStatus } = options
  const http = connect(options)
  const errands = `${namespace(options)}/errands`
  const reading = createErrandReading({ ...options, http, errands })
  const revisions = createRevisionReading(http)
  const at = (errand: Errand): string => `${errands}/${encodeURIComponent(errand.id)}`
  const placeOf = (errand: Errand, list: 'json-parameters' | 'parameters', key: string): string =>
    `${at(errand)}/${list}/${encodeURIComponent(key)}`

  const isOpen = ({ status }: Errand): boolean => oppnaStatus.includes(status)

  /** False: another client wrote meanwhile, or what was to be removed is gone. */
  async function change(call: Omit<Call, 'expected'>): Promise<boolean> {
    const { status } = await http.call({ ...call, expected: [GONE, ...CONFLICT] })
    return status < 400
  }

  const removeJson = (what: string, errand: Errand, { key, version }: JsonParameter, signal: AbortSignal) =>
    change({ what, method: 'DELETE', url: placeOf(errand, 'json-parameters', key), ifMatch: etag(version), signal })

  /** What the errand registers goes by itself, so that nobody else's parameter is touched and no other write is outdated. */
  const removeRegistration = (what: string, errand: Errand, signal: AbortSignal) =>
    Promise.all(
      ownParameters(errand).map(({ key, version }) =>
        change({ what, method: 'DELETE', url: placeOf(errand, 'parameters', key), ifMatch: etag(version), signal }),
      ),
    )

  /**
   * Reads the errand and changes it until it is as it should be: `step` makes a change and returns undefined, or returns
   * the outcome when there is nothing to change.
   */
  async function bringTo<T>(
    what: string,
    arendeId: string,
    step: (errand: Errand) => Promise<T | undefined>,
    { signal, withoutErrand }: { readonly signal: AbortSignal; readonly withoutErrand: () => T },
  ): Promise<T> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const errand = await reading.find(what, arendeId, signal)
      if (errand === undefined) return withoutErrand()
      const outcome = await step(errand)
      if (outcome !== undefined) return outcome
    }
    throw unavailable(what, 'other clients write the errand at the same time: try again later')
  }

  const noErrand = (what: string) => (): never => {
    throw refuses(what, 'no such errand')
  }

  return {
    write(arendeId, uppgift, signal) {
      const what = 'skriv'
      const { uppgiftRef, version, informationsmangd } = uppgift
      const body = { key: keyFor(uppgiftRef), schemaId: schemaId(kommun, informationsmangd), value: uppgift }
      let isWritten = false
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          const has = parameterOf(errand, uppgiftRef)
          const held = has && uppgiftIn(has)
          if (!isOpen(errand)) {
            // It was closed between our reading and our writing: what was written must not be what stays.
            if (isWritten && has !== undefined) await removeJson(what, errand, has, signal)
            throw refuses(what, 'the errand is not open')
          }
          if (held === undefined || held.version < version) {
            const url = placeOf(errand, 'json-parameters', body.key)
            const ifMatch = etag(has?.version)
            isWritten = (await change({ what, method: 'PUT', url, body, ifMatch, signal })) || isWritten
            return undefined
          }
          if (isWritten && held.version === version && canonical(held) !== canonical(uppgift))
            throw unavailable(what, 'the errand does not hold what was written')
          return held.version
        },
        { signal, withoutErrand: noErrand(what) },
      )
    },

    /** Asks nothing of the JSON-schema service, which may be away. */
    remove(arendeId, uppgiftRef, version, signal) {
      const what = 'taBort'
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          const has = parameterOf(errand, uppgiftRef)
          const held = has && uppgiftIn(has)
          if (held !== undefined && held.version > version) return held.version
          if (has === undefined && ownParameters(errand).length === 0) return version
          if (has !== undefined) await removeJson(what, errand, has, signal)
          await removeRegistration(what, errand, signal)
          return undefined
        },
        { signal, withoutErrand: () => version },
      )
    },

    enrich(arendeId, registration, signal) {
      const what = 'berika'
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          if (!isOpen(errand)) throw refuses(what, 'the errand is not open')
          const wanted = parametersFor(borneOut(registration, errand))
          const ours = ownParameters(errand)
          if (sameParameters(ours, wanted)) return true
          const others = errand.parameters.filter((parameter) => !ours.includes(parameter))
          const body = [...others.map(written), ...wanted]
          // Conditional upon the errand: whoever takes an uppgift away meanwhile makes this fail.
          const ifMatch = etag(errand.version)
          await change({ what, method: 'PATCH', url: `${at(errand)}/parameters`, body, ifMatch, signal })
          return undefined
        },
        { signal, withoutErrand: noErrand(what) },
      ).then(() => undefined)
    },

    purge(arendeId, signal) {
      const what = 'rensa'
      return bringTo(
        what,
        arendeId,
        async (errand) => {
          const ours = ownJsonParameters(errand)
          if (ours.length + ownParameters(errand).length === 0) return true
          await Promise.all([
            ...ours.map((parameter) => removeJson(what, errand, parameter, signal)),
            removeRegistration(what, errand, signal),
          ])
          return undefined
        },
        { signal, withoutErrand: () => true },
      ).then(() => undefined)
    },

    async stateOf(arendeId, signal) {
      const errand = await reading.find('lage', arendeId, signal)
      return errand === undefined ? 'missing' : isOpen(errand) ? 'open' : 'closed'
    },

    async content(arendeId, signal) {
      const errand = await reading.find('innehall', arendeId, signal)
      const parameters = errand === undefined ? [] : ownParameters(errand)
      return {
        uppgifter: errand === undefined ? [] : uppgifterIn(errand),
        foreign: (errand === undefined ? [] : ownJsonParameters(errand))
          .filter((parameter) => uppgiftIn(parameter) === undefined)
          .map(refIn),
        registers: (registration) =>
          sameParameters(parameters, registration === null ? [] : parametersFor(registration)),
      }
    },

    async keptCopies(arendeId, signal) {
      const errand = await reading.find('revisioner', arendeId, signal)
      return errand === undefined ? new Set() : revisions.references(at(errand), signal)
    },

    openArenden: (signal) => reading.openArenden(signal),
    close: () => http.close(),
  } satisfies CaseSystem & { close(): Promise<void> }
}

const parameterOf = (errand: Errand, uppgiftRef: string): JsonParameter | undefined =>
  ownJsonParameters(errand).find(({ key }) => key === keyFor(uppgiftRef))
