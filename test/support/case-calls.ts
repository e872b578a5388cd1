import type { StartedSimulators } from '../../simulators/start-simulators.ts'

/** What the hub has asked of the case system, in the words of the access log. */
export interface CaseCalls {
  /** `arende stadsdel mangd fält…`, one for each write. */
  readonly writes: string[]
  readonly removals: string[]
  readonly registrations: string[]
  readonly purges: string[]
  readonly stadsdelar: Set<string>
}

/** Listens to the simulated case system, from now on. */
export function listenToCases({ arenden }: Pick<StartedSimulators, 'arenden'>): CaseCalls {
  const calls: CaseCalls = { writes: [], removals: [], registrations: [], purges: [], stadsdelar: new Set() }
  const system = { ...arenden }
  arenden.skriv = (arendeId, spegling) => {
    const falt = new Set(spegling.poster.flatMap((post) => Object.keys(post)))
    calls.writes.push([arendeId, spegling.stadsdel, spegling.informationsmangd, ...[...falt].sort()].join(' '))
    calls.stadsdelar.add(spegling.stadsdel)
    return system.skriv(arendeId, spegling)
  }
  arenden.taBort = (arendeId, uppgiftRef, version) => {
    calls.removals.push(arendeId)
    return system.taBort(arendeId, uppgiftRef, version)
  }
  arenden.berika = (arendeId, berikning) => {
    calls.registrations.push(arendeId)
    return system.berika(arendeId, berikning)
  }
  arenden.rensa = (arendeId) => {
    calls.purges.push(arendeId)
    return system.rensa(arendeId)
  }
  return calls
}
