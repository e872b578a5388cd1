import { expect } from '@jest/globals'
import type { Atkomst } from '../../../src/atkomstlogg/access.ts'
import type { Spegling } from '../../../simulators/case-system/schemas.ts'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'

/** What the hub has asked of the case system, in the words of the access log. */
export interface CaseCalls {
  /** `arende stadsdel mangd fält…`, one for each write. */
  readonly writes: string[]
  readonly removals: string[]
  readonly registrations: string[]
  readonly purges: string[]
  readonly stadsdelar: Set<string>
}

export function writeInWords(arendeId: string, { stadsdel, informationsmangd, poster }: Spegling): string {
  const falt = new Set(poster.flatMap((post) => Object.keys(post)))
  return [arendeId, stadsdel, informationsmangd, ...[...falt].sort()].join(' ')
}

/** Listens to the simulated case system, from now on. */
export function listenToCases({ arenden }: Pick<StartedSimulators, 'arenden'>): CaseCalls {
  const calls: CaseCalls = { writes: [], removals: [], registrations: [], purges: [], stadsdelar: new Set() }
  const system = { ...arenden }
  arenden.skriv = (arendeId, spegling) => {
    calls.writes.push(writeInWords(arendeId, spegling))
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

/** Each of the calls has its record in the logs; `shielded` is the one case that has never held anything. */
export function expectRecorded(
  calls: CaseCalls,
  byLog: ReadonlyMap<string, readonly Atkomst[]>,
  shielded: string,
): void {
  const records = [...byLog].flatMap(([logg, poster]) => poster.map((atkomst) => ({ logg, ...atkomst })))
  const of = (handelse: Atkomst['handelse']) => records.filter((record) => record.handelse === handelse)

  const writes = of('spegling').map(({ logg, arende, visat }) =>
    visat.map(({ mangd, falt }) => [arende, logg, mangd, ...[...falt].sort()].join(' ')).join(),
  )
  expect(writes.sort()).toEqual(calls.writes.sort())
  expect(of('borttagning').map(({ arende }) => arende)).toHaveLength(calls.removals.length)
  expect(
    of('borttagning')
      .map(({ arende }) => arende)
      .sort(),
  ).toEqual(calls.removals.sort())
  const registrations = new Map(of('berikning').map(({ handelseId, arende }) => [handelseId, arende]))
  expect([...registrations.values()].sort()).toEqual(calls.registrations.sort())
  const purges = new Map(of('rensning').map(({ handelseId, arende }) => [handelseId, arende]))
  expect([...purges.values()].sort()).toEqual(calls.purges.sort())
  expect(byLog.get('insyn')?.filter(({ handelse }) => handelse === 'rensning')).toMatchObject([{ arende: shielded }])
  expect(of('export')).toHaveLength(byLog.size)

  for (const { personRef, klient, roll, personnummerForseglat } of [
    ...of('spegling'),
    ...of('borttagning'),
    ...of('berikning'),
  ])
    expect({ personRef, klient, roll, personnummerForseglat }).toEqual({
      personRef: expect.stringMatching(/^[\w-]{22}$/),
      klient: 'insyn',
      roll: 'arendesystem',
      personnummerForseglat: null,
    })
}
