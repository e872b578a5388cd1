import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import { createArendeReconciliation } from './arende-reconciliation.ts'
import { createArendeStore } from './arende-store.ts'
import type { OpenArende } from './case-system.ts'

const NUMBER = '189001019802'
const db = useDatabase()
const about = { personnummer: NUMBER, andamal: 'fakturafraga' }

beforeEach(async () => {
  await db.pool.query('truncate arende cascade')
})

async function reconcile(listed: readonly OpenArende[]) {
  const lines: unknown[] = []
  const note = (event: string, fields?: object) => void lines.push({ event, ...fields })
  const arenden = createArendeStore(db.pool, 30)
  await createArendeReconciliation({
    arendesystem: {
      async *openArenden() {
        yield* listed
      },
    } as never,
    arenden,
    klient: 'arendesystem',
    keys: testKeys(['bromma']),
    clock: () => new Date('2026-10-15T10:00:00Z'),
    log: { info: note, warn: note } as never,
  }).reconcile()
  return { lines, open: [...(await arenden.openArenden()).keys()] }
}

test('a case of the list that cannot be stored, or is called as a person, is left out and keeps none of the others out', async () => {
  const bad = ['KC-\u00001', 'KC-\ud8001', NUMBER, 'KC-900101-9802', '', 'a'.repeat(65)]
  const { lines, open } = await reconcile([
    { arendeId: 'KC-1', about },
    ...bad.map((arendeId) => ({ arendeId, about })),
    { arendeId: 'KC-2', about: { ...about, andamal: 'faktura\u0000' } },
    { arendeId: 'KC-3', about },
  ])
  expect(open.sort()).toEqual(['KC-1', 'KC-3'])
  expect(lines).toEqual([{ event: 'open-arenden-compared', opened: 2, closed: 0, unreadable: 7 }])
})
