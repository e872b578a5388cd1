import { expect, test } from '@jest/globals'
import { HELD, ORDER, RUN_PAGE } from '../../../test/support/memory-nights.ts'
import { startOperationsApp } from '../../../test/support/operations-app.ts'

const NOTED = { by: 'Mats Ekdahl', at: ORDER.ordered, reason: 'Källan läste halva sidor.' }
test.each([
  [{}, 'hålls', 'Om borttagningen godkänns', ['godkann', 'avvisa']],
  [{ rejected: NOTED }, 'avvisad', 'Rätta källan och kör om läsningen.', ['godkann']],
  [
    { rejected: NOTED, approved: { ...NOTED, atMost: 430 } },
    'godkänd',
    'Gäller nästa fullständiga läsning.',
    ['godkann'],
  ],
  [{ approved: { ...NOTED, atMost: 429 } }, 'hålls', 'Om borttagningen godkänns', ['godkann', 'avvisa']],
  [{ rejected: NOTED, over: true }, 'hölls', 'En senare läsning har gjorts', []],
])('the page of a run that held a deletion says what has come of it: %j', async (decided, state, next, acts) => {
  const held = await startOperationsApp({
    run: async (id: number) => ({ ...RUN_PAGE, id, guard: { ...HELD, over: false, ...decided } }),
  })
  const { html } = await held.page('/drift/korning/77')
  expect(/<h1[^>]*>(.*?)<\/h1>/.exec(html)?.[1]).toContain(`: borttagning ${state}`)
  expect(html).toContain(`Borttagning ${state}: 412 färre`)
  expect(html).toContain(next)
  const section = /id="borttagning".*?<\/section>/s.exec(html)?.[0] ?? ''
  expect([...new Set([...section.matchAll(/korning\/\d+\/(\w+)/g)].map(([, act]) => act))]).toEqual(acts)
  for (const act of ['godkann', 'avvisa'])
    expect((await held.page(`/drift/korning/77/${act}`)).status).toBe('over' in decided ? 404 : 200)
  await held.stop()
})
