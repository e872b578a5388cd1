import { setTimeout as pause } from 'node:timers/promises'
import { renderToString } from 'preact-render-to-string'
import type { PageAnswer, ServerEvent, Visit } from '../frame/visit.ts'
import type { Desk } from './desk.ts'
import { needsHeading } from './needs.tsx'
import { RunProgress } from './run-progress.tsx'
import { Running, runningHeading } from './running.tsx'
import { EVERY_SECONDS, renderPieces, startData, viewOf } from './start-page.tsx'

/** While something is read. */
const PROGRESS_MS = 2_000
/** After that the browser asks anew, and whoever has no session any more gets nothing. */
const LONGEST_MS = 60_000

/** Gives a piece only when it is not what was sent before. */
function createChanges() {
  const sent = new Map<string, string>()
  return (name: string, html: string): ServerEvent[] => {
    if (sent.get(name) === html) return []
    sent.set(name, html)
    return [{ event: 'piece', data: html }]
  }
}

/** Read out when it changes, not when it begins. */
function createSpeech() {
  const said = new Map<string, string>()
  return (name: string, sentence: string): ServerEvent[] => {
    const before = said.get(name)
    said.set(name, sentence)
    return before === undefined || before === sentence ? [] : [{ event: 'say', data: sentence }]
  }
}

/** False: the browser has gone. */
const wait = (milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  pause(milliseconds, true, { signal }).catch(() => false)

const endOf = (desk: Desk, { who }: Visit): number =>
  Math.min(who.endsAt.getTime(), desk.clock().getTime() + LONGEST_MS)

/** The start page as it changes. */
export const followStart = (desk: Desk, visit: Visit): PageAnswer => ({
  again: true,
  events: async function* (signal) {
    const end = endOf(desk, visit)
    const changed = createChanges()
    const speak = createSpeech()
    const view = viewOf(visit)
    while (!signal.aborted && desk.clock().getTime() < end) {
      const data = await startData(desk, view, desk.clock())
      for (const [place, html] of renderPieces(data).entries()) yield* changed(String(place), html)
      yield* speak('needs', needsHeading(data.needs))
      yield* speak('running', runningHeading(data.running, desk.names))
      const steps = data.running.length > 0 ? Math.floor((EVERY_SECONDS * 1000) / PROGRESS_MS) : 1
      for (let step = 0; step < steps; step++) {
        if (!(await wait((EVERY_SECONDS * 1000) / steps, signal))) return
        if (step === steps - 1) break
        const running = await desk.nights.running()
        yield* changed('running', renderToString(<Running {...data} running={running} now={desk.clock()} />))
      }
    }
  },
})

/** One run until it has ended; the page is then loaded anew. */
export const followRun = (desk: Desk, visit: Visit): PageAnswer => ({
  again: true,
  events: async function* (signal) {
    const end = endOf(desk, visit)
    const changed = createChanges()
    let seen = false
    while (!signal.aborted && desk.clock().getTime() < end) {
      const run = (await desk.nights.running()).find(({ id }) => String(id) === visit.parameters['id'])
      if (run === undefined) {
        if (!seen && !(await wait(EVERY_SECONDS * 1000, signal))) return
        yield { event: 'reload', data: '' }
        return
      }
      seen = true
      yield* changed('progress', renderToString(<RunProgress run={run} names={desk.names} />))
      if (!(await wait(PROGRESS_MS, signal))) return
    }
  },
})
