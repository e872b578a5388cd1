import { expect } from '@jest/globals'
import type { Mirroring } from '../../../simulators/case-system/schemas.ts'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import type { Access } from '../../../src/atkomstlogg/access.ts'
import { notEmpty } from '../not-empty.ts'

/** What the hub has asked of the case system, in the words of the access log. */
export interface CaseCalls {
  /** `arende stadsdel mangd fält…`, one for each write. */
  readonly writes: string[]
  readonly removals: string[]
  readonly registrations: string[]
  readonly purges: string[]
  readonly stadsdelar: Set<string>
}

export function writeInWords(arendeId: string, { stadsdel, informationsmangd, poster }: Mirroring): string {
  const field = new Set(poster.flatMap((item) => Object.keys(item)))
  return [arendeId, stadsdel, informationsmangd, ...[...field].sort()].join(' ')
}

/** Listens to the simulated case system, from now on. */
export function listenToCases({ arenden }: Pick<StartedSimulators, 'arenden'>): CaseCalls {
  const calls: CaseCalls = { writes: [], removals: [], registrations: [], purges: [], stadsdelar: new Set() }
  const system = { ...arenden }
  arenden.write = (arendeId, mirroring) => {
    calls.writes.push(writeInWords(arendeId, mirroring))
    calls.stadsdelar.add(mirroring.stadsdel)
    return system.write(arendeId, mirroring)
  }
  arenden.remove = (arendeId, uppgiftRef, version) => {
    calls.removals.push(arendeId)
    return system.remove(arendeId, uppgiftRef, version)
  }
  arenden.enrich = (arendeId, enrichment) => {
    calls.registrations.push(arendeId)
    return system.enrich(arendeId, enrichment)
  }
  arenden.purge = (arendeId) => {
    calls.purges.push(arendeId)
    return system.purge(arendeId)
  }
  return calls
}

/** Each of the calls has its record in the logs; `shielded` is the one case that has never held anything. */
export function expectRecorded(
  calls: CaseCalls,
  byLog: ReadonlyMap<string, readonly Access[]>,
  shielded: string,
): void {
  const records = [...byLog].flatMap(([log, items]) => items.map((access) => ({ logg: log, ...access })))
  /** Of cases: an operator's approval of a deletion is a `borttagning` too, and of no case. */
  const of = (event: Access['handelse']) =>
    records.filter((record) => record.handelse === event && (record.arende !== null || event === 'export'))

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

  for (const { personRef, klient, roll, personnummerForseglat } of notEmpty([
    ...of('spegling'),
    ...of('borttagning'),
    ...of('berikning'),
  ]))
    expect({ personRef, klient, roll, personnummerForseglat }).toEqual({
      personRef: expect.stringMatching(/^[\w-]{22}$/),
      klient: 'insyn',
      roll: 'arendesystem',
      personnummerForseglat: null,
    })
}
