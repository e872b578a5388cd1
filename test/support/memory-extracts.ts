import type { AppDeps } from '../../src/api/app.ts'
import { InsynError } from '../../src/errors.ts'
import type { Keys } from '../../src/platform/keys/keys.ts'

const NOW = new Date('2026-10-15T10:00:00Z')

/** Nobody's log says anything of anybody; the tests of extracts bring the real parts. */
export const noExtracts = (signer: Keys): Pick<AppDeps, 'extracts' | 'extractLog'> => ({
  extracts: {
    prepare: async () => ({ giltigTill: NOW }),
    find: async () => undefined,
    content: async () => {
      throw new InsynError('FINNS_EJ', 'there is none')
    },
    list: async () => [],
    notePreview: async () => undefined,
    obstacleToDecision: async () => 'konflikt',
    decide: async () => ({ giltigTill: NOW }),
  },
  extractLog: { origin: 'insyn.example', signer, recordsOfPerson: async () => [], prove: async () => [] },
})
