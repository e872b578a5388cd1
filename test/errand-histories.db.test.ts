import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createSupportManagement } from '../src/adapters/supportmanagement/client.ts'
import { useAvtal } from './support/avtal-fixture.ts'
import { campaign, WHOLE } from './support/campaign.ts'
import { live, met, type Step, STEPS } from './support/case-system/errand-history.ts'
import {
  MUNICIPALITY,
  NAMESPACE,
  type SimulatedSupportManagement,
  startSupportManagement,
} from './support/case-system/simulated-support-management.ts'

const TOKEN = 'prov'
let system: SimulatedSupportManagement
let client: ReturnType<typeof createSupportManagement>
const city = useAvtal(() => client)
beforeAll(async () => {
  system = await startSupportManagement(TOKEN)
  client = createSupportManagement({
    url: system.url,
    token: TOKEN,
    deadlineMs: 400,
    kommun: MUNICIPALITY,
    namnrymd: NAMESPACE,
    avsandare: 'insyn',
    oppnaStatus: ['NEW', 'ONGOING'],
    arendetagg: 'caseId',
  })
})
afterAll(async () => {
  await client.close()
  system.stop()
})

const step = fc.record({
  what: fc.constantFrom(...STEPS),
  who: fc.nat(1),
  where: fc.nat(1),
  kind: fc.nat(2),
})
/** Others in every run. */
const RUNS = campaign(4, 50)

test.each([
  ['written whole', false],
  ['by reference', true],
] as const)(
  'after every step of a random history nothing of anyone who must not be seen is in an errand, and everybody else is: kinds %s',
  async (_name, byReference) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), (steps) =>
        live({ city, system }, steps, byReference),
      ),
      { numRuns: RUNS, endOnFailure: true },
    )
    if (byReference) return
    expect(met.shown).toBeGreaterThan(0)
    // A few histories need not come to these.
    if (WHOLE) for (const count of [met.kept, met.restored]) expect(count).toBeGreaterThan(0)
  },
  campaign(240_000, 1_800_000),
)

test('the receipt of an ended avtal tells what people’s own saves have kept of it', async () => {
  const save: Step = { what: 'person saves', who: 0, where: 0, kind: 0 }
  await live({ city, system }, [save, { what: 'end avtal', who: 0, where: 0, kind: 0 }], false)
  const [receipt = ''] = await city.receipts()
  expect(JSON.parse(receipt.split('\n')[0] ?? '')).toMatchObject({
    personuppgiftsansvarig: { stadsdel: 'farsta' },
    borttaget: { arendeuppgifter: 4 },
    kvarIArendehistorik: { uppgifter: 2, arenden: 1 },
  })
})
