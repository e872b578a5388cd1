import type { CaseOwners } from '../../src/policy/named-arende.ts'
import type { Arenden, OpenedArende } from '../../src/cases/report-arende.ts'

/** Cases in memory. */
export function memoryArenden(): Arenden & CaseOwners & { readonly opened: Map<string, OpenedArende> } {
  const open = new Map<string, OpenedArende>()
  const ever = new Map<string, string>()
  return {
    opened: open,
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
