import { expect, test } from '@jest/globals'
import { RUNNING } from '../../../test/support/memory-nights.ts'
import { type OperationsApp, startOperationsApp } from '../../../test/support/operations-app.ts'

/** Events until `enough`. */
async function eventsOf(app: OperationsApp, path: string, enough: (text: string) => boolean): Promise<string> {
  const gone = new AbortController()
  const answer = await app.ask(path, { signal: gone.signal, headers: { accept: 'text/event-stream' } })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (enough(text)) break
  }
  gone.abort()
  return text
}

const LIVE = ['klockslag', 'nyckeltal', 'behover', 'natter', 'pagar', 'utkorg', 'leveranser', 'kommande']

test('the start page is told each of its parts anew, with the path of the proxy before every link', async () => {
  const app = await startOperationsApp({}, { publicAddress: 'https://stad.example/stad/insyn' })
  const text = await eventsOf(app, '/drift/handelser', (all) => all.includes('id="kommande"'))
  for (const id of LIVE) expect(text).toMatch(new RegExp(`event: piece\\ndata: <[a-z]+[^>]* id="${id}"`))
  expect(text).toContain('href="/stad/insyn/drift/korning/913"')
  expect(text).not.toMatch(/href="\/drift/)
  const { html } = await app.page('/drift')
  expect(html).toContain('data-events="/stad/insyn/drift/handelser"')
  for (const id of LIVE) expect(html).toContain(`id="${id}"`)
  await app.stop()
})

test('nothing more is told once the session has ended, though the stream itself goes on', async () => {
  const app = await startOperationsApp()
  const answer = await app.ask('/drift/handelser', { headers: { accept: 'text/event-stream' } })
  const read = answer.text().catch(() => 'ended')
  app.endSession()
  expect(await read).toBe('ended')
  await app.stop()
})

test('a page whose following is paused says so and follows nothing', async () => {
  const app = await startOperationsApp()
  const paused = (await app.page('/drift?uppdatera=nej&vy=kallor')).html
  expect(paused).not.toContain('data-events')
  expect(paused).toContain('href="/drift?vy=kallor">Fortsätt</a>')
  expect((await app.page('/drift')).html).toContain('href="/drift?uppdatera=nej">Pausa</a>')
  await app.stop()
})

test('a run tells how far it has come, and has its page loaded anew when it ends', async () => {
  const answers = [[RUNNING], []]
  const app = await startOperationsApp({ running: async () => answers.shift() ?? [] })
  const text = await eventsOf(app, '/drift/korning/413/handelser', (all) => all.includes('reload'))
  expect(text).toContain('12\u00a0700 av ungefär 20\u00a0400')
  expect(text).toMatch(/event: reload\n/)
  // The browser asks again: whether it still may is then looked at anew.
  expect(text).not.toContain('event: end')
  await app.stop()
})
