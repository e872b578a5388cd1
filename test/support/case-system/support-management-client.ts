import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import {
  createSupportManagement,
  type SupportManagementOptions,
} from '../../../src/adapters/supportmanagement/client.ts'
import type { MirroredUppgift } from '../../../src/cases/case-system.ts'
import {
  MUNICIPALITY,
  NAMESPACE,
  type SimulatedSupportManagement,
  startSupportManagement,
} from './simulated-support-management.ts'

export const TOKEN = 'token-4471'

/** A running support-management and clients of it. Whatever they ask must follow the service's own document. */
export function useSupportManagement() {
  let proof: SimulatedSupportManagement
  const open: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    proof = await startSupportManagement(TOKEN)
  })
  afterEach(async () => {
    proof.fel.purge()
    await Promise.all(open.splice(0).map((system) => system.close()))
    expect(proof.shortcomings.splice(0)).toEqual([])
  })
  afterAll(() => proof.stop())

  return {
    proof: () => proof,
    system: (others: Partial<SupportManagementOptions> = {}) => {
      const fresh = createSupportManagement({
        url: proof.url,
        token: TOKEN,
        deadlineMs: 20_000,
        kommun: MUNICIPALITY,
        namnrymd: NAMESPACE,
        avsandare: 'insyn',
        oppnaStatus: ['NEW', 'ONGOING'],
        arendetagg: 'caseId',
        ...others,
      })
      open.push(fresh)
      return fresh
    },
  }
}

export const ref = (characters: string): string => characters.repeat(22)
export const uppgift = (others: Partial<MirroredUppgift> = {}): MirroredUppgift => ({
  uppgiftRef: ref('a'),
  version: 3,
  stadsdel: 'farsta',
  kalla: 'paraplyet',
  informationsmangd: 'handlaggare',
  last: '2026-09-15T08:00:00.000Z',
  poster: [{ namn: 'Åsa Ek' }],
  ...others,
})
