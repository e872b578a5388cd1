import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import {
  createSupportManagement,
  type SupportManagementOptions,
} from '../../../src/adapters/supportmanagement/client.ts'
import type { SpegladUppgift } from '../../../src/cases/case-system.ts'
import {
  KOMMUN,
  NAMNRYMD,
  type SimuleratSupportManagement,
  startaSupportManagement,
} from './simulated-support-management.ts'

export const TOKEN = 'token-4471'

/** A running support-management and clients of it. Whatever they ask must follow the service's own document. */
export function useSupportManagement() {
  let prov: SimuleratSupportManagement
  const oppna: { stang(): Promise<void> }[] = []
  beforeAll(async () => {
    prov = await startaSupportManagement(TOKEN)
  })
  afterEach(async () => {
    prov.fel.rensa()
    await Promise.all(oppna.splice(0).map((system) => system.stang()))
    expect(prov.brister.splice(0)).toEqual([])
  })
  afterAll(() => prov.stop())

  return {
    prov: () => prov,
    system: (andra: Partial<SupportManagementOptions> = {}) => {
      const nytt = createSupportManagement({
        url: prov.url,
        token: TOKEN,
        deadlineMs: 2_000,
        kommun: KOMMUN,
        namnrymd: NAMNRYMD,
        avsandare: 'insyn',
        oppnaStatus: ['NEW', 'ONGOING'],
        arendetagg: 'caseId',
        klocka: () => new Date('2026-11-27T12:00:00Z'),
        ...andra,
      })
      oppna.push(nytt)
      return nytt
    },
  }
}

export const ref = (tecken: string): string => tecken.repeat(22)
export const uppgift = (andra: Partial<SpegladUppgift> = {}): SpegladUppgift => ({
  uppgiftRef: ref('a'),
  version: 3,
  stadsdel: 'farsta',
  kalla: 'paraplyet',
  informationsmangd: 'handlaggare',
  last: '2026-09-15T08:00:00.000Z',
  poster: [{ namn: 'Åsa Ek' }],
  ...andra,
})
