import type { Forslag } from '../../src/cases/arende-schema.ts'
import type { ArendeState } from '../../src/cases/arende-state.ts'
import type { Arenden, OpenedArende } from '../../src/cases/report-arende.ts'
import type { CaseOwners } from '../../src/policy/named-arende.ts'

/** Cases in memory. */
export function memoryArenden(): Arenden &
  CaseOwners & {
    readonly opened: Map<string, OpenedArende>
    /** What the case system has answered; of any other case, nothing yet. */
    readonly caseStates: Map<string, ArendeState['caseState']>
    /** The categories that somebody chose. */
    readonly chosen: Map<string, Forslag>
  } {
  const open = new Map<string, OpenedArende>()
  const caseStates = new Map<string, ArendeState['caseState']>()
  const chosen = new Map<string, Forslag>()
  const ever = new Map<string, string>()
  return {
    opened: open,
    caseStates,
    chosen,
    async stateOf(arendeId, client) {
      if (ever.get(arendeId) !== client) return undefined
      const caseState = caseStates.get(arendeId) ?? null
      return {
        status: open.has(arendeId) ? 'oppet' : 'stangt',
        caseState,
        checkedAt: caseState === null ? null : new Date('2026-10-15T09:59:00Z'),
      }
    },
    async open(arende) {
      if ((ever.get(arende.arendeId) ?? arende.klient) !== arende.klient) return false
      open.set(arende.arendeId, arende)
      ever.set(arende.arendeId, arende.klient)
      return true
    },
    async fetch(arendeId, client) {
      const arende = open.get(arendeId)
      return arende?.klient === client ? arende : undefined
    },
    async categorise(arendeId, client, category) {
      const arende = open.get(arendeId)
      if (arende?.klient !== client) return false
      open.set(arendeId, { ...arende, category })
      return true
    },
    async choose(arendeId, client, category) {
      if (open.get(arendeId)?.klient !== client) return false
      chosen.set(arendeId, category)
      return true
    },
    async close(arendeId, client) {
      if (ever.get(arendeId) !== client) return false
      open.delete(arendeId)
      return true
    },
    async ownerOf(arendeId) {
      return open.get(arendeId)?.klient
    },
  }
}
