import { expect, test } from '@jest/globals'
import { avtal, policyWith } from '../../test/support/avtal-fixture.ts'
import { policyChanges } from './policy-changes.ts'
import { useEnding } from './testing/use-endings.ts'

const { db, start } = useEnding()

test('every policy taken into use is kept, and compared with the one before it', async () => {
  const narrow = policyWith([avtal('bromma', { mangder: ['beslut'] })])
  const wider = policyWith([avtal('bromma', { mangder: ['beslut', 'avgift'] }), avtal('farsta')])
  for (const policy of [narrow, narrow, wider, narrow]) await (await start(policy)).reconcile()
  const changes = await policyChanges(db.pool)
  expect(changes.map(({ after }) => after.version)).toEqual([narrow.version, wider.version, narrow.version])
  expect(changes.map(({ difference }) => difference?.direction)).toEqual([undefined, 'vidare', 'snavare'])
  const opened = changes[1]?.difference?.register ?? []
  expect(opened).toContainEqual(expect.objectContaining({ register: 'avtal', property: 'informationsmangder' }))
  expect(changes[1]?.after).toEqual(JSON.parse(JSON.stringify(wider)))
})
