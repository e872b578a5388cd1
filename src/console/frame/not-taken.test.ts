import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type OperationsApp, startOperationsApp } from '../../../test/support/operations-app.ts'

const WRITTEN = 'Källan är <rättad>.'

let app: OperationsApp
beforeEach(async () => {
  app = await startOperationsApp()
})
afterEach(() => app.stop())

async function post(path: string, { who = 'operator', site = 'same-origin' } = {}) {
  const body = new URLSearchParams({ csrf: 'token-of-earlier', orsak: WRITTEN })
  const answer = await app.ask(path, { who, method: 'POST', body, headers: { 'sec-fetch-site': site } })
  return { status: answer.status, html: await answer.text() }
}

test('a form of a session that has ended gives back what was written, and leads to its page by the sign-in', async () => {
  const { status, html } = await post('/drift/leveranser/doda-brev?stadsdel=farsta', { who: 'nobody' })
  expect(status).toBe(401)
  expect(html).toContain('Källan är &lt;rättad>.')
  expect(html).toContain('href="/logga-in?till=%2Fdrift%2Fleveranser%2Fdoda-brev%3Fstadsdel%3Dfarsta"')
  expect(app.calls).toEqual([])
})

test('so does one of another sign-in, which leads to its page', async () => {
  const { status, html } = await post('/drift/korning/413/stoppa')
  expect(status).toBe(403)
  expect(html).toContain('Källan är &lt;rättad>.')
  expect(html).toContain('href="/drift/korning/413/stoppa"')
  expect(app.calls).toEqual([])
})

test('what another site sends is not shown', async () => {
  for (const site of ['cross-site', 'same-site', 'none', ''])
    expect((await post('/drift/korning/413/stoppa', { site })).html).not.toContain('rättad')
})
