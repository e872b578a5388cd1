import { expect, test } from '@jest/globals'
import { startConsoleApp } from '../../../test/support/console-app.ts'
import { memoryDesk } from '../../../test/support/memory-desk.ts'

test.each([true, 'okant'] as const)('a suspended console (%s) shows and does nothing', async (state) => {
  const suspended = () => state
  const { desk, calls } = memoryDesk({})
  const app = await startConsoleApp({ suspended }, { suspended, operations: desk })
  app.add('mats', ['drift'])
  for (const [who, path] of [
    ['mats', '/drift'],
    ['eva', '/uppslag'],
  ] as const)
    expect([path, (await app.get(who, path)).status]).toEqual([path, state === true || who === 'mats' ? 403 : 503])
  expect((await app.post('mats', '/drift/kor-nu', { skal: 'Prov' })).status).not.toBe(200)
  expect(calls).toEqual([])
  // What the operation refused is recorded.
  expect(app.logg.written.map(({ access }) => access.utfall)).toEqual([state === true ? 'nekat' : 'fel'])
  await app.stop()
})
