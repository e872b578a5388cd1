import type { Governance } from '../../src/review/processor/governing.ts'

/** No agreement has ended, and no policy has been in use. */
export const noGovernance: Governance = {
  avtal: async () => ({ avtal: [], end: [] }),
  receipt: async () => undefined,
  policyChanges: async () => [],
}
